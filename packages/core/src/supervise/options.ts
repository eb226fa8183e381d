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
  Registry,
  Store,
} from '../contract.js';
import type { Operators } from '../correlate/operators.js';
import type { Matcher } from '../match/types.js';
import type { Policies } from '../policy/decide.js';
import type { ProtocolTiming } from '../protocol/index.js';
import type { AskCommand } from './ask-command.js';

/** What a run is, once names are resolved and files are loaded. */
export interface RunOptions {
  readonly run_id: string;
  /** What people call the run. */
  readonly name: string;
  readonly monitor: Monitor;
  /** Without it sigwatch only observes. */
  readonly policy?: PolicySet;
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
  /** A job that exists already; it is followed and never submitted again unless `command` is given too. */
  readonly job?: JobRef;
  /** Logs beside the job's own, which all attempts share; `known` are the files that were read before. */
  readonly logs?: (known: readonly Cursor[]) => Discovery;
  readonly checkpoint_dir?: string;
  /** What the caller needs in order to take the run up again after a crash; kept with the run. No secrets. */
  readonly settings?: Json;
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
  /** Sources that the monitor names. */
  readonly sources: readonly Discovery[];
}
