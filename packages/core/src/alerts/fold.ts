import type { Decision, Millis, RunState, SigwatchEvent } from '../contract.js';
import { type AlertContext, type AlertState, type Held, type News, noAlerts } from './alert-state.js';
import { Telling } from './telling.js';
import { aboutOf, closedOf, hitOf, openedOf } from './trouble.js';

type Data = SigwatchEvent['data'];

/** How long (ms) a failure waits for what follows from it, so that both are one notice. */
const TOGETHER = 120_000;

/**
 * Pure: what people are told of an event that is committed, and what is remembered. Where it is called for each event of
 * a run once and in order, each transition is told once.
 */
export function alertsAfter(
  state: AlertState | undefined,
  event: SigwatchEvent,
  context: AlertContext,
): readonly [AlertState, readonly News[]] {
  const before = state ?? noAlerts;
  if (before.over === true) return [before, []];
  const at = Date.parse(event.timestamp);
  const telling = new Telling(before, context, at, event.attempt);
  take(telling, event);
  return telling.result;
}

/** When `alertsAt` has something to tell; undefined: not before the next event. */
export function alertsDue(state: AlertState | undefined, context: Pick<AlertContext, 'settings' | 'awake'>) {
  if (state === undefined || state.over === true) return undefined;
  const { settings } = context;
  const { held, problem, unknown_since } = state;
  const unknown =
    unknown_since === undefined || problem !== undefined || settings.remind_every === 0
      ? undefined
      : unknown_since + settings.remind_every;
  // A life before may have had other settings.
  const remind = settings.remind_every === 0 ? undefined : problem?.remind_at;
  const due = [held && patienceWith(held, context), remind, unknown].filter((one) => one !== undefined);
  return due.length === 0 ? undefined : Math.min(...due);
}

/** How long it waits for what follows: what nobody could decide on meanwhile is given that time anew. */
const patienceWith = ({ until, decision }: Held, { awake }: Pick<AlertContext, 'awake'>): Millis =>
  decision !== undefined || awake === undefined ? until : Math.max(until, awake + TOGETHER);

/** Pure: what is told because time has passed: a failure that nothing has followed, and reminders. `attempt`: the present one. */
export function alertsAt(
  state: AlertState | undefined,
  at: Millis,
  attempt: number,
  context: AlertContext,
): readonly [AlertState, readonly News[]] {
  const before = state ?? noAlerts;
  if (before.over === true) return [before, []];
  const { held, unknown_since, problem } = before;
  // The next attempt may have begun by now, with its job still to come.
  const telling = new Telling(before, context, at, held?.attempt ?? attempt);
  const { remind_every } = context.settings;
  if (held !== undefined && patienceWith(held, context) <= at) {
    if (held.decision?.action === 'restart' || held.attempt < attempt) telling.restarted(held.attempt + 1);
    else telling.ended(held.state, held.reason);
  } else if (remind_every === 0) return telling.result;
  else if (problem?.remind_at !== undefined && problem.remind_at <= at) telling.remind();
  else if (unknown_since !== undefined && problem === undefined && unknown_since + remind_every <= at)
    telling.unknown(unknown_since);
  return telling.result;
}

function take(telling: Telling, { event_type, attempt, data }: SigwatchEvent): void {
  switch (event_type) {
    case 'run_started':
      return data.resumed === true ? undefined : telling.started();
    case 'attempt_started':
      return attemptStarted(telling, attempt, data);
    case 'signal':
      telling.know({ ...aboutOf(data), ...hitOf(data, telling.at) });
      return;
    case 'progress':
      return progressed(telling);
    case 'incident_opened':
      return telling.know({ trouble: openedOf(data, telling.state) });
    case 'incident_closed':
      return incidentClosed(telling, data);
    case 'state_changed':
      return stateChanged(telling, data.to as RunState, String(data.reason), typeof data.signal === 'string');
    case 'decision':
      return decided(telling, data);
    case 'attempt_ended':
      return attemptEnded(telling, data.state as RunState);
    case 'run_ended':
      return runEnded(telling, data);
    case 'notice':
      // A warning is for who looks; what is lost for good is for everybody, at once.
      return data.severity === 'critical' ? telling.urgent(String(data.text)) : undefined;
    default:
      return;
  }
}

function attemptStarted(telling: Telling, attempt: number, data: Data): void {
  const resume_from = typeof data.resume_from === 'string' ? data.resume_from : undefined;
  const first = data.restart !== true || attempt <= 1;
  telling.know({ resume_from, run: 'pending', trouble: first ? undefined : telling.state.trouble, hit: undefined });
  if (!first && !telling.hasTold(`${attempt}/restarted`)) telling.restarted(attempt);
  telling.know({ held: undefined, trouble: undefined, unknown_since: undefined });
}

/** Steps are what shows that a run goes on again. */
function progressed(telling: Telling): void {
  const { problem, run } = telling.state;
  if (problem === undefined || (run !== 'running' && run !== 'unknown' && run !== 'pending')) return;
  const { resume_from } = telling.state;
  const from = resume_from === undefined ? '' : `, resumed from ${resume_from}`;
  telling.recovered(
    problem.transition === 'restarted' ? `Attempt ${telling.attempt} makes steps${from}` : 'It makes steps again',
  );
}

function incidentClosed(telling: Telling, data: Data): void {
  if (data.ignored !== true) return telling.know({ trouble: closedOf(data, telling.state) });
  const { held } = telling.state;
  telling.know({ trouble: undefined, ...(held === undefined || isFinal(held.state) ? {} : { held: undefined }) });
}

/** `said`: a rule shows the run so at once. Else it follows from the job, or from what is suspected. */
function stateChanged(telling: Telling, to: RunState, reason: string, said: boolean): void {
  const from = telling.state.run;
  telling.know({ run: to, unknown_since: to === 'unknown' ? telling.at : undefined });
  switch (to) {
    case 'degraded':
    case 'stalled':
      return telling.troubled(to, to, reason, said);
    case 'timed_out':
    case 'failed':
      // What the platform has ended is decided on next; a rule says it of a job that may live.
      if (said) return telling.troubled(to, to, reason, said);
      return telling.know({
        held: {
          ...{ attempt: telling.attempt, at: telling.at, until: telling.at + TOGETHER },
          ...{ state: to, reason, ...telling.whereItStood },
        },
      });
    case 'pending':
      // Its platform begins it anew: nothing has to follow.
      return telling.state.held?.decision === undefined ? telling.know({ held: undefined }) : undefined;
    case 'running':
      if (telling.state.held?.decision === undefined) telling.know({ held: undefined });
      // That a run only ends is told as its end, which closes what is open.
      if (telling.context.ends === true) return;
      if (from === 'degraded' || from === 'stalled' || from === 'timed_out') telling.recovered(reason);
      else if (from === 'unknown' && telling.state.problem?.state === 'unknown') telling.recovered(reason);
      return;
    default:
      return;
  }
}

function decided(telling: Telling, data: Data): void {
  const { held, run } = telling.state;
  const state = held?.state ?? run;
  if (data.action === 'ignore' && !isFinal(state)) return telling.know({ held: undefined });
  const due = telling.at + Number(data.delay_seconds ?? 0) * 1000;
  // What begins too late to be told together is told now.
  const until = due > telling.at + TOGETHER ? telling.at : telling.at + TOGETHER;
  const { action, reason, mode, error_type, restarts_used, max_retries } = data as unknown as NonNullable<
    NonNullable<AlertState['held']>['decision']
  >;
  const decision = { action, reason, mode, error_type, restarts_used, max_retries, due };
  const stood = held ?? { attempt: telling.attempt, ...telling.whereItStood };
  telling.know({ held: { ...stood, at: telling.at, until, state, reason: held?.reason ?? reason, decision } });
}

/** A stop that was decided is told now: ending the job may take its time. */
function attemptEnded(telling: Telling, state: RunState): void {
  const { held } = telling.state;
  if (held?.decision?.action === 'stop') telling.ended(held.state, held.decision.reason);
  else if (held === undefined) telling.know({ run: state });
}

function runEnded(telling: Telling, data: Data): void {
  const state = data.state as RunState;
  const { decision } = telling.state.held ?? {};
  const reason = String(data.reason ?? decision?.reason ?? `the run is ${state}`);
  if (state === 'succeeded' || state === 'cancelled') telling.over(state, reason);
  else if (telling.context.dry_run && decision?.action === 'restart') telling.restarted(telling.attempt + 1);
  else if (!telling.isEndTold && !(telling.context.dry_run && isOpen(state)))
    telling.ended(state, reason, ((data.decision ?? {}) as Data).action as Decision['action'] | undefined);
  telling.know({ over: true, held: undefined });
}

/** A log that ends tells nothing of the job's end. */
const isOpen = (state: RunState): boolean => state === 'unknown' || state === 'running' || state === 'pending';

/** Whether the job is over with this event. */
export const endsJob = ({ event_type, data }: SigwatchEvent): boolean =>
  event_type === 'state_changed' && typeof data.signal !== 'string' && isFinal(data.to as RunState);

const isFinal = (state: RunState): boolean =>
  state === 'failed' || state === 'timed_out' || state === 'cancelled' || state === 'succeeded';
