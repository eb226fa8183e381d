import { oursAmong } from './job-facts.js';
import type { ProtocolRules } from './rules.js';
import type { InPhase, ProtocolInput, Step } from './state.js';
import { go, goSubmit, resume, waitAndTell } from './transitions.js';

/** A job may exist. It is looked for once no submitter of ours can act any more; a second one is never risked. */
export function uncertain(state: InPhase<'uncertain'>, input: ProtocolInput, rules: ProtocolRules): Step {
  const { now } = input;
  if (input.type === 'failed') {
    const sentence = `Whether attempt ${state.attempt} was submitted is still uncertain: ${input.error}. Nothing is submitted.`;
    return waitAndTell(state, now, rules, sentence);
  }
  if (input.type !== 'found') return [state, resume(state, now, rules)];

  const jobs = oursAmong(input.jobs, state);
  const only = jobs[0];
  if (only !== undefined && jobs.length === 1 && state.held_submits === 0) {
    return go(state, { phase: 'submitted', job: only, submitted_at: now }, now, rules, `Found the job: ${only.id}.`);
  }
  if (only !== undefined) return go(state, { phase: 'choosing', jobs }, now, rules);
  if (!input.complete || input.as_of < state.not_after) {
    const sentence =
      `Whether attempt ${state.attempt} was submitted is still uncertain: the platform's answer does not cover ` +
      `all jobs named ${state.key}. Nothing is submitted until it does.`;
    return waitAndTell(state, now, rules, sentence);
  }
  return definiteNo(state, now, rules);
}

/** A complete "no" may be early by the platform's lag; a held job or a key that is taken once makes it harmless, otherwise the lag is waited out. */
function definiteNo(state: InPhase<'uncertain'>, now: number, rules: ProtocolRules): Step {
  if (rules.can_hold || rules.key_is_id || rules.lag === 0) return goSubmit(state, now, rules);
  const since = state.no_since ?? now;
  if (now < since + rules.lag) {
    return [
      { ...state, no_since: since },
      { do: 'wait', until: since + rules.lag },
    ];
  }
  const notice =
    `The platform said twice, ${Math.round(rules.lag / 1000)} s apart, that attempt ${state.attempt} has no job, so it is ` +
    "submitted again. This platform can't hold a job back, so check that no second one appears.";
  return goSubmit(state, now, rules, notice);
}
