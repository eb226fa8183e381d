import type { Incident, JobRef, Json, SigwatchEvent } from '../contract.js';
import { debit, refund } from '../policy/ledger.js';
import { intent } from '../protocol/index.js';
import { decisionData, event, finalProgress } from '../report/events.js';
import { rootData } from '../report/incident-data.js';
import { type Decided, newAttempt, type Output, type Verdict } from '../run/attempt-state.js';
import { type ExcludedNode, excludedAfter } from './excluded-nodes.js';
import { closed } from './fence.js';
import type { Journal } from './journal.js';
import { sharesLogs } from './logs.js';
import type { RunContext } from './options.js';
import { type BeforeRestart, beganOf, type RunEnd, type Snapshot } from './snapshot.js';
import { canSubmit, keyOf } from './spec.js';
import { adoptedBy, followsSuccessor, successorNotice, successorOf } from './successor.js';

/**
 * What a verdict means for the run, in one commit: either the decision, the ledger's debit and the intent of the next
 * attempt, or how the run ends.
 */
export function advance(run: RunContext, journal: Journal, verdict: Verdict): void {
  const { snapshot } = journal;
  const ended = attemptEnded(run, journal);
  const successor = successorOf(snapshot);
  const adopted = successor !== undefined && followsSuccessor(verdict) ? successor : undefined;
  if (adopted !== undefined || (asksForRestart(verdict) && canSubmit(run))) {
    const next = nextAttempt(run, snapshot, verdict, adopted);
    const told = adopted === undefined ? [] : [successorNotice(run, next, adopted, excludedBy(verdict))];
    // Logs that the new attempt goes on writing are read on from where they were left.
    const forget = !sharesLogs(run);
    const moved = adopted === undefined || forget ? {} : { moved: closed(journal.tracks) };
    return journal.commit(next, { events: [ended, ...told], durable: true, forget, ...moved }, pendingAgain(journal));
  }
  const end = endOf(run, verdict);
  const told = successor === undefined ? [] : [successorNotice(run, { attempt: snapshot.attempt, end }, successor)];
  journal.commit({ phase: 'stopping', end }, { events: [ended, ...told], durable: true });
}

const restartOf = (verdict: Verdict): Decided | undefined =>
  verdict.kind === 'decided' && verdict.decided.decision.action === 'restart' ? verdict.decided : undefined;

const asksForRestart = (verdict: Verdict): boolean =>
  restartOf(verdict) !== undefined || (verdict.kind === 'asked' && verdict.command === 'restart');

const excludedBy = (verdict: Verdict): readonly string[] => restartOf(verdict)?.decision.exclude_nodes ?? [];

/** The attempt that follows: what it is given, and how its job comes to be, or which one it is already. */
function nextAttempt(run: RunContext, snapshot: Snapshot, verdict: Verdict, adopt: JobRef | undefined) {
  const decided = restartOf(verdict);
  const attempt = snapshot.attempt + 1;
  const excluded = excludedAfter(snapshot.excluded ?? [], decided?.decision, run.deps.now());
  return {
    phase: 'starting' as const,
    attempt,
    restarts: snapshot.restarts + 1,
    ledger: decided === undefined ? snapshot.ledger : debited(run, snapshot, decided),
    engine: newAttempt,
    ...(beganOf(snapshot) < snapshot.started_at ? { began: beganOf(snapshot) } : {}),
    ...(hasStepped(snapshot) ? { stepped: true } : {}),
    excluded,
    ...(adopt === undefined ? { protocol: intentOf(run, snapshot, attempt) } : adoptedBy(snapshot, attempt, adopt)),
    start: adopt === undefined ? startOf(run, snapshot, decided, excluded) : { adopt },
  };
}

function intentOf(run: RunContext, { protocol, job: previous }: Snapshot, attempt: number) {
  // A job that was only followed has no key of ours.
  const ours = protocol === undefined ? {} : { previous_key: protocol.key };
  const key = keyOf(run.run_id, attempt);
  return intent({ key, attempt, ...(previous === undefined ? {} : { previous, ...ours }) });
}

function startOf(
  run: RunContext,
  snapshot: Snapshot,
  decided: Decided | undefined,
  excluded: readonly ExcludedNode[],
): Snapshot['start'] {
  const decision = decided?.decision;
  const begin = run.adapter?.delays === true && decided !== undefined ? decided.at + (decision?.delay ?? 0) : 0;
  const overrides = decision?.overrides ?? snapshot.ledger.overrides;
  const older = decision?.resume === 'older_verified';
  const { resume_from, resume_step } = snapshot.start;
  const mayStop = decision?.no_checkpoint_found === 'stop' && hasStepped(snapshot);
  return {
    ...(overrides === undefined ? {} : { overrides }),
    ...(older ? { older } : {}),
    // The checkpoint that the failed attempt had resumed from is the one that can't be read.
    ...(older && resume_from !== undefined ? { older_than: resume_from } : {}),
    ...(older && resume_step !== undefined ? { older_than_step: resume_step } : {}),
    ...(decision?.resume === 'before_failure' ? { healthy: true, ...beforeFailure(decided?.incident) } : {}),
    ...(mayStop && decided !== undefined ? { or_stop: beforeRestart(run, snapshot, decided) } : {}),
    ...(begin <= run.deps.now() ? {} : { not_before: begin }),
    ...(excluded.length === 0 ? {} : { exclude_nodes: excluded.map(({ node }) => node) }),
  };
}

/**
 * A checkpoint of that step or a later one may hold what failed. Where nothing tells a step, the newest is taken: who
 * resumes from it and fails again at once is stopped by the budget.
 */
function beforeFailure(incident: Incident | undefined): Pick<Snapshot['start'], 'older_than_step'> {
  const told = incident?.root.fields.healthy_step ?? incident?.root.fields.step;
  const known = incident?.progress === 'unknown' ? undefined : incident?.progress.step;
  const step = Number(told ?? known ?? Number.NaN);
  if (!Number.isFinite(step)) return {};
  return { older_than_step: incident?.root.fields.healthy_step === undefined ? step : step + 1 };
}

/** What those who watch the state are told; in the events the new attempt says it. */
function pendingAgain({ snapshot }: Journal): readonly Output[] {
  return [
    { type: 'state', from: snapshot.engine.run, to: 'pending', reason: `attempt ${snapshot.attempt + 1} is started` },
  ];
}

function debited(run: RunContext, snapshot: Snapshot, { incident, decision }: Decided) {
  const reset = run.policy?.policies[incident.mode]?.reset_after as { readonly steps?: number } | undefined;
  return debit(refund(snapshot.ledger, incident, reset?.steps), incident, snapshot.attempt, decision.overrides);
}

const hasStepped = ({ engine, stepped }: Snapshot): boolean => stepped === true || engine.progress.last !== undefined;

function beforeRestart(run: RunContext, snapshot: Snapshot, { incident, decision }: Decided): BeforeRestart {
  return {
    ledger: snapshot.ledger,
    progress: snapshot.engine.progress,
    root: rootData(incident.root) as Json,
    decision: decisionData({ decision, incident }, run.adapter === undefined) as Json,
  };
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
    decision: decisionData({ decision, incident }, run.adapter === undefined) as Json,
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
    duration_seconds: (at - beganOf(snapshot)) / 1000,
    ...finalProgress(progress),
    reason: end.reason,
  });
  // Nothing that is asked for now can have an effect any more.
  const commands_done = journal.commands().map(({ id }) => id);
  journal.commit({ phase: 'ended', ended_at: at }, { events: [ended], commands_done, durable: true });
}
