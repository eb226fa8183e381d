import type { JobRef } from '../contract.js';
import { isFinal, oursAmong, statusOf } from './job-facts.js';
import type { ProtocolRules } from './rules.js';
import type { InPhase, ProtocolInput, ProtocolState, Step } from './state.js';
import { go, goSubmit, resume, waitAndTell } from './transitions.js';

/** Nothing was done yet: the old job first, if there is one. */
export function begin(state: InPhase<'intent'>, input: ProtocolInput, rules: ProtocolRules): Step {
  return state.previous === undefined
    ? afterPrevious(state, input, rules)
    : go(state, { phase: 'cancelling' }, input.now, rules);
}

/** Asks and cancels until the old job is final. Not knowing is waited out, however long it takes. */
export function cancelling(state: InPhase<'cancelling'>, input: ProtocolInput, rules: ProtocolRules): Step {
  const { now } = input;
  if (state.previous === undefined) return afterPrevious(state, input, rules);
  const { id } = state.previous;
  const next = `Attempt ${state.attempt} is not submitted before that.`;
  if (input.type === 'status') {
    const status = statusOf(input.statuses, state.previous);
    if (status === undefined) return waitAndTell(state, now, rules, `${unknown(id, input.statuses)} ${next}`);
    if (isFinal(status))
      return status.successor ? adopted(state, status.successor, now, rules) : afterPrevious(state, input, rules);
    const alive = `${id} is still ${status.state}${status.reason === undefined ? '' : ` (${status.reason})`}`;
    if (status.state === 'completing') {
      return waitAndTell(state, now, rules, `${alive}; waiting for its end. ${next}`, rules.tell.initial);
    }
    if (rules.can_cancel) return [state, { do: 'cancel', jobs: [state.previous] }];
    return waitAndTell(state, now, rules, `${alive} and can't be cancelled from here; please end it. ${next}`);
  }
  if (input.type === 'accepted') {
    const stuck = `${id} does not end although its cancellation was accepted; cancelling it again. ${next}`;
    return waitAndTell(state, now, rules, stuck, rules.tell.initial);
  }
  if (input.type === 'failed' && input.of === 'cancel') {
    return waitAndTell(state, now, rules, `${id} could not be cancelled: ${input.error}. ${next}`);
  }
  if (input.type === 'failed') {
    return waitAndTell(state, now, rules, `Whether ${id} has ended is unknown: ${input.error}. ${next}`);
  }
  return [state, resume(state, now, rules)];
}

/** The platform has begun the old job anew by itself, under the key that it had: a further one would run beside it. */
function adopted(state: InPhase<'cancelling'>, job: JobRef, now: number, rules: ProtocolRules): Step {
  const { key, previous_key = key } = state;
  const notice = `The platform has begun ${job.id} anew by itself: attempt ${state.attempt} is that start, and nothing is submitted.`;
  return go({ ...state, key: previous_key }, { phase: 'submitted', job, submitted_at: now }, now, rules, notice);
}

/** A twin of the old job that nobody knew of would run beside the new one. */
export function sweeping(state: InPhase<'sweeping'>, input: ProtocolInput, rules: ProtocolRules): Step {
  const { now } = input;
  if (input.type === 'failed') {
    const sentence = `Can't look for further jobs of the previous attempt: ${input.error}. The restart waits for it.`;
    return waitAndTell(state, now, rules, sentence);
  }
  if (input.type !== 'found') return [state, resume(state, now, rules)];

  const extras = oursAmong(input.jobs, state);
  if (extras.length > 0) return go(state, { phase: 'clearing', ran: false, extras, since: state.since }, now, rules);
  const shown = input.jobs.some((job) => job.id === state.previous?.id);
  // Where a key is an id there is no room for a twin: a list without the old job says that it is gone, with its cluster perhaps.
  if (input.complete && (shown || rules.key_is_id)) return goSubmit(state, now, rules);
  const sentence = `The platform does not list all jobs of the previous attempt; it is not certain that only one lives.`;
  if (now >= state.since + rules.sweep_for) return goSubmit(state, now, rules, sentence);
  return waitAndTell(state, now, rules, sentence, rules.sweep_for);
}

function afterPrevious(state: ProtocolState, { now }: ProtocolInput, rules: ProtocolRules): Step {
  const sweep = state.previous !== undefined && state.previous_key !== undefined;
  return sweep ? go(state, { phase: 'sweeping', since: now }, now, rules) : goSubmit(state, now, rules);
}

function unknown(id: string, statuses: Readonly<Record<string, unknown>>): string {
  return id in statuses
    ? `${id} now names another job than ours, so whether ours has ended is unknown.`
    : `The platform does not mention ${id}, so whether it has ended is unknown.`;
}
