import type { Fields, Json, MonitorRecord, RunRecordDecision, SigwatchEvent } from '@sigwatch/core';
import { costIn } from '../view/cost.js';
import { type Data, dataOf, timeOf } from '../view/event-data.js';
import { attemptsAfter, beganAt } from './attempts.js';
import { errorRecord, saidSeverity } from './error-record.js';
import { failedAt, stepped } from './furthest.js';
import { memoryAfter } from './gpu-memory.js';
import type { RecordLine, RecordsState } from './state.js';
import { checked, environmentIn } from './surroundings.js';

const MOST_ERRORS = 100;
const MOST_DECISIONS = 1_000;

/**
 * Takes in an event of a run: what is remembered then, and the lines of its records that follow from it. Pure; the events
 * of a journal give the same lines however often, and in however many pieces, they are folded.
 */
export function recordsAfter(
  before: RecordsState,
  event: SigwatchEvent,
): readonly [RecordsState, readonly RecordLine[]] {
  const data = dataOf(event);
  const [told, errors] = withPending(before, event, data);
  const cost = costIn(data);
  const packs = event.data.packs as RecordsState['packs'];
  const seen: RecordsState = {
    ...told,
    run_id: event.run_id,
    script: scriptOf(data) ?? (told.script || event.run_id),
    first: told.first ?? event.timestamp,
    latest: event.timestamp,
    attempts: attemptsAfter(told.attempts, event, data),
    ...(cost === undefined ? {} : { cost }),
    ...(packs === undefined ? {} : { packs }),
  };
  const after = stateAfter(seen, event, data);
  return [after, [...errors, monitorLine(event, event.event_type, event.data), ...ofTraining(before, after, event)]];
}

/** An error waits for the event behind it, which tells whether an incident begins with it. */
function withPending(before: RecordsState, event: SigwatchEvent, data: Data): [RecordsState, readonly RecordLine[]] {
  const { pending, ...state } = before;
  if (pending === undefined) return [state, []];
  const opened = event.event_type === 'incident_opened' ? data.text('incident') : undefined;
  const context = { script: state.script, step: state.furthest.last, incident: opened ?? state.incident ?? null };
  const record = errorRecord(pending, context);
  const line: RecordLine = { file: 'errors', date: dateOf(pending.timestamp), value: record as never };
  return [{ ...state, errors: [...state.errors, record].slice(-MOST_ERRORS) }, [line]];
}

function stateAfter(state: RecordsState, event: SigwatchEvent, data: Data): RecordsState {
  switch (event.event_type) {
    case 'run_started':
      return { ...state, began: true };
    case 'attempt_started':
      return withAttempt(state, event, data);
    case 'progress':
      return withProgress(state, event, data);
    case 'gpu_stats':
      return withGpus(state, event, data);
    case 'signal':
      return withSignal(state, event, data);
    case 'state_changed':
      return { ...state, state: data.text('to') ?? state.state };
    case 'incident_opened':
      return { ...state, incident: data.text('incident') ?? '' };
    case 'incident_closed': {
      const { incident: _, ...rest } = state;
      return rest;
    }
    case 'decision':
      return { ...state, decisions: [...state.decisions, decisionOf(event, data)].slice(-MOST_DECISIONS) };
    case 'attempt_ended':
      return data.text('state') === 'succeeded' ? state : { ...state, lost_from: beganAt(state.attempts, event) };
    case 'run_ended':
      return withEnd(state, event, data);
    default:
      return state;
  }
}

function withAttempt(state: RecordsState, event: SigwatchEvent, data: Data): RecordsState {
  const { lost_from, incident: _, gpu_check: __, ...known } = state;
  const environment = environmentIn(data);
  const gpu_type = known.gpu_type ?? environment?.gpu_type;
  const rest = { ...known, ...(environment && { environment }), ...(gpu_type === undefined ? {} : { gpu_type }) };
  const checkpoint = data.text('resume_from') ?? rest.checkpoint;
  return {
    ...rest,
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(lost_from === undefined ? {} : { furthest: failedAt(rest.furthest, Date.parse(lost_from), timeOf(event)) }),
  };
}

function withProgress(state: RecordsState, event: SigwatchEvent, data: Data): RecordsState {
  const epoch = data.number('epoch');
  const last = epoch === undefined ? state.epoch : Math.max(Math.floor(epoch), state.epoch ?? 0);
  return {
    ...state,
    furthest: stepped(state.furthest, data, timeOf(event)),
    ...(last === undefined ? {} : { epoch: last }),
    ...metric('loss', state.loss, data),
    ...metric('eval_loss', state.eval_loss, data),
  };
}

/** A number stays until the next one: neither a line without it nor a NaN takes it away. */
function metric(name: 'loss' | 'eval_loss', before: number | string | undefined, data: Data) {
  const value = data.metric(name);
  return value === undefined || (typeof value === 'string' && before !== undefined) ? {} : { [name]: value };
}

function withGpus(state: RecordsState, event: SigwatchEvent, data: Data): RecordsState {
  const gpu_type = data.text('gpu_type') ?? state.gpu_type;
  return {
    ...state,
    ...(gpu_type === undefined ? {} : { gpu_type }),
    gpus: memoryAfter(state.gpus, event, data),
  };
}

function withSignal(state: RecordsState, event: SigwatchEvent, data: Data): RecordsState {
  const kind = data.text('kind');
  if (data.object('metadata')?.text('event') === 'gpu_check') return checked(state, event, data);
  if (kind === 'error' && !data.flag('resolved')) return { ...state, pending: event };
  if (kind !== 'checkpoint' || data.object('metadata')?.text('phase') === 'started') return state;
  const fields = data.object('fields');
  const checkpoint = fields?.text('checkpoint_path') ?? fields?.text('path');
  return checkpoint === undefined ? state : { ...state, checkpoint };
}

function decisionOf(event: SigwatchEvent, data: Data): RunRecordDecision {
  return {
    timestamp: event.timestamp,
    attempt: event.attempt,
    action: (data.text('action') ?? 'ignore') as RunRecordDecision['action'],
    reason: data.text('reason') ?? '',
    mode: data.text('mode') ?? null,
    error_type: data.text('error_type') ?? null,
    rule: (event.data.rule ?? null) as RunRecordDecision['rule'] & Json,
    resume: (data.text('resume') ?? null) as RunRecordDecision['resume'],
    resume_from: data.text('resume_from') ?? null,
    overrides: (event.data.overrides ?? null) as RunRecordDecision['overrides'],
    at_bound: (event.data.at_bound ?? []) as string[],
    dry_run: data.flag('dry_run'),
  };
}

function withEnd(state: RecordsState, event: SigwatchEvent, data: Data): RecordsState {
  const ended = data.text('state') ?? state.state;
  const value = data.object('final_metric')?.metric('value');
  const step = data.number('final_step');
  const failed = ended !== 'succeeded' && (state.lost_from !== undefined || state.errors.length > 0);
  const began = Date.parse(state.lost_from ?? beganAt(state.attempts, event));
  return {
    ...state,
    state: ended,
    ended: event.timestamp,
    ...(value === undefined ? {} : { final: value }),
    ...(step === undefined ? {} : { final_step: step }),
    ...(failed ? { furthest: failedAt(state.furthest, began, undefined) } : {}),
    errors: withFatal(state, data),
  };
}

/** Of the errors, the one that the run ended with. */
function withFatal({ errors, state }: RecordsState, data: Data): RecordsState['errors'] {
  const root = data.object('root');
  if (root === undefined || state === 'succeeded') return errors;
  const isRoot = ({ context }: RecordsState['errors'][number]) =>
    context.signal === root.text('signal') &&
    context.line === root.number('line') &&
    context.source === root.text('source');
  const at = errors.findLastIndex(isRoot);
  return errors.map((one, i) =>
    i === at && saidSeverity(one.context as Fields) === undefined ? { ...one, severity: 'fatal' as const } : one,
  );
}

/** What readers of other monitors look for: one line as the training begins, and one as it ends. */
function ofTraining(before: RecordsState, after: RecordsState, event: SigwatchEvent): readonly RecordLine[] {
  const { script, gpu_type = null } = after;
  if (!before.began && after.began) return [monitorLine(event, 'training_started', { script, gpu_type })];
  if (event.event_type !== 'run_ended') return [];
  const duration_seconds = event.data.duration_seconds ?? null;
  const done = { script, status: after.state, final_metric: finalMetric(after), duration_seconds };
  return [monitorLine(event, 'training_completed', done)];
}

/** An evaluation's loss says more than that of a training step. */
export const finalMetric = ({ final, eval_loss, loss }: RecordsState): number | string | null =>
  final ?? eval_loss ?? loss ?? null;

function monitorLine(
  { timestamp, run_id, attempt }: SigwatchEvent,
  event_type: MonitorRecord['event_type'],
  data: { readonly [key: string]: Json | undefined },
): RecordLine {
  return { file: 'monitor', date: dateOf(timestamp), value: { timestamp, event_type, run_id, attempt, data } as never };
}

/** Events tell their times in UTC. */
const dateOf = (timestamp: string): string => timestamp.slice(0, 10);

const scriptOf = (data: Data): string | undefined => data.text('name');
