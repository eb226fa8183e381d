import type { AlertPlace } from '../alerts/alert-state.js';
import type { AlertSettings } from '../alerts/settings.js';
import type { Monitor } from '../config/monitor.js';
import type { PolicySet } from '../config/policy.js';
import type {
  Cursor,
  Deps,
  Discovery,
  JobAdapter,
  JobRef,
  Json,
  LeaseOwner,
  Millis,
  PackVersion,
  Registry,
  Store,
} from '../contract.js';
import type { Operators } from '../correlate/operators.js';
import type { Pricing } from '../cost/prices.js';
import type { Matcher } from '../match/types.js';
import type { Policies } from '../policy/decide.js';
import type { ProtocolTiming } from '../protocol/index.js';
import type { AlertQueues } from './alerts/alert-queues.js';
import type { RunAlerts } from './alerts/run-alerts.js';
import type { AskCommand } from './ask-command.js';
import type { ControlFiles } from './control/files.js';
import type { DeadlineOptions } from './deadline/settings.js';
import type { EvidenceFiles } from './evidence/files.js';

/** Copies of the run's checkpoints in another place, which outlives the machine: a mounted Drive, a network file system. */
export interface CopyOptions {
  /** The folder of the copies. It is made where its parent is there. */
  readonly to: string;
  /** ms between two looks for a newer one. Default: 15 minutes. */
  readonly every?: Millis;
  /** How many copies of this run's are kept; the newest healthy one is kept beside them. Default: 3. */
  readonly keep?: number;
  /**
   * The folder may hold copies of an earlier session of the same run, of which nothing else is left: the first attempt goes on
   * from the newest, and they count as this run's own. Without it only what this run has copied is gone on from.
   */
  readonly continues?: boolean;
  /** The session of this machine, for what is said beside the copies. Default: as the platform tells of the job. */
  readonly session?: { readonly began: Millis; readonly ends_at: Millis };
}

export interface EvidenceOptions {
  /** argv of each, run on every node of the job. Default: stacks by py-spy, GPUs, kernel messages, NCCL's flight recorder. */
  readonly commands?: readonly (readonly string[])[];
  /** ms for all of it. Default: a minute. */
  readonly timeout?: Millis;
  /** Default: the disk. */
  readonly files?: EvidenceFiles;
}

/** Rules and policy as their files say now, loaded and checked. */
export interface ReloadedRules {
  readonly monitor: Monitor;
  readonly policy?: PolicySet;
  /** Default: compiled for this run. */
  readonly matcher?: Matcher;
}

/** How rules are taken up anew while the run goes on. */
export interface ReloadOptions {
  /** Loads what the run was begun with, once more, and tells of each file before it is read. Throws (a ConfigError with all findings, best) where it can't be used: then everything stays as it is. */
  readonly load: (reads: (path: string) => void) => ReloadedRules | Promise<ReloadedRules>;
  /** The files that the rules of the run's beginning were loaded from. */
  readonly files?: readonly string[];
  /** The files are looked at each second, and the rules are loaded anew when one has changed and been left alone for 2 s. Default: false. */
  readonly watch?: boolean;
}

/** What a run is, once names are resolved and files are loaded. */
export interface RunOptions {
  readonly run_id: string;
  /** What people call the run. */
  readonly name: string;
  readonly monitor: Monitor;
  /** Without it sigwatch only observes. */
  readonly policy?: PolicySet;
  /** What the rules of `monitor` compile to: runs with the same rules can share it. Default: compiled for this run. */
  readonly matcher?: Matcher;
  /** What `class_name`s mean; the built-in components otherwise. The one that monitor and policy were loaded with. */
  readonly registry?: Registry;
  /** Without it nothing is known of a job: only logs are followed. */
  readonly adapter?: JobAdapter;
  /** What is submitted. */
  readonly command?: {
    readonly argv: readonly string[];
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
  };
  /** Whose job it is, for paths of logs. Default: as `command.env` says. */
  readonly user?: string;
  /** A job that exists already; it is followed and never submitted again unless `command` is given too. */
  readonly job?: JobRef;
  /** Logs beside the job's own, which all attempts share; `known` are the files that were read before. */
  readonly logs?: (known: readonly Cursor[]) => Discovery;
  readonly checkpoint_dir?: string;
  /** Copies checkpoints out of `checkpoint_dir`, each that is verified; a later attempt goes on from one where that folder holds nothing newer. */
  readonly copies?: CopyOptions;
  /** Asks each start of a job once for a checkpoint by a signal (`USR1`), so many ms before its platform ends it. */
  readonly checkpoint_signal?: { readonly signal: string; readonly before: Millis };
  /** Has a job save before it ends, and sees to it that it did. Without it only `checkpoint_signal` asks for anything. */
  readonly deadline?: DeadlineOptions;
  /**
   * Folder below which each attempt has one of its own, `RUN_ID.ATTEMPT`, that its program is given as `SIGWATCH_CONTROL`:
   * requests and the engine's answers are files in it. The jobs have to see it under the same path. Default: in the run's
   * own directory where the adapter `sharesFiles`; else none, and the program is not asked for anything.
   */
  readonly control_dir?: string;
  /** Writes what is put there. Default: the disk. */
  readonly control_files?: ControlFiles;
  /** What is gathered of a hung job before it is cancelled. Without it nothing is. */
  readonly evidence?: EvidenceOptions;
  /** Put into the command of an attempt that is given a checkpoint: `{resume_from}` and `{checkpoint_path}` are its path, `{step}` its step. An option that stands there already is replaced. */
  readonly resume_args?: readonly string[];
  /** Put into the command of an attempt with changed settings, in the same way, by the setting: `{value}`, or `{scale}`, `{floor}` and `{cap}`. */
  readonly override_args?: Readonly<Record<string, readonly string[]>>;
  /** Written before each attempt: the object of `SIGWATCH_OVERRIDES`. For programs that an environment does not reach. */
  readonly overrides_file?: string;
  /** What the caller needs in order to take the run up again after a crash; kept with the run. No secrets. */
  readonly settings?: Json;
  /** What is told, and how often; `defaultAlerts` otherwise. `queues`: shared with other runs of this process, so that many of them are told as one. `place`: where more of it is to be seen. */
  readonly alerts?: { readonly settings?: AlertSettings; readonly queues?: AlertQueues; readonly place?: AlertPlace };
  /** What its GPUs cost; without it nothing is told of that. */
  readonly pricing?: Pricing;
  /** Without it rules and policy stay what they are for as long as supervision does. */
  readonly reload?: ReloadOptions;
  /** Where the jobs of this process run, as its environment tells: `platform`, `task`, `region` … Told with each attempt. No secrets. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly store: Store;
  readonly owner: LeaseOwner;
  readonly deps: Deps;
  /** ms between looks at the job and at the files, whatever file events say. Default 500. */
  readonly poll?: Millis;
  /** ms after which supervision ends; the job is left as it is. */
  readonly timeout?: Millis;
  /** Ends supervision; the job is left as it is. */
  readonly abort?: AbortSignal;
  readonly timing?: Partial<ProtocolTiming>;
  /** How a command of the monitor is asked for a yes or a no. Default: it is run here. */
  readonly ask?: AskCommand;
  /** How the log files are followed that the monitor names. Default: `discoverFiles`. */
  readonly openLogs?: (paths: readonly string[], known: readonly Cursor[]) => Discovery;
  /** Called with every chunk of whole lines that is read. */
  readonly onChunk?: (source: string, chunk: Buffer, line: number) => void;
}

/** Options together with what is compiled from them. */
export interface RunContext extends RunOptions {
  readonly registry: Registry;
  readonly matcher: Matcher;
  readonly policies: Policies | undefined;
  readonly operators: Operators;
  /** What rules and policy are of. */
  readonly packs: readonly PackVersion[];
  /** What people are told of the run. */
  readonly notices: RunAlerts;
  /** Sources that the monitor names. */
  readonly sources: readonly Discovery[];
}
