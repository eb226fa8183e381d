import type { EngineEvent, JobStatus, Millis, Signal } from '../contract.js';
import { active } from './active-clock.js';
import type { AttemptConfig, AttemptState } from './attempt-state.js';
import { jobIsFinal } from './deadlines.js';
import type { Draft } from './draft.js';
import { failed, incidentNow, settle } from './judge.js';
import { endingEvent, endingOf, finalStates, platformSignal } from './platform.js';
import { countsAsAlive } from './whitelist.js';
import { withdraw } from './withdraw.js';

/** The platform says how the job is. A final state is the last one: its logs are drained before anything follows from it. */
export function takeStatus(draft: Draft, status: JobStatus, at: number): void {
  if (jobIsFinal(draft.state)) return;
  const before = draft.state.job?.state;
  draft.set({ job: status, job_at: at });
  if (status.state === 'pending')
    draft.move('job_pending', status.reason ? `the job waits: ${status.reason}` : 'the job waits');
  if (status.state === 'running') takeRunning(draft, before === 'pending', at);
  if (finalStates.has(status.state)) draft.emit({ type: 'drain', status });
}

function takeRunning(draft: Draft, waited: boolean, at: Millis): void {
  // Stall clocks begin at the first look, however long the job has been running then, and anew when it was queued again.
  if (waited || draft.state.started === undefined) draft.set({ started: active(draft.state.clock, at) });
  draft.move('job_running', 'the job runs');
  const { incident } = draft.state;
  if (incident !== undefined)
    draft.move(incident.stall === undefined ? 'suspected' : 'stalled', 'what was suspected before is not settled');
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
  return platformSignal(status, event.at);
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
  if (root !== undefined && !root.lasting) {
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
