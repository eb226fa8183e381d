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
 * A folder for records of the run: `monitor_DATE.jsonl`, `errors_DATE.jsonl` and `summary_SCRIPT_STAMP.json`. Several runs can share it.
 *
 * This interface was referenced by `SigwatchFile`'s JSON-Schema
 * via the `definition` "records".
 */
export type Records =
  | string
  | {
      /**
       * The folder. Where it can't be written: `./logs/monitor`.
       */
      directory: string;
      /**
       * Modal Volume that the folder is of, `NAME` or `NAME:/PATH` with the folder's path inside the Volume. What was written is committed to it at intervals and at the end, and `sigwatch report modal:APP` finds it there.
       */
      volume?: string;
      /**
       * Command (argv, no shell) that keeps what was written. Default: with `volume` that Volume's own `commit()`, by the `python3` of the container.
       *
       * @minItems 1
       */
      commit?: [string, ...string[]];
      /**
       * Time between two commits while something was written. Default 60 s.
       */
      commit_interval?: number | string;
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
   * Name or file of a restart policy, or the policy itself as its own file would have it. Without one sigwatch only observes, but for jobs of Ray and exec, which have the policy `ray` then; `none` observes those too.
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
  health?: Health;
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
  alerts?: Alerts;
  /**
   * Who is told of what happens.
   */
  notifiers?: NotifierEntry[];
  records?: Records;
  heartbeat?: Heartbeat;
  copies?: Copies;
  deadline?: Deadline;
  cost?: Cost;
  /**
   * A file with what an hour of each type of GPU costs, of the shape of `sigwatch schema prices`. Default: of jobs of Modal, and within its containers, the table of the pack `modal`; else none, and no cost is told.
   */
  prices?: string;
}
/**
 * Where the job runs: a component that submits, finds and cancels it; its settings stand beside the name.
 *
 * This interface was referenced by `SigwatchFile`'s JSON-Schema
 * via the `definition` "adapter".
 */
export interface Adapter {
  /**
   * LocalAdapter: a process of this machine, without settings; ColabAdapter: one inside a runtime of Colab; SlurmAdapter: a job of a SLURM cluster; RayAdapter: a job of a Ray cluster; ModalAdapter: an app of Modal; ExecAdapter: a process in a pod or on another machine; or an adapter of a plugin.
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
   * The program and its arguments, one entry each; no shell reads them. With SlurmAdapter what stands behind `sbatch`.
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
  /**
   * Folder that this machine and the job's share under one path: its program is asked and told there (docs/client.md). Each attempt has one of its own in it. Without it in the run's own directory, where the job runs on this machine; elsewhere the program is not asked.
   */
  control_dir?: string;
  /**
   * A JSON file that is written before each attempt: the settings that restarts have changed, as in `SIGWATCH_OVERRIDES`. For programs that an environment does not reach.
   */
  overrides_file?: string;
}
/**
 * What is measured beside the log while a job runs: GPUs of its nodes, the cluster, transport and checkpoints. Each measurement is a line of `health.jsonl` in the run's directory, which rules read as a log.
 *
 * This interface was referenced by `SigwatchFile`'s JSON-Schema
 * via the `definition` "health".
 */
export interface Health {
  /**
   * Whether it is measured. Without it: where the adapter can ask nodes or a cluster, but not on SLURM, whose accounting would keep each question as a step.
   */
  enabled?: boolean;
  /**
   * How often.
   */
  interval?: number | string;
  /**
   * How long each part of a measurement may take.
   */
  timeout?: number | string;
  /**
   * How nvidia-smi is called on the nodes.
   */
  nvidia_smi?: string | [string, ...string[]];
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
 * What people are told of a run, and how often: for all notifiers.
 *
 * This interface was referenced by `SigwatchFile`'s JSON-Schema
 * via the `definition` "alerts".
 */
export interface Alerts {
  /**
   * What a notifier is told of that does not say so itself by `on`. Without it: degraded (where a rule says so), stalled, timed_out, failed, restarted, gave_up, recovered and succeeded.
   */
  on?: (
    | 'started'
    | 'degraded'
    | 'stalled'
    | 'timed_out'
    | 'failed'
    | 'restarted'
    | 'gave_up'
    | 'recovered'
    | 'succeeded'
    | 'cancelled'
  )[];
  /**
   * Between two reminders of a problem that is not over; 0: none.
   */
  remind_every?: number | string;
  /**
   * More news than so many that have gathered are told as one.
   */
  group_over?: number;
  /**
   * How long after something was told further news of all runs gather.
   */
  group_wait?: number | string;
  rate?: AlertRate;
  quiet_hours?: AlertQuietHours;
  /**
   * Pages for every notice. `{run_id}`, `{name}`, `{attempt}` and `{job_id}` are filled in; where one is not known the link is left out.
   */
  links?: AlertLink[];
  /**
   * How long a notice that nobody takes is tried again.
   */
  give_up?: number | string;
}
/**
 * No more than `count` sendings of one notifier within `within`; what is more waits, and gathers.
 */
export interface AlertRate {
  /**
   * How many.
   */
  count?: number;
  /**
   * In which time.
   */
  within?: number | string;
}
/**
 * When people are left alone; what happens then is told when they are over.
 */
export interface AlertQuietHours {
  /**
   * As a clock shows it: `22:00`.
   */
  from: string;
  /**
   * Earlier than `from`: on the next day.
   */
  to: string;
  /**
   * By its IANA name, such as Europe/Berlin. Without it that of this machine.
   */
  timezone?: string;
  /**
   * Told at any hour.
   */
  except?: (
    | 'started'
    | 'degraded'
    | 'stalled'
    | 'timed_out'
    | 'failed'
    | 'restarted'
    | 'gave_up'
    | 'recovered'
    | 'succeeded'
    | 'cancelled'
  )[];
}
export interface AlertLink {
  /**
   * What people read.
   */
  name: string;
  /**
   * Where it leads.
   */
  url: string;
}
/**
 * A component that tells somebody.
 *
 * This interface was referenced by `SigwatchFile`'s JSON-Schema
 * via the `definition` "notifier".
 */
export interface NotifierEntry {
  /**
   * SlackWebhookNotifier, SlackBotNotifier, SnsNotifier, EmailNotifier, WebhookNotifier, PagerDutyNotifier, CommandNotifier, or a notifier of a plugin.
   */
  class_name: string;
  on?: AlertTrigger;
  [k: string]: unknown;
}
/**
 * What this notifier is told of: any of what is named.
 *
 * This interface was referenced by `SigwatchFile`'s JSON-Schema
 * via the `definition` "on".
 */
export interface AlertTrigger {
  /**
   * What happened to the run.
   */
  transition?: (
    | 'started'
    | 'degraded'
    | 'stalled'
    | 'timed_out'
    | 'failed'
    | 'restarted'
    | 'gave_up'
    | 'recovered'
    | 'succeeded'
    | 'cancelled'
  )[];
  /**
   * What was decided.
   */
  decision?: ('restart' | 'stop' | 'ignore')[];
  /**
   * The state that the run came into.
   */
  state?: (
    'pending' | 'running' | 'degraded' | 'stalled' | 'succeeded' | 'failed' | 'timed_out' | 'cancelled' | 'unknown'
  )[];
}
/**
 * Heartbeats that a run is watched by, or writes: files of a directory or of S3 that tell it lives and moves.
 *
 * This interface was referenced by `SigwatchFile`'s JSON-Schema
 * via the `definition` "heartbeat".
 */
export interface Heartbeat {
  /**
   * Where the heartbeats of the run are read, beside its log and its platform: a directory, or `s3://BUCKET/PREFIX/RUN`. `{run_id}` is the name of the run.
   */
  read?: string;
  /**
   * Where sigwatch writes heartbeats of the runs that it supervises, so that others can watch them: as `read`.
   */
  write?: string;
  /**
   * The S3 bucket of runs that are named by `--run-id` alone.
   */
  bucket?: string;
  /**
   * What stands between bucket and run.
   */
  prefix?: string;
  /**
   * Region of the bucket.
   */
  region?: string;
  /**
   * URL of another S3 server; that of AWS otherwise.
   */
  endpoint?: string;
  /**
   * Whether the bucket stands in the path of the URL; with `endpoint` it does where nobody says otherwise.
   */
  force_path_style?: boolean;
  /**
   * How often they are looked at, and written. Without it 60 s, or half of the shortest `stale` where that is less.
   */
  interval?: number | string;
  /**
   * How old a heartbeat may be before the run counts as not heard of: one duration, or one for each phase. At least twice `interval`.
   */
  stale?:
    | number
    | string
    | {
        /**
         * Of every phase that is not named.
         */
        default?: number | string;
        /**
         * Before data are there.
         */
        setup?: number | string;
        /**
         * While data are prepared.
         */
        data?: number | string;
        /**
         * While steps are made.
         */
        training?: number | string;
        /**
         * While it evaluates.
         */
        eval?: number | string;
        /**
         * While it saves.
         */
        checkpoint?: number | string;
      };
  /**
   * How long a run that is watched by heartbeats alone may be stale before it is over. Without it six times `stale`.
   */
  give_up?: number | string;
}
/**
 * Copies of the run's checkpoints in another place, which outlives the machine: a mounted Drive, a network file system. Each is verified; an attempt goes on from one where `checkpoint_dir` holds nothing whole that is as new.
 *
 * This interface was referenced by `SigwatchFile`'s JSON-Schema
 * via the `definition` "copies".
 */
export interface Copies {
  /**
   * The folder of the copies. It is made where its parent is there, since one further up may have to be mounted.
   */
  to: string;
  /**
   * How often the newest checkpoint is copied that is not copied yet.
   */
  every?: number | string;
  /**
   * How many copies are kept, and beside them the newest that was healthy when it was written. Only what sigwatch has copied is deleted.
   */
  keep?: number;
  /**
   * Whether a run that begins on an empty machine goes on from the copies that an earlier session has left, and starts nothing where they say that it is complete. With ColabAdapter it does; else not, since the folder may hold another run's.
   */
  continues?: boolean;
}
/**
 * Has a job save a checkpoint before its platform, its session or its machine ends, and sees to it that it did: asked, waited for, verified, copied where `copies` says so, and only then told to be saved.
 *
 * This interface was referenced by `SigwatchFile`'s JSON-Schema
 * via the `definition` "deadline".
 */
export interface Deadline {
  /**
   * False: nothing is asked for, and nothing is told.
   */
  enabled?: boolean;
  /**
   * How long before the end it is asked; in the middle of its time, where that is later. Default: that of the adapter's `checkpoint_signal`, else 30 minutes.
   */
  before?: number | string;
  /**
   * How often it is looked what has come of it, at the least.
   */
  check?: number | string;
  /**
   * Signal for a program that takes no requests, such as `USR1`. It has to handle it: most signals end a program that does not. Default: that of the adapter's `checkpoint_signal`, else none is sent.
   */
  signal?: string;
  /**
   * Whether it counts as saved only when it is copied, where `copies` names a place.
   */
  copy?: boolean;
}
/**
 * The GPUs of the job, so that it can be told what it costs. What is not said is taken from measurements, where they tell it.
 *
 * This interface was referenced by `SigwatchFile`'s JSON-Schema
 * via the `definition` "cost".
 */
export interface Cost {
  /**
   * Type, as the table of prices calls it: `H100`, or `H100:8` for eight of them.
   */
  gpu?: string;
  /**
   * How many GPUs the job has, over all its nodes.
   */
  count?: number;
}
