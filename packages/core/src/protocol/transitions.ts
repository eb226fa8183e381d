import type { Millis } from '../contract.js';
import { grown, type ProtocolRules } from './rules.js';
import type { PhaseState, ProtocolCommand, ProtocolState, Step } from './state.js';

/** Enters a phase and begins with its first command. */
export function go(state: ProtocolState, phase: PhaseState, now: Millis, rules: ProtocolRules, notice?: string): Step {
  const next = enter(state, phase);
  const command = resume(next, now, rules);
  return notice === undefined ? [next, command] : [next, command, notice];
}

/** What a phase does first, and again after each wait. It depends on nothing but the state, so a crash costs nothing. */
export function resume(state: ProtocolState, now: Millis, rules: ProtocolRules): ProtocolCommand {
  switch (state.phase) {
    case 'intent':
      return { do: 'wait', until: now };
    case 'cancelling':
      return { do: 'status', jobs: state.previous === undefined ? [] : [state.previous] };
    case 'sweeping':
      return { do: 'find', key: state.previous_key ?? state.key };
    case 'submitting':
      return { do: 'submit', key: state.key, not_after: state.not_after, held: state.held };
    case 'refused':
      return { do: 'wait', until: state.retry_at };
    case 'uncertain':
      return findAfter(state.key, visibleAt(state.not_after, state, rules), now);
    case 'choosing':
      return { do: 'status', jobs: state.jobs };
    case 'clearing':
      return { do: rules.can_cancel ? 'cancel' : 'status', jobs: state.extras };
    case 'held':
      return findAfter(state.key, state.since + rules.lag, now);
    case 'releasing':
      return { do: 'release', job: state.job };
    case 'submitted':
      return { do: 'done', job: state.job };
  }
}

/**
 * Commits to a submission that acts before `not_after` or never. Where an earlier submission may have made a job that
 * is not seen yet, this one is held, so that two can't run.
 */
export function goSubmit(state: ProtocolState, now: Millis, rules: ProtocolRules, notice?: string): Step {
  const earlier = state.plain_submits + state.held_submits > 0;
  const held = rules.can_hold && (earlier || rules.hold_first);
  const counted = {
    ...state,
    plain_submits: state.plain_submits + (held ? 0 : 1),
    held_submits: state.held_submits + (held ? 1 : 0),
  };
  return go(counted, { phase: 'submitting', not_after: now + rules.submit_within, held }, now, rules, notice);
}

/**
 * Nothing came of it: waits longer each time. `sentence` is told when the obstacle has lasted for `patience` ms,
 * and again at growing intervals.
 */
export function waitAndTell(
  state: ProtocolState,
  now: Millis,
  rules: ProtocolRules,
  sentence: string,
  patience: Millis = rules.patience,
): Step {
  const tellAt = state.tell_at ?? now + patience;
  const wait: ProtocolCommand = { do: 'wait', until: now + grown(rules.poll, state.tries) };
  const tried = { ...state, tries: state.tries + 1 };
  if (now < tellAt) return [{ ...tried, tell_at: tellAt }, wait];
  return [{ ...tried, tell_at: now + grown(rules.tell, state.tells), tells: state.tells + 1 }, wait, sentence];
}

function enter(state: ProtocolState, phase: PhaseState): ProtocolState {
  return {
    key: state.key,
    attempt: state.attempt,
    ...(state.previous === undefined ? {} : { previous: state.previous }),
    ...(state.previous_key === undefined ? {} : { previous_key: state.previous_key }),
    plain_submits: state.plain_submits,
    held_submits: state.held_submits,
    refusals: state.refusals,
    discarded: state.discarded,
    tries: 0,
    tells: 0,
    ...phase,
  };
}

/** Of several submissions each must be visible, else the ones not seen would be left behind. */
function visibleAt(notAfter: Millis, state: ProtocolState, rules: ProtocolRules): Millis {
  const several = state.plain_submits + state.held_submits > 1;
  return notAfter + rules.margin + (several ? rules.lag : 0);
}

function findAfter(key: string, at: Millis, now: Millis): ProtocolCommand {
  return now < at ? { do: 'wait', until: at } : { do: 'find', key };
}
