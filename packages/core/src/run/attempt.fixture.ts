import type { EngineEvent, JobState, JobStatus, Signal } from '../contract.js';
import { emptyLedger } from '../policy/ledger.js';
import { selectiveRestartPolicy } from '../policy/selective.js';
import { attemptOperator } from './attempt.js';
import type { AttemptConfig, AttemptState, Output } from './attempt-state.js';

export const MINUTE = 60_000;
const job = { id: 'local:run.1', incarnation: 'a' } as const;

const config: AttemptConfig = {
  run_id: 'run',
  attempt: 1,
  has_job: true,
  inactivity: 30 * MINUTE,
  hold: 30_000,
  hang_symptom_of: ['oom', 'exception', 'hardware'],
  policies: undefined,
  ledger: emptyLedger,
};

/** Policies that restart all but an out-of-memory and an exception, each time after `delay`. */
export function restartsAfter(delay: number): Pick<AttemptConfig, 'policies'> {
  const policy = selectiveRestartPolicy({
    default_action: 'restart',
    exclude_error_types: ['oom', 'exception'],
    backoff: { initial: delay, factor: 1, max: delay, jitter: 0 },
  });
  return { policies: { crash: policy, stall: policy, timeout: policy } };
}

let ids = 0;

export function signal(time: number, given: Partial<Signal> & { name: string }): Signal {
  ids += 1;
  return {
    id: `s${ids}`,
    kind: given.mode === undefined ? 'notice' : 'error',
    severity: 'error',
    source: 'train.log',
    line: ids,
    offset: ids * 100,
    time,
    text: given.name,
    fields: {},
    order: ids,
    symptom_of: [],
    metadata: {},
    ...given,
  };
}

const ofSignal = (one: Signal): EngineEvent => ({ type: 'signal', at: one.time, signal: one });

export const step = (at: number, number: number, source = 'train.log', fields: Signal['fields'] = {}): EngineEvent =>
  ofSignal(signal(at, { name: 'iteration', kind: 'progress', source, fields: { step: number, loss: 2, ...fields } }));
export const oom = (at: number, source = 'train.log'): EngineEvent =>
  ofSignal(signal(at, { name: 'cuda_oom', mode: 'crash', error_type: 'oom', severity: 'critical', source }));
export const ncclTimeout = (at: number, source = 'train.log'): EngineEvent =>
  ofSignal(
    signal(at, {
      name: 'nccl_timeout',
      mode: 'crash',
      error_type: 'nccl_timeout',
      severity: 'critical',
      symptom_of: ['oom', 'exception'],
      source,
    }),
  );
export const exception = (at: number, source = 'train.log'): EngineEvent =>
  ofSignal(signal(at, { name: 'traceback', mode: 'crash', error_type: 'exception', source }));
export const nccl = (at: number): EngineEvent =>
  ofSignal(signal(at, { name: 'nccl_error', mode: 'crash', error_type: 'nccl', severity: 'critical' }));
export const launcher = (at: number): EngineEvent =>
  ofSignal(signal(at, { name: 'child_failed', mode: 'crash', error_type: 'exception', symptom_of: ['*'] }));
export const emit = (one: Signal): EngineEvent => ofSignal(one);

export function status(at: number, state: JobState, more: Partial<JobStatus> = {}): EngineEvent {
  return { type: 'job', at, status: { job, state, ...more } };
}
/** The log is read to its end, and the platform was asked. */
export function seen(at: number, source = 'train.log'): EngineEvent[] {
  return [status(at, 'running'), { type: 'watermark', at, source, as_of: at }];
}
export function ended(at: number, state: JobState, more: Partial<JobStatus> = {}): EngineEvent[] {
  return [status(at, state, more), { type: 'drained', at }];
}
export const output = (at: number): EngineEvent => ({ type: 'output', at, source: 'train.log', time: at, lines: 1 });

/** Plays events and, in between, the ticks that the engine asks for. Every state goes through Json, as in a crash. */
export function play(events: readonly (EngineEvent | readonly EngineEvent[])[], given: Partial<AttemptConfig> = {}) {
  const operator = attemptOperator({ ...config, ...given });
  let state: AttemptState = operator.init();
  const outputs: (Output & { at: number })[] = [];
  const take = (event: EngineEvent) => {
    const [next, out] = operator.step(JSON.parse(JSON.stringify(state)), event);
    state = next;
    outputs.push(...out.map((one) => ({ ...one, at: event.at })));
  };
  for (const event of events.flat() as EngineEvent[]) {
    for (let due = operator.due(state); due !== undefined && due <= event.at; due = operator.due(state))
      take({ type: 'tick', at: due });
    take(event);
  }
  if (state.ending !== undefined) take({ type: 'tick', at: operator.due(state) as number });
  const of = <T extends Output['type']>(type: T) =>
    outputs.filter((one): one is Extract<Output, { type: T }> & { at: number } => one.type === type);
  return {
    state,
    outputs,
    of,
    states: of('state').map((one) => one.to),
    decisions: of('decision'),
    closed: of('closed'),
  };
}
