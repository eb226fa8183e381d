import { grown, type ProtocolRules } from './rules.js';
import type { InPhase, ProtocolInput, Step } from './state.js';
import { go, goSubmit, resume } from './transitions.js';

/** The one moment at which a job can come to be. Only a reply or a definite no tells what happened. */
export function submitting(state: InPhase<'submitting'>, input: ProtocolInput, rules: ProtocolRules): Step {
  const { now } = input;
  if (input.type === 'submitted') {
    return state.held
      ? go(state, { phase: 'held', job: input.job, replied: true, since: now }, now, rules)
      : go(state, { phase: 'submitted', job: input.job, submitted_at: now }, now, rules);
  }
  if (input.type === 'refused') {
    const delay = grown(rules.refusal, state.refusals);
    const refusals = state.refusals + 1;
    const never = state.held
      ? { ...state, refusals, held_submits: state.held_submits - 1 }
      : { ...state, refusals, plain_submits: state.plain_submits - 1 };
    const notice =
      `The platform refused to take attempt ${state.attempt} (refusal ${refusals}): ${input.words}. ` +
      `Trying again in ${Math.round(delay / 1000)} s; this counts as no restart.`;
    return go(never, { phase: 'refused', retry_at: now + delay, words: input.words }, now, rules, notice);
  }
  // Whatever else: a job may have been made. At the start of a new process that is as uncertain as a lost reply.
  const why = input.type === 'failed' ? input.error : 'sigwatch was interrupted while it submitted';
  const notice =
    `Whether attempt ${state.attempt} was submitted is uncertain: ${why}. ` +
    'Waiting until the submission can no longer act, then looking for its job.';
  return go(state, { phase: 'uncertain', not_after: state.not_after }, now, rules, notice);
}

/** Backed off; the try is not counted as a restart. */
export function refused(state: InPhase<'refused'>, input: ProtocolInput, rules: ProtocolRules): Step {
  return input.now < state.retry_at ? [state, resume(state, input.now, rules)] : goSubmit(state, input.now, rules);
}
