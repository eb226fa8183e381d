import type { JobStatus, Json, Millis, SigwatchEvent } from '../contract.js';
import { finalStates } from '../run/platform.js';
import { type AttemptTime, type CostState, ranBy, type Saved } from './cost-state.js';

/** What a commit brings. */
export interface CostInput {
  readonly at: Millis;
  readonly events: readonly SigwatchEvent[];
  /** As the platform tells it after this commit. */
  readonly job?: JobStatus | undefined;
  /** The job of the attempt that has ended is being cancelled: it costs until it is seen to have ended. */
  readonly cancelling?: boolean;
  /** What an attempt that begins was given. `chosen`: it was looked for a checkpoint. */
  readonly start: { readonly resume_from?: string; readonly resume_step?: number; readonly chosen?: boolean };
}

/** Attempts that are remembered one by one, and checkpoints of each. */
const ATTEMPTS = 100;
const SAVED = 20;

/** What a run has cost after a commit. Pure; hands back the same state where nothing of it has changed. */
export function costsAfter(before: CostState, input: CostInput): CostState {
  let state = before;
  for (const event of input.events) {
    // What came before the end of the attempt was told while its job still ran.
    if (event.event_type === 'attempt_ended') state = withJob(state, input);
    state = withEvent(state, event, input);
  }
  return withJob(state, input);
}

function withEvent(state: CostState, event: SigwatchEvent, input: CostInput): CostState {
  const { event_type, attempt, data } = event;
  switch (event_type) {
    case 'attempt_started':
      return begun(goneOn(state, input), attempt);
    case 'attempt_ended':
      return changed(state, (one) => ended(one, data, input));
    case 'gpu_stats':
      return measured(state, data);
    case 'signal':
      if (data.kind === 'checkpoint') return changed(state, (one) => saved(one, data, Date.parse(event.timestamp)));
      return fieldsOf(data.metadata)?.event === 'gpu_check' ? measured(state, fieldsOf(data.fields) ?? {}) : state;
    default:
      return state;
  }
}

function begun(state: CostState, attempt: number): CostState {
  if (state.attempts.at(-1)?.attempt === attempt) return state;
  const [first] = state.attempts;
  const isFull = first !== undefined && state.attempts.length >= ATTEMPTS;
  const attempts = [...(isFull ? state.attempts.slice(1) : state.attempts), { attempt, ran: 0, saved: [] }];
  if (!isFull) return { ...state, attempts };
  const { ran, wasted } = state.before;
  return { ...state, attempts, before: { ran: ran + first.ran, wasted: wasted + (first.wasted ?? 0) } };
}

/** Another attempt goes on for the last one: now it is known from where. */
function goneOn(state: CostState, input: CostInput): CostState {
  const { start } = input;
  return changed(state, (last) => {
    const one = over(last, input);
    if (one.ended === undefined || one.ended === 'succeeded') return one;
    return { ...one, wasted: one.ran - (kept(one, start)?.ran ?? 0) };
  });
}

/** The checkpoint that was found whole, where it is of this attempt; without a search for one the last that was written. */
function kept({ saved }: AttemptTime, { resume_from, resume_step, chosen }: CostInput['start']): Saved | undefined {
  if (resume_from === undefined) return chosen === true ? undefined : saved.at(-1);
  const same = saved.findLast(({ path }) => path !== undefined && samePath(path, resume_from));
  return same ?? saved.findLast(({ step }) => step !== undefined && step === resume_step);
}

/** A job names it as it sees it, perhaps from another folder or mount. */
function samePath(told: string, found: string): boolean {
  const [one, other] = [told, found].map((path) => path.replace(/^\.\//, '').replace(/\/+$/, '')) as [string, string];
  return one === other || other.endsWith(`/${one.replace(/^\/+/, '')}`);
}

function ended(one: AttemptTime, data: SigwatchEvent['data'], input: CostInput): AttemptTime {
  const { job, cancelling } = input;
  // One that was never seen to run may have run between two looks.
  const unseen = one.ran === 0 && one.since === undefined && one.until === undefined ? job : undefined;
  const since = one.since ?? unseen?.started_at;
  const state = String(data.state);
  const last = { ...one, ended: state, ...(since === undefined ? {} : { since }) };
  const now = over(last, input);
  return cancelling === true && one.since !== undefined ? { ...last, wasted: now.wasted ?? 0 } : now;
}

/** The job of an attempt that has ended is over, too. */
function over(one: AttemptTime, { at, job }: CostInput): AttemptTime {
  const { since, ...rest } = one;
  if (one.ended === undefined || (since === undefined && one.wasted !== undefined)) return one;
  const end = Math.min(at, job?.ended_at ?? at);
  const ran = one.ran + (since === undefined ? 0 : Math.max(0, end - since));
  // Whoever cancels a job wants what it has made.
  const isFailure = one.ended !== 'succeeded' && one.ended !== 'cancelled';
  return { ...rest, ran, wasted: isFailure ? ran - (one.saved.at(-1)?.ran ?? 0) : 0 };
}

function saved(one: AttemptTime, data: SigwatchEvent['data'], at: Millis): AttemptTime {
  const [fields, metadata] = [fieldsOf(data.fields), fieldsOf(data.metadata)];
  if (metadata?.phase === 'started' || one.ended !== undefined) return one;
  const path = textOf(fields?.checkpoint_path) ?? textOf(fields?.path);
  const step = numberOf(fields?.step ?? fields?.iteration);
  const entry: Saved = {
    ran: ranBy(one, at),
    ...(path === undefined ? {} : { path }),
    ...(step === undefined ? {} : { step }),
  };
  return { ...one, saved: [...one.saved, entry].slice(-SAVED) };
}

type Fields = Readonly<Record<string, Json | undefined>>;
const fieldsOf = (value: Json | undefined): Fields | undefined =>
  typeof value === 'object' && value !== null ? (value as Fields) : undefined;
const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
function numberOf(value: Json | undefined): number | undefined {
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** By lines of the job and by measurements beside it, of which each tells what it sees. */
function measured(state: CostState, { gpu_type, gpus }: Fields): CostState {
  const gpu = textOf(gpu_type) ?? state.seen.gpu;
  const count = Math.max(numberOf(gpus) ?? 0, state.seen.count ?? 0);
  if (gpu === state.seen.gpu && count === (state.seen.count ?? 0)) return state;
  return { ...state, seen: { ...(gpu === undefined ? {} : { gpu }), ...(count === 0 ? {} : { count }) } };
}

/** Runs, or holds what it ran on until it is cleaned up. */
const HOLDS: ReadonlySet<string> = new Set(['running', 'completing']);

function withJob(state: CostState, input: CostInput): CostState {
  const { at, job, cancelling } = input;
  return changed(state, (one) => {
    if (one.ended !== undefined) return cancelling === true ? one : over(one, input);
    if (job === undefined) return one;
    if (HOLDS.has(job.state)) {
      if (one.since !== undefined) return one;
      const { started_at = at } = job;
      // A start that it told before it waited is none of this stretch.
      return { ...one, since: Math.min(at, started_at < (one.until ?? started_at) ? at : started_at) };
    }
    if (one.since === undefined) return one;
    const { since, ...rest } = one;
    const until = finalStates.has(job.state) ? Math.min(at, Math.max(since, job.ended_at ?? at)) : at;
    return { ...rest, ran: one.ran + until - since, until };
  });
}

/** The present attempt, after something that may have changed it. */
function changed(state: CostState, change: (one: AttemptTime) => AttemptTime): CostState {
  const last = state.attempts.at(-1);
  const next = last && change(last);
  return next === undefined || next === last ? state : { ...state, attempts: state.attempts.with(-1, next) };
}
