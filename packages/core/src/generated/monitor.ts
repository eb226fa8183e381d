// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * A monitor to start from, as a training setup names it.
 *
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "include".
 */
export type Include =
  | string
  | {
      /**
       * Name of a monitor.
       */
      '/monitoring'?: string;
      /**
       * Name of a monitor.
       */
      monitoring?: string;
    };
/**
 * What a hit says of the run.
 *
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "state".
 */
export type StateEntry = {
  /**
   * CrashState, StalledState, TimeoutState, SuccessState, or a plugin's.
   */
  class_name: string;
  [k: string]: unknown;
} | null;
/**
 * Free, and handed on with every signal; the keys listed here have a meaning.
 *
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "metadata".
 */
export type Metadata = {
  /**
   * error, warning, progress, checkpoint, success, notice or state; decided by the state where it is missing or another word.
   */
  kind?: string;
  /**
   * One of schemas/error-types.yaml, or an own one.
   */
  error_type?: string;
  /**
   * What failed: cuda, distributed, slurm …
   */
  subsystem?: string;
  severity?: SeverityName;
  [k: string]: unknown;
} | null;
/**
 * How bad it is; the error type's otherwise.
 */
export type SeverityName = 'warning' | 'error' | 'critical' | 'fatal';
/**
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "severity".
 */
export type SeverityName1 = 'warning' | 'error' | 'critical' | 'fatal';

/**
 * A monitor: how often to look, when silence is a stall, and the rules that give log lines a meaning.
 */
export interface MonitorFile {
  /**
   * LogMonitor follows logs; SlurmLogMonitor is the same with the SLURM adapter; NullMonitor has no rules.
   */
  class_name?: 'LogMonitor' | 'SlurmLogMonitor' | 'NullMonitor';
  /**
   * Name for people; the file's name otherwise.
   */
  name?: string;
  /**
   * What the monitor is for.
   */
  description?: string;
  /**
   * Monitors to start from: names of files beside this one, then of packs. `_self_` says where this file comes in; last, when it is missing.
   */
  defaults?: Include[] | string;
  /**
   * How often logs and the job are looked at where nothing wakes the monitor sooner.
   */
  poll_interval_seconds?: number;
  /**
   * How often inactivity is judged.
   */
  check_interval_seconds?: number;
  /**
   * Without output, or without a step, for this long the run has stalled.
   */
  inactivity_threshold_seconds?: number;
  /**
   * How long a settled-looking incident of a live job waits for more lines.
   */
  hold_seconds?: number;
  /**
   * Where the log is: {name} templates, and %j %A %a %x %N as in sbatch.
   */
  log_path_template?: string | null;
  /**
   * Further logs to follow: files, folders or globs.
   */
  output_paths?: string[];
  /**
   * A line that holds this text says that the run has ended well.
   */
  termination_string?: string | null;
  /**
   * A command that prints 1, or exits with 0 and prints nothing, when the run has ended well.
   */
  termination_command?: string | string[] | null;
  /**
   * A command that prints 1, or exits with 0 and prints nothing, when the run may start.
   */
  start_condition_cmd?: string | string[] | null;
  /**
   * How often the start condition is asked; the poll interval otherwise.
   */
  start_condition_interval_seconds?: number | null;
  /**
   * Platform states that count as alive, where the platform has own ones.
   */
  state_whitelist?: string[] | null;
  /**
   * Actions on a decision or a state of the run, whatever rule led to it.
   */
  actions?: ActionEntry[];
  /**
   * The rules. They merge by name with those of `defaults`: the same name overrides in place; the same name without a pattern disables.
   */
  log_signals?: RuleEntry[];
  /**
   * Further sources of lines, of plugins; all attempts share them.
   */
  sources?: SourceEntry[];
  /**
   * Who is told of decisions and states: by default of a restart, of a stop, and of success.
   */
  notifiers?: NotifierEntry[];
}
/**
 * A side effect, journaled before it happens: the class of an action, and its settings.
 *
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "action".
 */
export interface ActionEntry {
  /**
   * ErrorNoteAction, ExecutionAction, RestartAction, TerminationAction, or a plugin's.
   */
  class_name: string;
  on?: ActionTrigger;
  [k: string]: unknown;
}
/**
 * Act on a decision or a state instead of on the rule's hit.
 *
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "on".
 */
export interface ActionTrigger {
  /**
   * Decisions to act on.
   */
  decision?: ('restart' | 'stop' | 'ignore')[];
  /**
   * States to act on, when the run comes into them.
   */
  state?: (
    'pending' | 'running' | 'degraded' | 'stalled' | 'succeeded' | 'failed' | 'timed_out' | 'cancelled' | 'unknown'
  )[];
}
/**
 * A named pattern, and what a line that it hits means.
 *
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "rule".
 */
export interface RuleEntry {
  /**
   * Unique in the monitor; what events, policies and `symptom_of` call it.
   */
  name: string;
  /**
   * What the line means.
   */
  description?: string;
  /**
   * What to look for in each line. Missing or null: the rule of this name is disabled.
   */
  pattern?: string | null;
  /**
   * regex is RE2 (no lookaround, no backreference); substring is literal; dissect is `text %{field} text`.
   */
  pattern_type?: 'regex' | 'substring' | 'dissect';
  /**
   * RE2 flags, of i, m, s and U; i ignores case.
   */
  flags?: string;
  /**
   * A line that also matches this RE2 pattern is no hit.
   */
  unless?: string;
  /**
   * The line and what follows it form a block of at most this many lines.
   */
  lines?: number;
  state?: StateEntry;
  /**
   * What to do at each hit.
   */
  actions?: ActionEntry[] | null;
  metadata?: Metadata;
  /**
   * Field name to group name, group index, or `match` for the whole match. Without it every named group is a field.
   */
  extract_groups?: {
    [k: string]: string | number;
  } | null;
  /**
   * Error types or rules (or `*`): when one is in the incident, this is its consequence. The error type's list otherwise.
   */
  symptom_of?: string[];
  /**
   * May have caused a failure that shows this much later.
   */
  latent?: number | string;
  /**
   * The scheduler's or the kernel's own stated reason: outranks what the program says.
   */
  platform?: boolean;
  /**
   * A metric or a failed write: steps that go on do not disprove it. True for numerical_instability, storage and checkpoint_corrupt unless said otherwise.
   */
  lasting?: boolean;
  /**
   * A success line that ends the run by itself, without the job's word.
   */
  suffices?: boolean;
  /**
   * What to do about it, in one sentence; the error type's otherwise.
   */
  remedy?: string;
  /**
   * How far the rule can be trusted.
   */
  status?: 'stable' | 'test' | 'experimental' | 'deprecated';
  when?: WhenEntry;
  /**
   * Lines that the rule must hit, and near misses.
   */
  tests?: RuleTest[];
}
/**
 * An operator over the hits of the rule: `class_name` and settings of a plugin's.
 */
export interface WhenEntry {
  class_name?: string;
  [k: string]: unknown;
}
/**
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "test".
 */
export interface RuleTest {
  /**
   * A line; several lines for a rule with `lines`.
   */
  log: string;
  /**
   * Fields that the hit must bring (may be empty), or `none` for a near miss.
   */
  expect:
    | {
        [k: string]: unknown;
      }
    | string;
}
/**
 * Where lines come from beside the job's own logs: the class of a source, and its settings.
 *
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "source".
 */
export interface SourceEntry {
  /**
   * Of a plugin.
   */
  class_name: string;
  [k: string]: unknown;
}
/**
 * Who is told: the class of a notifier, and its settings.
 *
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "notifier".
 */
export interface NotifierEntry {
  /**
   * Of a plugin.
   */
  class_name: string;
  on?: ActionTrigger;
  [k: string]: unknown;
}
