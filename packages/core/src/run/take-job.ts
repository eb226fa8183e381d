import type { EngineEvent, JobStatus, Millis, Signal } from '../contract.js';
import { active } from './active-clock.js';
import type { AttemptConfig, AttemptState } from './attempt-state.js';
import { appearance, hasConditions } from './conditions.js';
import { jobIsFinal } from './deadlines.js';
import type { Draft } from './draft.js';
import { failed, incidentNow, settle } from './judge.js';
import { lastSigns } from './last-signs.js';
import { endingEvent, endingOf, finalStates, platformSignal } from './platform.js';
import { meaningOf } from './platform-words.js';
import { countsAsAlive } from './whitelist.js';
import { withdraw } from './withdraw.js';

/** The platform says how the job is. A final state is the last one: its logs are drained before anything follows from it. */
export function takeStatus(draft: Draft, status: JobStatus, at: number): void {
  if (jobIsFinal(draft.state)) return;
  const { state: before, detail } = draft.state.job ?? {};
  draft.set({ job: status, job_at: at });
  if (status.state === 'pending') takePending(draft, before === 'pending', status.reason);
  // A platform adds words to a wait only where somebody has to end it: nothing else would tell why nothing happens.
  if (status.state === 'pending' && status.detail !== undefined && status.detail !== detail)
    draft.emit({ type: 'notice', text: `${status.job.id} waits: ${status.detail}` });
  if (status.state === 'running') takeRunning(draft, before === 'pending', at);
  if (finalStates.has(status.state)) draft.emit({ type: 'drain', status });
}

/** What a rule shows of a job that waits on is shown until the job begins to wait anew. */
function takePending(draft: Draft, waited: boolean, word: string | undefined): void {
  const reason = word ? `the job waits: ${word}` : 'the job waits';
  if (waited && hasConditions(draft.state)) draft.moveBy(['job_pending', appearance(draft.state)], reason);
  else draft.move('job_pending', reason);
}

function takeRunning(draft: Draft, waited: boolean, at: Millis): void {
  // Stall clocks begin at the first look, however long the job has been running then, and anew when it was queued again.
  if (waited || draft.state.started === undefined) draft.set({ started: active(draft.state.clock, at) });
  if (draft.state.incident === undefined && !hasConditions(draft.state))
    return draft.move('job_running', 'the job runs');
  draft.moveBy(['job_running', appearance(draft.state)], 'the job runs, and what was suspected before is not settled');
}

/** The platform does not say how the job is. */
export function takeUnknown(draft: Draft, error: string): void {
  if (jobIsFinal(draft.state)) return;
  draft.move('job_unknown', `the platform can't be asked: ${error}`);
}

/** The job is final and its log is read to the end: the incident settles, or there was none. */
export function takeEnd(draft: Draft, config: AttemptConfig, at: number): void {
  const status = draft.state.job;
  if (status === undefined && !config.has_job) return takeLogEnd(draft, config, at);
  // Told of a job that lives it means nothing; told twice, after a crash, it brings nothing new.
  if (status === undefined || !jobIsFinal(draft.state) || draft.state.drained) return;
  draft.set({ drained: true });
  const how = endingOf(status);
  if (status.state === 'succeeded') {
    if (draft.state.incident !== undefined) withdraw(draft, `the job completed (${how})`);
    const reason = `the job completed (${how})`;
    draft.move('job_succeeded', reason);
    return draft.end({ kind: 'ended', state: draft.state.run, reason });
  }
  if (config.alive !== undefined && countsAsAlive(config, status)) return endUnfailed(draft, how);
  if (isOurs(draft.state)) return endCancelled(draft);
  if (isDoneByItsLog(draft.state)) {
    const reason = `nobody knows how the job ended (${how}), and its log says that it was done`;
    if (draft.state.incident !== undefined) withdraw(draft, reason);
    draft.move('job_succeeded', reason);
    return draft.end({ kind: 'ended', state: draft.state.run, reason });
  }
  draft.move(endingEvent(status.state) ?? 'job_failed', `the job ended: ${how}`);
  settle(draft, config, at, `the job ended: ${how}`);
  if (draft.state.decided === undefined || draft.state.decided.decision.action === 'ignore')
    draft.end(
      draft.state.decided === undefined
        ? { kind: 'ended', state: draft.state.run, reason: `the job ended: ${how}` }
        : { kind: 'decided', decided: draft.state.decided, state: draft.state.run },
    );
}

/** What the platform says of a job that has failed, once its logs are read to their end: a signal like any other, before what follows from it. */
export function endingSignal(state: AttemptState, config: AttemptConfig, event: EngineEvent): Signal | undefined {
  const status = state.job;
  if (event.type !== 'drained' || status === undefined || !jobIsFinal(state) || state.drained) return undefined;
  if (config.alive !== undefined && countsAsAlive(config, status)) return undefined;
  if (isOurs(state) || isDoneByItsLog(state)) return undefined;
  const ending = platformSignal(status, event.at);
  if (ending === undefined || !isUnknownEnd(status)) return ending;
  return { ...ending, text: `${ending.text}; ${lastSigns(state, event.last_words)}` };
}

/** A supervisor has cancelled it, and not for what is decided here: that is no failure, and whoever did it knows why. */
const isOurs = ({ job, decided }: AttemptState): boolean =>
  job?.state === 'cancelled' && job.ended_by === 'sigwatch' && decided === undefined;

/** No part of the platform tells how it ended; the last that its log told of was success, or the last of all steps. */
const isDoneByItsLog = (state: AttemptState): boolean =>
  isUnknownEnd(state.job) && (state.succeeded === true || allStepsDone(state)) && isUnsuspected(state);

/** What is only shown, as that nothing is heard of it any more, is what the end of a run looks like. */
const isUnsuspected = ({ incident }: AttemptState): boolean =>
  incident === undefined || incident.suspects.every(({ signal }) => signal.shows !== undefined);

const isUnknownEnd = (job: JobStatus | undefined): boolean => {
  const meaning = meaningOf(job?.reason);
  return meaning?.tells === 'fate' && (job?.state === 'timed_out' || meaning.error_type === 'unknown_end');
};

function endCancelled(draft: Draft): void {
  const reason = 'sigwatch has cancelled the job';
  const incident = incidentNow(draft.state);
  if (incident !== undefined)
    draft.emit({ type: 'closed', incident, total: draft.state.incident?.total ?? 0, ignored: false, reason });
  draft.move('job_cancelled', reason);
  draft.end({ kind: 'ended', state: draft.state.run, reason });
}

/** The job has ended in a state that its monitor counts as alive: it has not failed, and nothing is decided. */
function endUnfailed(draft: Draft, how: string): void {
  const reason = `the job ended in a state that counts as alive (${how})`;
  if (draft.state.incident !== undefined) withdraw(draft, reason);
  draft.move('job_cancelled', reason);
  draft.end({ kind: 'ended', state: draft.state.run, reason });
}

function allStepsDone({ progress }: AttemptState): boolean {
  const { step, total } = progress.last ?? {};
  return step !== undefined && total !== undefined && step >= total;
}

/** A log without a job has ended: what is open settles as if the job had ended there. */
function takeLogEnd(draft: Draft, config: AttemptConfig, at: number): void {
  const why = 'the log ends here, and nothing tells how the job ended';
  const incident = incidentNow(draft.state);
  const root = incident?.root;
  if (root !== undefined && !root.lasting && !root.last_word) {
    if (draft.state.succeeded) withdraw(draft, 'a success line was seen');
    else if (root.severity === 'warning' && allStepsDone(draft.state)) withdraw(draft, 'all steps were done');
  }
  if (draft.state.incident !== undefined) {
    draft.move(failed[incident?.mode ?? 'crash'] ?? 'job_failed', `${root?.name ?? 'a failure'} was the last word`);
    settle(draft, config, at, why);
    const { decided } = draft.state;
    if (decided !== undefined) return draft.end({ kind: 'decided', decided, state: draft.state.run });
  }
  const reason = draft.state.succeeded ? 'the log says so' : why;
  draft.move(draft.state.succeeded ? 'job_succeeded' : 'job_unknown', reason);
  draft.end({ kind: 'ended', state: draft.state.run, reason });
}
