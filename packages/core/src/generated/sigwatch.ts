// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * This interface was referenced by `SigwatchFile`'s JSON-Schema
 * via the `definition` "start".
 */
export type Start =
  | string
  | {
      /**
       * Name or file of a monitor.
       */
      '/monitoring'?: string;
      /**
       * Name or file of a monitor.
       */
      monitoring?: string;
      /**
       * Name or file of a restart policy.
       */
      '/restart'?: string;
      /**
       * Name or file of a restart policy.
       */
      restart?: string;
    };

/**
 * A run: what is started, by which rules it is watched, and what restarts it. Relative paths are meant from the file.
 */
export interface SigwatchFile {
  /**
   * What to start from: `/monitoring: NAME` and `/restart: NAME`, each a file beside this one or of a pack. `_self_` says where this file comes in; last, when it is missing.
   */
  defaults?: Start[];
  /**
   * What people call the run; from its command or its logs otherwise.
   */
  name?: string;
  /**
   * Name of the run: an unfinished run of this name is taken up again. A new name for each start otherwise.
   */
  run_id?: string;
  /**
   * Names or files of monitors, as `--monitor` has them.
   */
  monitor?: string | string[];
  /**
   * Name or file of a restart policy, or the policy itself as its own file would have it. Without one sigwatch only observes.
   */
  restart?:
    | string
    | {
        [k: string]: unknown;
      };
  /**
   * A monitor as its own file would have it; it comes after those that are named.
   */
  monitoring?: {
    [k: string]: unknown;
  };
  adapter?: Adapter;
  job?: Job;
  /**
   * Where runs are kept.
   */
  state_dir?: string;
  /**
   * How much sigwatch's own log tells.
   */
  log_level?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /**
   * Supervision ends after this long; the job goes on.
   */
  timeout?: number | string;
  /**
   * Packs whose monitors and policies can be named, before those that come with sigwatch: folders with a plugin.yaml, or names of packages.
   */
  packs?: string[];
  /**
   * Modules that bring components: paths, or names of packages.
   */
  plugins?: string[];
  /**
   * Further sources of log lines.
   */
  sources?: SourceEntry[];
  /**
   * Who is told of what happens.
   */
  notifiers?: NotifierEntry[];
  /**
   * Reserved for heartbeats, which are not there yet: refused, not passed over.
   */
  heartbeat?: {
    [k: string]: unknown;
  };
}
/**
 * Where the job runs: a component that submits, finds and cancels it; its settings stand beside the name.
 *
 * This interface was referenced by `SigwatchFile`'s JSON-Schema
 * via the `definition` "adapter".
 */
export interface Adapter {
  /**
   * LocalAdapter: a process of this machine, without settings; or an adapter of a plugin.
   */
  class_name: string;
  [k: string]: unknown;
}
/**
 * What is run.
 *
 * This interface was referenced by `SigwatchFile`'s JSON-Schema
 * via the `definition` "job".
 */
export interface Job {
  /**
   * The program and its arguments, one entry each; no shell reads them.
   *
   * @minItems 1
   */
  command?: [string, ...string[]];
  /**
   * Working directory; the file's own folder otherwise.
   */
  cwd?: string;
  /**
   * Variables beside those that sigwatch itself has.
   */
  env?: {
    [k: string]: string | number | boolean;
  };
  /**
   * Logs that the command writes itself: files, globs or folders.
   */
  logs?: string[];
  /**
   * Where the command keeps checkpoints: a restart resumes from the newest whole one.
   */
  checkpoint_dir?: string;
}
/**
 * A component that reads log lines.
 *
 * This interface was referenced by `SigwatchFile`'s JSON-Schema
 * via the `definition` "source".
 */
export interface SourceEntry {
  /**
   * Which component.
   */
  class_name: string;
  [k: string]: unknown;
}
/**
 * A component that tells somebody.
 *
 * This interface was referenced by `SigwatchFile`'s JSON-Schema
 * via the `definition` "notifier".
 */
export interface NotifierEntry {
  /**
   * Which component.
   */
  class_name: string;
  [k: string]: unknown;
}
