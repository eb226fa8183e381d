import type { JobRef, JobStatus } from '../contract.js';
import { hasRun, isFinal, names, statusOf } from './job-facts.js';
import type { ProtocolRules } from './rules.js';
import type { InPhase, ProtocolInput, Step } from './state.js';
import { go, resume, waitAndTell } from './transitions.js';

/** Adopts the job that ran, else the oldest; a held one of ours only when no other can ever run. */
export function choosing(state: InPhase<'choosing'>, input: ProtocolInput, rules: ProtocolRules): Step {
  const { now } = input;
  if (input.type === 'failed') {
    return waitAndTell(state, now, rules, `Can't tell which of ${names(state.jobs)} runs: ${input.error}.`);
  }
  if (input.type !== 'status') return [state, resume(state, now, rules)];

  const known = state.jobs.map((job) => ({ job, status: statusOf(input.statuses, job) }));
  const ran = known.find(isLive) ?? known.find(({ status }) => status !== undefined && hasRun(status));
  if (ran !== undefined) return adopt(state, ran.job, true, now, rules);
  const missing = known.filter(({ status }) => status === undefined).map(({ job }) => job);
  if (missing.length > 0) {
    return waitAndTell(state, now, rules, `Found ${names(missing)}, but the platform does not say whether it ran.`);
  }

  const waiting = known.filter(({ status }) => status !== undefined && !isFinal(status)).map(({ job }) => job);
  const twin = waiting.find((job) => job.id !== state.ours?.id);
  if (twin !== undefined) return adopt(state, twin, false, now, rules);
  if (state.ours !== undefined && waiting.length > 0) {
    // Every other job was cancelled before it ran. Looking once more makes sure that there is none beside those.
    const dead = state.jobs.map((job) => job.id).filter((id) => id !== state.ours?.id);
    const settled = { ...state, discarded: [...state.discarded, ...dead] };
    return go(settled, { phase: 'held', job: state.ours, replied: true, since: now - rules.lag }, now, rules);
  }
  // All were cancelled before they ran, by somebody else: the attempt ends with that word.
  const [oldest] = state.jobs;
  return oldest === undefined
    ? go(state, { phase: 'uncertain', not_after: now }, now, rules)
    : adopt(state, oldest, true, now, rules);
}

function adopt(state: InPhase<'choosing'>, job: JobRef, ran: boolean, now: number, rules: ProtocolRules): Step {
  const extras = state.jobs.filter((other) => other.id !== job.id);
  const rest = extras.length === 0 ? '' : ` and cancelling ${names(extras)}`;
  const notice = `Attempt ${state.attempt} goes on with ${job.id}${ran ? ', which ran' : ''}${rest}.`;
  if (extras.length > 0) return go(state, { phase: 'clearing', job, ran, extras, since: now }, now, rules, notice);
  return ran || state.held_submits === 0
    ? go(state, { phase: 'submitted', job, submitted_at: now }, now, rules, notice)
    : go(state, { phase: 'held', job, replied: false, since: now }, now, rules, notice);
}

function isLive({ status }: { readonly status: JobStatus | undefined }): boolean {
  return status !== undefined && hasRun(status) && !isFinal(status);
}
