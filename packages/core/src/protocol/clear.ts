import { isFinal, names, statusOf } from './job-facts.js';
import type { ProtocolRules } from './rules.js';
import type { InPhase, ProtocolInput, ProtocolState, Step } from './state.js';
import { go, resume, waitAndTell } from './transitions.js';

/** Cancels the extra jobs again and again until each is seen ended; only then does the chosen one go on. */
export function clearing(state: InPhase<'clearing'>, input: ProtocolInput, rules: ProtocolRules): Step {
  const { now } = input;
  const asked: Step = [state, { do: 'status', jobs: state.extras }];
  switch (input.type) {
    case 'accepted':
      return asked;
    case 'status':
      return afterStatus(state, input, rules);
    case 'found':
      return afterFind(state, input, rules);
    case 'failed': {
      if (input.of === 'cancel') return asked;
      const sentence = `Whether ${names(state.extras)} has ended is unknown: ${input.error}. Waiting for it.`;
      return waitAndTell(state, now, rules, sentence);
    }
    default:
      return state.extras.length === 0 ? goOn(state, now, rules) : [state, resume(state, now, rules)];
  }
}

function afterStatus(
  state: InPhase<'clearing'>,
  input: ProtocolInput & { readonly type: 'status' },
  rules: ProtocolRules,
): Step {
  const left = state.extras.filter((job) => {
    const status = statusOf(input.statuses, job);
    return status === undefined || !isFinal(status);
  });
  const next = { ...state, discarded: discard(state, left), extras: left };
  if (left.length === 0) return goOn(next, input.now, rules);
  const forgotten = left.every((job) => statusOf(input.statuses, job) === undefined);
  if (forgotten) return [next, { do: 'find', key: keyOf(state) }];
  const how = rules.can_cancel ? 'does not end; cancelling it again' : "can't be cancelled from here; please end it";
  return waitAndTell(next, input.now, rules, `${names(left)} ${how}.`);
}

/** A platform forgets ended jobs. A complete list that shows another job of ours, but not these, says that they are gone. */
function afterFind(
  state: InPhase<'clearing'>,
  input: ProtocolInput & { readonly type: 'found' },
  rules: ProtocolRules,
): Step {
  const witness = state.job ?? state.previous;
  const seesOurs = witness !== undefined && input.jobs.some((job) => job.id === witness.id);
  const trusted = input.complete && seesOurs && input.as_of >= state.since + rules.lag;
  if (trusted && !state.extras.some((extra) => input.jobs.some((job) => job.id === extra.id))) {
    return goOn({ ...state, discarded: discard(state, []), extras: [] }, input.now, rules);
  }
  const sentence = `The platform does not say whether ${names(state.extras)} has ended. Waiting for it.`;
  return waitAndTell(state, input.now, rules, sentence);
}

function goOn(state: InPhase<'clearing'>, now: number, rules: ProtocolRules): Step {
  if (state.job === undefined) return go(state, { phase: 'sweeping', since: state.since }, now, rules);
  return state.ran || state.held_submits === 0
    ? go(state, { phase: 'submitted', job: state.job, submitted_at: now }, now, rules)
    : go(state, { phase: 'held', job: state.job, replied: false, since: now }, now, rules);
}

function discard(state: InPhase<'clearing'>, left: readonly { readonly id: string }[]): readonly string[] {
  const ended = state.extras.filter((extra) => !left.some((job) => job.id === extra.id));
  return [...state.discarded, ...ended.map((job) => job.id)];
}

/** Without a chosen job the extras are those of the previous attempt. */
function keyOf(state: ProtocolState & { readonly phase: 'clearing' }): string {
  return state.job === undefined ? (state.previous_key ?? state.key) : state.key;
}
