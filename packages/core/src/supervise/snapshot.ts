import type { JobRef, Json, Ledger, Millis, RunState, RunSummary } from '../contract.js';
import type { CostState } from '../cost/cost-state.js';
import { costSummary } from '../cost/run-cost.js';
import { emptyLedger } from '../policy/ledger.js';
import type { ProtocolState } from '../protocol/index.js';
import { type AttemptState, newAttempt } from '../run/attempt-state.js';
import type { ProgressState } from '../run/progress.js';
import type { KeptAlerts } from './alerts/kept-alerts.js';
import type { AskedSave } from './control/saves.js';
import type { ControlState } from './control/state.js';
import type { CopiesState } from './copies/copies-state.js';
import type { Announced, DeadlineState } from './deadline/deadline-state.js';
import type { ExcludedNode } from './excluded-nodes.js';
import type { HandOver } from './hand-over.js';

/** Everything that a run needs in order to go on after a crash. Json; one row of the journal. */
export interface Snapshot {
  readonly version: 1;
  readonly name: string;
  readonly settings?: Json;
  readonly started_at: Millis;
  /** When a job of an earlier attempt began, where that was before anybody watched. */
  readonly began?: Millis;
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
    /** The step of that checkpoint, where it tells one. */
    readonly resume_step?: number;
    readonly overrides?: Json;
    /** A checkpoint could not be read: an older one is given. */
    readonly older?: boolean;
    /** What was not healthy when it was written is left out. */
    readonly healthy?: boolean;
    /** The one that could not be read, where it is known. */
    readonly older_than?: string;
    /** Only a checkpoint of a step below this one is given: it could not be read, or the run failed there. */
    readonly older_than_step?: number;
    readonly chosen?: boolean;
    /** The platform has begun the job anew by itself: this is the attempt's, and nothing is submitted. */
    readonly adopt?: JobRef;
    /** Its job is not to begin before. */
    readonly not_before?: Millis;
    /** Nodes that the attempt is not to use. */
    readonly exclude_nodes?: readonly string[];
    /** Without a whole checkpoint the run ends instead, and goes back to this. */
    readonly or_stop?: BeforeRestart;
  };
  /** Some attempt has made a step. */
  readonly stepped?: boolean;
  /** Nodes that roots have named, and until when they are not used. */
  readonly excluded?: readonly ExcludedNode[];
  /** What refers to the first of each is still to be seen to. */
  readonly hand_over?: readonly HandOver[];
  /** The job that was asked for a checkpoint, or need not be, by an earlier version: `ID INCARNATION`. */
  readonly checkpoint_asked?: string;
  /** What the lines of the job of `attempt` say of its end. */
  readonly announced?: Announced & { readonly attempt: number };
  /** How it stands with the last start of a job before its end. */
  readonly deadline?: DeadlineState;
  /** Copies of its checkpoints in another place. */
  readonly copies?: CopiesState;
  /** Its program, and what it was asked for. */
  readonly control?: ControlState;
  /** Checkpoints that people have asked for, and that are not answered. */
  readonly saves?: readonly AskedSave[];
  /** The incident whose evidence is gathered since then, or was. */
  readonly evidence?: { readonly incident: string; readonly since: Millis; readonly done?: boolean };
  readonly running_told: boolean;
  /** The attempt whose settings stand at the head of its record already. */
  readonly recorded: number;
  /** The rules that judge it, in a word: a later life knows by it whether its own are others. */
  readonly rules?: string;
  /** The attempt before whose start the shared logs were read to their end. */
  readonly fenced?: number;
  /** The attempt whose submission is known to have left no second job. */
  readonly twinless?: number;
  /** What people were told, and are to be told. */
  readonly alerts?: KeptAlerts;
  /** What it has cost. */
  readonly cost?: CostState;
  readonly ended_at?: Millis;
  /** Its jobs were cancelled, and seen to have ended. */
  readonly stopped?: boolean;
  /** How the run ended, or is about to. */
  readonly end?: RunEnd;
}

/** How the run stood before a restart was decided, and what that was decided on. */
export interface BeforeRestart {
  readonly ledger: Ledger;
  readonly progress: ProgressState;
  readonly root: Json;
  readonly decision: Json;
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

/** When the run began: with its supervision, or before that where its platform says so. */
export const beganOf = ({ started_at, began = started_at, engine }: Snapshot): Millis =>
  Math.min(started_at, began, engine.job?.started_at ?? started_at);

export function summaryOf(run_id: string, snapshot: Snapshot, at: Millis): RunSummary {
  const { engine, end } = snapshot;
  const last = engine.progress.last;
  const root = (end?.root as { signal?: string; error_type?: string } | undefined)?.error_type;
  const ended = end?.decision as { readonly action?: string } | undefined;
  const decision = engine.decided?.decision.action ?? ended?.action;
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
    ...(snapshot.phase === 'ended' ? { ended_at: snapshot.ended_at ?? at } : {}),
    ...(snapshot.alerts?.undelivered ? { undelivered: snapshot.alerts.undelivered } : {}),
    ...(snapshot.alerts?.dead_letters ? { dead_letters: snapshot.alerts.dead_letters } : {}),
    ...(last === undefined ? {} : { step: last.step }),
    ...(last?.total === undefined ? {} : { total: last.total }),
    ...(root === undefined ? {} : { root }),
    ...(decision === undefined ? {} : { decision }),
    ...(snapshot.cost === undefined ? {} : { cost: costSummary(snapshot.cost, at) }),
  };
}
