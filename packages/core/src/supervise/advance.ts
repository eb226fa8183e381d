import type { Incident, Json, SigwatchEvent } from '../contract.js';
import { debit, refund } from '../policy/ledger.js';
import { intent } from '../protocol/index.js';
import { decisionData, event, finalProgress } from '../report/events.js';
import { rootData } from '../report/incident-data.js';
import { newAttempt, type Output, type Verdict } from '../run/attempt-state.js';
import type { Journal } from './journal.js';
import { sharesLogs } from './logs.js';
import type { RunContext } from './options.js';
import type { RunEnd, Snapshot } from './snapshot.js';
import { canSubmit, keyOf } from './spec.js';

/**
 * What a verdict means for the run, in one commit: either the decision, the ledger's debit and the intent of the next
 * attempt, or how the run ends.
 */
export function advance(run: RunContext, journal: Journal, verdict: Verdict): void {
  const events = [attemptEnded(run, journal)];
  const restart = restartOf(run, journal, verdict);
  if (restart !== undefined) {
    // Logs that the new attempt goes on writing are read on from where they were left.
    const forget = !sharesLogs(run);
    return journal.commit(restart, { events, durable: true, forget }, pendingAgain(journal));
  }
  const end = endOf(run, verdict);
  journal.commit({ phase: 'stopping', end }, { events, durable: true });
}

function restartOf(run: RunContext, journal: Journal, verdict: Verdict): Partial<Snapshot> | undefined {
  const { snapshot } = journal;
  const asked = verdict.kind === 'asked' && verdict.command === 'restart';
  const decided =
    verdict.kind === 'decided' && verdict.decided.decision.action === 'restart' ? verdict.decided : undefined;
  if ((!asked && decided === undefined) || !canSubmit(run)) return undefined;
  const attempt = snapshot.attempt + 1;
  const previous = snapshot.job;
  // A job that was only followed has no key of ours.
  const ours = snapshot.protocol === undefined ? {} : { previous_key: keyOf(run.run_id, snapshot.attempt) };
  const ledger = decided === undefined ? snapshot.ledger : debited(run, snapshot, decided.incident);
  const overrides = decided?.decision.overrides;
  const older = decided?.decision.resume === 'older_verified';
  const unreadable = older ? checkpointStep(snapshot) : undefined;
  return {
    phase: 'starting',
    attempt,
    restarts: snapshot.restarts + 1,
    ledger,
    engine: newAttempt,
    protocol: intent({
      key: keyOf(run.run_id, attempt),
      attempt,
      ...(previous === undefined ? {} : { previous, ...ours }),
    }),
    start: {
      ...(overrides === undefined ? {} : { overrides }),
      ...(older ? { older } : {}),
      ...(unreadable === undefined ? {} : { older_than_step: unreadable }),
    },
  };
}

/** What those who watch the state are told; in the events the new attempt says it. */
function pendingAgain({ snapshot }: Journal): readonly Output[] {
  return [
    { type: 'state', from: snapshot.engine.run, to: 'pending', reason: `attempt ${snapshot.attempt + 1} is started` },
  ];
}

function debited(run: RunContext, snapshot: Snapshot, incident: Incident) {
  const reset = run.policy?.policies[incident.mode]?.reset_after as { readonly steps?: number } | undefined;
  return debit(refund(snapshot.ledger, incident, reset?.steps), incident, snapshot.attempt);
}

/** The step that the failed attempt had resumed from: its checkpoint is the one that can't be read. */
function checkpointStep(snapshot: Snapshot): number | undefined {
  const digits = snapshot.start.resume_from?.match(/(\d+)\/?$/)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function endOf(run: RunContext, verdict: Verdict): RunEnd {
  if (verdict.kind === 'ended') return { state: verdict.state, reason: verdict.reason, cancel: false };
  if (verdict.kind === 'asked')
    return {
      state: verdict.state,
      reason: `a person asked for a ${verdict.command}`,
      cancel: verdict.command === 'stop',
    };
  const { decision, incident } = verdict.decided;
  const cannot = decision.action === 'restart' ? `${whyNoRestart(run)}. It was decided because: ` : '';
  return {
    state: verdict.state,
    reason: `${cannot}${decision.reason}`,
    root: rootData(incident.root) as Json,
    decision: decisionData(decision, run.adapter === undefined) as Json,
    cancel: decision.action === 'stop' && decision.on_stop !== 'leave',
  };
}

function whyNoRestart(run: RunContext): string {
  return run.adapter === undefined
    ? 'The restart is left to whoever started the job, since only its log is followed'
    : 'The restart is left to whoever started the job, since its command is not known';
}

function attemptEnded(run: RunContext, journal: Journal): SigwatchEvent {
  const { snapshot } = journal;
  const status = snapshot.engine.job;
  return event({ run_id: run.run_id, attempt: snapshot.attempt }, run.deps.now(), 'attempt_ended', {
    state: snapshot.engine.run,
    job: snapshot.job?.id,
    exit_code: status?.exit_code,
    signal: status?.signal,
    reason: status?.reason,
  });
}

/** The last commit of a run. */
export function endRun(run: RunContext, journal: Journal): void {
  const { snapshot } = journal;
  const { progress } = snapshot.engine;
  const end = snapshot.end as RunEnd;
  const at = run.deps.now();
  const ended = event({ run_id: run.run_id, attempt: snapshot.attempt }, at, 'run_ended', {
    state: end.state,
    root: end.root ?? null,
    decision: end.decision ?? null,
    restarts: snapshot.restarts,
    duration_seconds: (at - snapshot.started_at) / 1000,
    ...finalProgress(progress),
    reason: end.reason,
  });
  // Nothing that is asked for now can have an effect any more.
  const commands_done = journal.commands().map(({ id }) => id);
  journal.commit({ phase: 'ended' }, { events: [ended], commands_done, durable: true });
}
