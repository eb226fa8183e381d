/**
 * What can be plugged into the engine, on one page, in the order in which data flows:
 *
 *   source → lines → match → signal → correlate → incident → state → decision → action
 * The values that flow are in shapes.ts.
 */
import type { Program } from './program.js';
import type {
  ActionContext,
  ActionResult,
  Batch,
  ClusterUse,
  Command,
  ConfigProblem,
  Cursor,
  Decision,
  EngineEvent,
  Executed,
  Firing,
  FoundJobs,
  Incident,
  JobRef,
  JobSpec,
  JobStatus,
  Json,
  KnownJob,
  Lease,
  LeaseOwner,
  Ledger,
  Millis,
  Notice,
  Read,
  RetryBackoff,
  RunSummary,
  Sent,
  Settings,
  Signal,
  SignalSelector,
  SigwatchEvent,
  StateMeaning,
  StoredRun,
  SubmitHow,
} from './shapes.js';

export * from './plugin-contract.js';
export * from './program.js';
export * from './shapes.js';

/** The world, as far as the engine may touch it. Tests pass a virtual one. */
export interface Deps {
  /** The time, in ms since the Unix epoch. */
  now(): Millis;
  /** Calls `wake` once, not before `at`. Returns a function that cancels. */
  schedule(at: Millis, wake: () => void): () => void;
}

/** Reads one source, from where it was opened. */
export interface LogReader extends AsyncDisposable {
  /**
   * Never waits for data. Hands out whole lines only; a half line at the end waits, unless `final` says that
   * nothing more will come. The caller owns `into`; its length is the line cap. A reader that need not wait may answer at once.
   */
  read(into: Buffer, final?: boolean): Read | Promise<Read>;
  /**
   * Up to when there is surely nothing to read behind the last `caught_up`, whose cursor still holds: found by a look that
   * takes microseconds and reads nothing. Undefined when only `read` can tell, and before the first `caught_up`. Never
   * throws. For readers that are polled by the thousand; without it each poll is a `read`.
   */
  unchanged?(): Millis | undefined;
}

/** One stream of log bytes that can be read from any place of it that was handed out before. */
export interface LogSource {
  /** Stable over restarts of sigwatch; what a person reads before `:line`. */
  readonly id: string;
  /** Tells what was measured beside the job: nothing in it is output of the job, so it is no sign of life, and that it can't be read stops no clock. */
  readonly beside?: true;
  /** What the job itself left behind as the reason of its end: where its lines tell a cause, that outranks what other sources tell. */
  readonly last_word?: true;
  /** Its lines were left out where others of the job were read, and are of any time before: steps in it prove nothing about what was read meanwhile. */
  readonly late?: true;
  /** The reader ends at `abort`, which many may have in common, and when it is disposed of. `changed` is to be called when there may be something to read, or the end: at any time until the reader is closed, as often as it likes, also from within `read`. A hint that may be wrong or never come: polling is the truth. */
  open(from: Cursor | undefined, abort: AbortSignal, changed?: () => void): Promise<LogReader>;
}

/** Finds the sources of a job, which may come to be while it runs. */
export interface Discovery {
  /** Sources as they appear; ends at `abort`, or when no further source can appear. */
  sources(abort: AbortSignal): AsyncIterable<LogSource>;
}

/** Submits jobs so that none is ever submitted twice: each has a key, by which it is found again. */
export interface Submission {
  /** Rejects with `RefusedError` (known by its name) for a definite no; any other rejection leaves it uncertain. Acts no later than `notAfter`; one that lies in the past is refused. `held`: exists but does not run until `release`. */
  submit(spec: JobSpec, key: string, how: SubmitHow, abort: AbortSignal): Promise<JobRef>;
  /** All jobs with the key, oldest first, ended ones too. `complete`: one that is not listed does not exist. `asOf`: on sigwatch's clock, not later than the answer. A `JobRef` is equal here, in the reply to `submit` and in `status`. */
  find(key: string, abort: AbortSignal): Promise<FoundJobs>;
  /** The platform takes a key once, as the job's own id: however often it is submitted, there is one job of it. */
  readonly keyIsId?: true;
  /** Idempotent; no error on a job that was not held. */
  release?(job: JobRef, abort: AbortSignal): Promise<void>;
}

/** How one platform tells of its jobs, submits and ends them. `status` and `logs` are required; everything else is a power that a platform may lack. */
export interface JobAdapter {
  /** What stands before the `:` of its jobs: `slurm` of `slurm:123`. */
  readonly name: string;
  /** How long (ms) the platform may take to show what it did; 0 for one that answers from its own disk. */
  readonly lag: Millis;
  /** ms between looks at a job, where the platform has a pace of its own; the monitor's `poll_interval_seconds` otherwise, and the poll of files where `lag` is 0. */
  readonly poll?: Millis;
  /** ms between the two readings of the logs after a job's end; 10 s by default where `lag` is not 0. */
  readonly settle?: Millis;
  /**
   * Missing in the answer = unknown; rejects when the platform can't be asked. `since`: what was seen before that moment
   * is of no use any more; for adapters that answer several with what they have seen once.
   */
  status(jobs: readonly JobRef[], abort: AbortSignal, since?: Millis): Promise<ReadonlyMap<string, JobStatus>>;
  /** The job's logs, as they are found. */
  logs(job: JobRef): Discovery;
  /** Where the job's logs are or will be, for people to be told; empty where that is not known. */
  logPaths?(job: JobRef, abort: AbortSignal): Promise<readonly string[]>;
  /** The job of this id as it is now, which somebody has named; undefined where the platform says that there is none. Rejects when it can't be asked. */
  lookUp?(id: JobRef['id'], abort: AbortSignal): Promise<KnownJob | undefined>;
  /** Idempotent; means accepted, not ended. On a job that has ended it ends what that has left behind. */
  cancel?(job: JobRef, abort: AbortSignal): Promise<void>;
  /** How jobs are submitted; without it they are only watched. */
  submission?: Submission;
  /** A submission can be told to begin later (`JobSpec.not_before`): what a restart waits for is waited for in the platform's queue. */
  readonly delays?: boolean;
  /** Attempts may write into the same files: what stands in them before a job began is of earlier ones. */
  readonly sharesLogs?: boolean;
  /** Its jobs see the files of this machine under the same paths, and may write to them. */
  readonly sharesFiles?: boolean;
  /** Sends a signal (`USR1`) to what the job runs, as it is set up: asks it for a checkpoint. At least once. */
  signal?(job: JobRef, signal: string, abort: AbortSignal): Promise<void>;
  /** Runs a command on each node of a running job, beside it and never by a shell, until `abort`. Rejects when it can't be started anywhere. */
  exec?(job: JobRef, command: readonly string[], abort: AbortSignal): Promise<readonly Executed[]>;
  /** What the cluster that the job is in has, and what of it is taken. Rejects when it can't be asked. */
  cluster?(abort: AbortSignal): Promise<ClusterUse>;
  /** `to` goes on for `from`: sees to what refers to the old job, and tells it in sentences for people. At least once. */
  handOver?(from: JobRef, to: JobRef, abort: AbortSignal): Promise<readonly string[]>;
}

/** Every stage after the match: pure, with Json state. The engine owns the only timer and sends `tick` at `due`. */
export interface Operator<S, E = EngineEvent, O = Signal, C = void> {
  /** Its state before any event. */
  init(): S;
  /** The state after the event, and what it puts out. */
  step(state: S, event: E, context: C): readonly [S, readonly O[]];
  /** When it is to be sent a `tick`; undefined: it waits for no time. */
  due(state: S): Millis | undefined;
}

/**
 * The operator of a rule. It is given the signals that the rule takes and every other event; what it puts out stands for
 * the rule. `due` is in active time: a tick comes then, and is no evidence by itself; a watermark is.
 */
export type Correlator<S = Json> = Operator<S, EngineEvent, Signal, Correlating>;

/** What a correlator may know beside the event. */
export interface Correlating {
  /** Time that counts (ms): it stands while a source is blind, the job waits or nobody answers. Of a line when it was printed, of a watermark up to when the source is read. */
  readonly active: Millis;
  /** As what the rule takes the signal: `input`, or a role of the operator's own. */
  readonly roles: readonly string[];
  /** Whether everything that could still tell of it (or this one source) is read up to a moment, in active time. */
  readUpTo(source: string | undefined, at: Millis): boolean;
  /** A signal of the rule. `from`: the one that led to it, whose place and fields it has; else it stands in no line. */
  fired(how: Firing): Signal;
}

/** Decides what is done about an incident. */
export interface RestartPolicy {
  /** Pure: `now` and `random` (0 ≤ random < 1) come in. */
  decide(x: {
    readonly incident: Incident;
    readonly ledger: Ledger;
    readonly now: Millis;
    readonly random: number;
    /** Values for `{name}` templates in its texts: the run's, the attempt's, and the root's fields. */
    readonly values?: Readonly<Record<string, string>>;
  }): Decision;
}

/** A side effect that a rule, a decision or a state calls for. */
export interface Action {
  /** Runs at least once, not exactly once: `context.key` is the same each time. `program`: that of the attempt, where one is supervised. */
  run(context: ActionContext, abort: AbortSignal, program?: Program): Promise<ActionResult>;
  /** Tries beyond the first one. Default 0. */
  readonly retries?: number;
  /** How long it waits before each retry. Default: 10 s, then twice as long each time, 10 min at the most, each varied by a quarter. */
  readonly backoff?: RetryBackoff;
  /** How many of this class run at once. Default 1. */
  readonly concurrency?: number;
  /** ms that a try may take: then it has failed, whatever it still does. `Infinity`: it ends by itself. Default: 10 minutes. */
  readonly limit?: Millis;
}

/** Tells people, or a service, what happened to a run. */
export interface Notifier {
  /** At least once for each notice, in order for each run. `kept`: what an earlier `send` of the run has left. Rejects when it has to be sent again: with `TryLaterError` not before a moment, with `UndeliverableError` never (both known by their names). */
  send(notice: Notice, abort: AbortSignal, kept?: Json): Promise<Sent | undefined>;
}

/** What a component of each kind makes. */
export interface Components {
  /** Lines, or what finds them: `sources:` of a monitor. */
  source: LogSource | Discovery;
  /** What a hit means for the run: `state:` of a rule. */
  state: StateMeaning;
  /** A side effect: `actions:` of a rule or of a monitor. */
  action: Action;
  /** Decides about an incident: a restart policy, by its error types or modes. */
  policy: RestartPolicy;
  /** A platform: `adapter:` of sigwatch.yaml. */
  adapter: JobAdapter;
  /** Tells people: `notifiers:`. */
  notifier: Notifier;
  /** Judges the signals of a rule: `when:`. */
  operator: Correlator;
}
/** What can be plugged in. */
export type ComponentKind = keyof Components;

/** Something that YAML names by its `class_name`. */
export interface Component<K extends ComponentKind = ComponentKind> {
  /** What it makes, and where YAML may name it. */
  readonly kind: K;
  /** What YAML names it by; no two components of a kind may share one. */
  readonly class_name: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  /** JSON Schema draft-07 (plain, or TypeBox) of everything beside `class_name` (and `on`, of an action or notifier). */
  readonly config: object;
  /** An action that ends the run at a hit of its rule. */
  readonly ends_run?: boolean;
  /** Of an operator: the settings that name further signals, each with its role; a list has the roles 0, 1 … */
  readonly inputs?: readonly string[];
  /** Settings that hold a secret where they are written out: they are never journaled, and lint names `KEY_env` in their place. */
  readonly secrets?: readonly string[];
  /** Of an operator: signals that it is given whatever its rule names, by their role. */
  readonly hears?: Readonly<Record<string, readonly SignalSelector[]>>;
  /** Whether an operator, as it is set, tells when a condition is over, so that nothing else has to. */
  resolves?(config: Settings): boolean;
  /** What the schema can't say, found at load; `names` are those that `{name}` templates may use. */
  check?(config: Settings, names: readonly string[]): readonly ConfigProblem[];
  /** `config` is valid by the schema, and has its defaults. */
  create(config: Settings, deps: Deps): Components[K];
}

/** Where runs are kept. One process at a time holds a run, by a lease. */
export interface Store extends Disposable {
  /** Takes the run, or rejects with `LeaseHeldError` while its owner lives. Creates the run when it is new. */
  acquire(run_id: string, owner: LeaseOwner): Lease;
  /** What is kept of a run; undefined where there is none. */
  load(run_id: string): StoredRun | undefined;
  /** The one write. Throws `LeaseLostError` when another owner has taken the run. */
  commit(batch: Batch, lease: Lease): void;
  /** Gives the run up, so that another may take it. */
  release(lease: Lease): void;
  /** All runs, as lists show them. */
  list(): readonly RunSummary[];
  /** Both in order; without the first `from` of them. */
  events(run_id: string, from?: number): Iterable<SigwatchEvent>;
  /** Inputs of the run's engine, which replay it. */
  record(run_id: string, from?: number): Iterable<Json>;
  /** Asks the owner of a run for something; returns the command's id. */
  request(run_id: string, command: Command): number;
  /** What was asked for and not taken yet. The owner must ask (or commit) at least every 15 s: that is what keeps its lease. */
  commands(run_id: string): readonly { readonly id: number; readonly command: Command }[];
  /** The live owner, or undefined when nobody holds the run. */
  owner(run_id: string): LeaseOwner | undefined;
}
