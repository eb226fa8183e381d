import type { JobRef, Json, Ledger, Millis, RunState, RunSummary } from '../contract.js';
import { emptyLedger } from '../policy/ledger.js';
import type { ProtocolState } from '../protocol/index.js';
import { type AttemptState, newAttempt } from '../run/attempt-state.js';

/** Everything that a run needs in order to go on after a crash. Json; one row of the journal. */
export interface Snapshot {
  readonly version: 1;
  readonly name: string;
  readonly settings?: Json;
  readonly started_at: Millis;
  readonly attempt: number;
  readonly phase: 'starting' | 'following' | 'stopping' | 'ended';
  readonly job?: JobRef;
  /** Every job that the run had, oldest first. */
  readonly jobs: readonly string[];
  /** When the job of this attempt was submitted. */
  readonly submitted_at?: Millis;
  readonly engine: AttemptState;
  readonly ledger: Ledger;
  readonly restarts: number;
  readonly protocol?: ProtocolState;
  /** What the new attempt is given. */
  readonly start: {
    readonly resume_from?: string;
    readonly overrides?: Json;
    /** A checkpoint could not be read: an older one is given. */
    readonly older?: boolean;
    /** The step of the one that could not be read, where it is known. */
    readonly older_than_step?: number;
    readonly chosen?: boolean;
  };
  readonly running_told: boolean;
  /** The attempt whose settings stand at the head of its record already. */
  readonly recorded: number;
  /** The attempt before whose start the shared logs were read to their end. */
  readonly fenced?: number;
  /** The attempt whose submission is known to have left no second job. */
  readonly twinless?: number;
  /** How the run ended, or is about to. */
  readonly end?: RunEnd;
}

export interface RunEnd {
  readonly state: RunState;
  readonly reason: string;
  /** The root of the last incident that was decided on, as events show it. */
  readonly root?: Json;
  readonly decision?: Json;
  /** Whether a job that is still alive is cancelled before the run counts as ended. */
  readonly cancel: boolean;
}

export function newSnapshot(name: string, at: Millis, settings?: Json): Snapshot {
  return {
    version: 1,
    name,
    ...(settings === undefined ? {} : { settings }),
    started_at: at,
    attempt: 1,
    phase: 'starting',
    jobs: [],
    engine: newAttempt,
    ledger: emptyLedger,
    restarts: 0,
    start: {},
    running_told: false,
    recorded: 0,
  };
}

export function summaryOf(run_id: string, snapshot: Snapshot, at: Millis): RunSummary {
  const { engine, end } = snapshot;
  const last = engine.progress.last;
  const root = (end?.root as { signal?: string; error_type?: string } | undefined)?.error_type;
  const decision = engine.decided?.decision.action;
  return {
    run_id,
    name: snapshot.name,
    state: end !== undefined && snapshot.phase === 'ended' ? end.state : engine.run,
    attempt: snapshot.attempt,
    ...(snapshot.job === undefined ? {} : { job: snapshot.job.id }),
    jobs: snapshot.jobs,
    restarts: snapshot.restarts,
    started_at: snapshot.started_at,
    updated_at: at,
    ...(snapshot.phase === 'ended' ? { ended_at: at } : {}),
    ...(last === undefined ? {} : { step: last.step }),
    ...(last?.total === undefined ? {} : { total: last.total }),
    ...(root === undefined ? {} : { root }),
    ...(decision === undefined ? {} : { decision }),
  };
}
