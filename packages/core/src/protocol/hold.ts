import { hasRun, isFinal, oursAmong, statusOf, without } from './job-facts.js';
import { absenceIsUnknown, type ProtocolRules } from './rules.js';
import type { InPhase, ProtocolInput, Step } from './state.js';
import { go, resume, waitAndTell } from './transitions.js';

/** Our job is held. It is released only when a complete and late enough answer shows it, and no other. */
export function held(state: InPhase<'held'>, input: ProtocolInput, rules: ProtocolRules): Step {
  const { now } = input;
  const { job } = state;
  if (input.type === 'failed') {
    return waitAndTell(state, now, rules, `${job.id} is held until other jobs can be ruled out: ${input.error}.`);
  }
  if (input.type !== 'found') return [state, resume(state, now, rules)];

  const others = without(oursAmong(input.jobs, state), [job.id]);
  if (others.length > 0) {
    const listed = oursAmong(input.jobs, state);
    const jobs = listed.some(({ id }) => id === job.id) ? listed : [...listed, job];
    return go(state, { phase: 'choosing', jobs, ...(state.replied ? { ours: job } : {}) }, now, rules);
  }
  const trusted = input.complete && input.as_of >= state.since;
  const shown = input.jobs.some((listed) => listed.id === job.id);
  if (trusted && shown) return go(state, { phase: 'releasing', job }, now, rules);
  if (trusted && !absenceIsUnknown(state.since, now)) {
    // Somebody removed it. Should it show up again, it is held and found as a twin.
    const notice = `${job.id} was held and is gone. Looking for a job of attempt ${state.attempt} again.`;
    return go(state, { phase: 'uncertain', not_after: state.since }, now, rules, notice);
  }
  const why = shown ? 'the platform does not list all jobs' : `the platform's list does not yet show it`;
  return waitAndTell(state, now, rules, `${job.id} is held until other jobs can be ruled out: ${why}.`);
}

/** A release may be lost on the way and is repeated until it is accepted or the job is seen to have run. */
export function releasing(state: InPhase<'releasing'>, input: ProtocolInput, rules: ProtocolRules): Step {
  const { now } = input;
  const { job } = state;
  const done = (): Step => go(state, { phase: 'submitted', job, submitted_at: now }, now, rules);
  if (input.type === 'accepted') return done();
  if (input.type === 'failed' && input.of === 'release') {
    return [
      { ...state, tries: state.tries + 1 },
      { do: 'status', jobs: [job] },
    ];
  }
  if (input.type === 'status') {
    const status = statusOf(input.statuses, job);
    if (status !== undefined && (hasRun(status) || isFinal(status))) return done();
    return waitAndTell(state, now, rules, `${job.id} could not be released yet; trying again.`);
  }
  if (input.type === 'failed') {
    return waitAndTell(state, now, rules, `Whether ${job.id} was released is unknown: ${input.error}; trying again.`);
  }
  return [state, resume(state, now, rules)];
}
