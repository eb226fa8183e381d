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
 * Other signals in place of a pattern: what `when` is asked of.
 */
export type Inputs = Input | [Input, ...Input[]];
/**
 * Signals of a rule by its name, or by what they say; or an RE2 pattern.
 *
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "input".
 */
export type Input =
  | string
  | {
      /**
       * Name of a rule, or of a signal of the engine (job_failed …).
       */
      signal?: string;
      /**
       * Only signals that tell this.
       */
      kind?: 'error' | 'warning' | 'progress' | 'checkpoint' | 'success' | 'notice';
      /**
       * Only signals of this error type.
       */
      error_type?: string;
      /**
       * Only signals of this subsystem.
       */
      subsystem?: string;
      /**
       * Values of metadata that must be equal; `null`: has none.
       */
      metadata?: {
        [k: string]: unknown;
      };
      /**
       * RE2; lines that it matches, in place of signals.
       */
      pattern?: string;
      /**
       * RE2 flags of `pattern`, of i, m, s and U.
       */
      flags?: string;
    };
/**
 * What a hit says of the run.
 *
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "state".
 */
export type StateEntry = {
  /**
   * CrashState, StalledState, TimeoutState, DegradedState, SuccessState, or a plugin's.
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
  /**
   * Of a progress rule with a field `throughput`: what it counts, as `tokens/s`; its hits have it as a field of this name.
   */
  throughput_unit?: string;
  severity?: SeverityName;
  /**
   * Its lines say that the machine of the job is taken away, so many seconds from then; fields `ends_at` and `ends_in_seconds` say it of one line.
   */
  notice_seconds?: number;
  /**
   * `verified`: the program has read the checkpoint of its line again, and it is what was written.
   */
  checkpoint?: string;
  [k: string]: unknown;
} | null;
/**
 * How bad it is; the error type's otherwise.
 */
export type SeverityName = 'warning' | 'error' | 'critical' | 'fatal';
/**
 * The sentence of its signals, with `{field}` templates.
 *
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "message".
 */
export type Message = string;
/**
 * Each group is told once in this time at most.
 *
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "throttle".
 */
export type Throttle = number | string;
/**
 * A line, or what happens at a moment.
 *
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "test_entry".
 */
export type RuleTestEntry =
  | string
  | {
      /**
       * When: `+30s` (or a number of seconds) after the entry before, or `2025-01-02T03:04:05Z`. By itself: time goes by, the sources are read to their end and the job is looked at. Without it a line comes at the time that it states, else together with the entry before.
       */
      at?: string | number;
      /**
       * What is printed; several lines for a block.
       */
      line?: string;
      /**
       * Which log it is printed to, or which one is blind; `log` when it is missing.
       */
      source?: string;
      /**
       * The source (all of them when none is named) can't be read from now on, and why; `false`: it can be read again.
       */
      blind?: string | boolean;
      job?: RuleTestJob;
      /**
       * How often this entry happens. All entries of a test may come to 100,000.
       */
      repeat?: number;
      /**
       * From the beginning of one repetition to that of the next, and to the first from the entry before, unless `at` says when that is.
       */
      every?: number | string;
      /**
       * What `{n}` in `line` and `source` is the first time.
       */
      from?: number;
      /**
       * By how much `{n}` grows from one time to the next.
       */
      step?: number;
      values?: RuleTestValues;
      /**
       * Several entries for each repetition, in place of `line`. None of them is repeated by itself.
       *
       * @minItems 1
       */
      lines?: [RuleTestEntry, ...RuleTestEntry[]];
    };
/**
 * What the platform says of the job from now on, or `unknown`: it can't be asked. Before the first one the job runs.
 */
export type RuleTestJob =
  | {
      /**
       * What the platform says.
       */
      state: 'pending' | 'running' | 'suspended' | 'completing' | 'succeeded' | 'failed' | 'cancelled' | 'timed_out';
      /**
       * Of its command.
       */
      exit_code?: number;
      /**
       * SIGKILL …
       */
      signal?: string;
      /**
       * The platform's own word: OUT_OF_MEMORY, NODE_FAIL, PREEMPTED, TIMEOUT …
       */
      reason?: string;
      /**
       * What the platform says beside it.
       */
      detail?: string;
      /**
       * Name of the adapter, such as slurm; the same for the whole test.
       */
      platform?: string;
      /**
       * Where it ran.
       */
      nodes?: string[];
    }
  | string;
/**
 * What `{value}` in `line` and `source` is, time after time: a list, which begins anew at its end, or numbers that grow evenly.
 *
 * @minItems 1
 */
export type RuleTestValues =
  | [number | string, ...(number | string)[]]
  | {
      /**
       * The first value.
       */
      from: number;
      /**
       * What is added from one time to the next.
       */
      by: number;
    };
/**
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "severity".
 */
export type SeverityName1 = 'warning' | 'error' | 'critical' | 'fatal';
/**
 * One or several of: names of rules, selectors, patterns.
 *
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "inputs".
 */
export type Inputs1 = Input | [Input, ...Input[]];

/**
 * A monitor: how often to look, when silence is a stall, and the rules that give log lines a meaning.
 */
export interface MonitorFile {
  /**
   * LogMonitor follows logs; SlurmLogMonitor is the same and needs no SLURM. NullMonitor has no rules and infers no stall: only the job's own state counts, and `termination_string` and `termination_command` where they are given.
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
   * How often a platform that answers with a delay is asked about its job. Logs, and jobs of this machine, are looked at as soon as anything happens, and twice a second.
   */
  poll_interval_seconds?: number;
  /**
   * How often `termination_command` is asked. Stalls need no such period: each is judged at its deadline, and so never later than a check after it would.
   */
  check_interval_seconds?: number;
  /**
   * Without output, or without a step, for this long the run has stalled.
   */
  inactivity_threshold_seconds?: number;
  /**
   * How long a start may take until the first step, where that is longer than `inactivity_threshold_seconds`: loading a model prints little. Also after a launcher has started its workers again by itself.
   */
  startup_allowance_seconds?: number;
  /**
   * How long a settled-looking incident of a live job waits for more lines.
   */
  hold_seconds?: number;
  /**
   * A log to follow beside the job's own, in every attempt with its values: {run_id} {job_id} {attempt} {name} {output_dir} {node}, and %j %J %A %a %b %x %N %n %t %s %u as in sbatch, %4j with zeros before it; what only a task of the job knows stands for any text. `${job.id}` and its like are filled in by the run. A relative path is meant from where the job is started. Not used by watch and replay, which are given their logs.
   */
  log_path_template?: string | null;
  /**
   * Further logs to follow: files, folders or globs, with the same templates as `log_path_template`.
   */
  output_paths?: string[];
  /**
   * A line that holds this text ends the run as succeeded, whatever its exit code is; the job is left to end. It is a rule of this name behind all others.
   */
  termination_string?: string | null;
  /**
   * A command that says whether the run has ended well: yes is to print 1, or to exit with 0 and print nothing (here 1 as an exit code is a no). A list of words, or a text that is split at spaces; no shell reads it. It is asked every `check_interval_seconds` while the job runs (in watch: while the logs are followed) and once more when it has ended; a yes ends the run as succeeded, as `termination_string` does. Templates: {run_id} {job_id} {attempt} {name} {output_dir}. After 60 s without an answer it is ended, which is a no.
   *
   * @minItems 1
   */
  termination_command?: string | [string, ...string[]] | null;
  /**
   * A command that says whether an attempt may be submitted; every attempt waits for its yes, in the form of `termination_command`. Templates: {run_id} {attempt} {name} {output_dir}.
   *
   * @minItems 1
   */
  start_condition_cmd?: string | [string, ...string[]] | null;
  /**
   * How often the start condition is asked.
   */
  start_condition_interval_seconds?: number | null;
  /**
   * States of the job that count as alive and to be monitored, in our words (pending, running, suspended, completing, …) or the platform's (RUNNING, COMPLETING, PREEMPTED, …). While the job is in another one, nothing is concluded from its log and its silence, as if supervision was paused. A job that ends in one of them has not failed: the incident is ignored and the run ends as cancelled, without a restart. All live states and no end otherwise.
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
   * regex is RE2 (no lookaround, no backreference); substring is literal; dissect is `text %{field} text`; json and logfmt are conditions on the fields of a structured line, `level="error" message=~"out of memory" code>=500 rank`.
   */
  pattern_type?: 'regex' | 'substring' | 'dissect' | 'json' | 'logfmt';
  input?: Inputs;
  /**
   * RE2 flags, of i, m, s and U; i ignores case. With json and logfmt they hold for values.
   */
  flags?: string;
  /**
   * A line that also matches this RE2 pattern is no hit.
   */
  unless?: string;
  /**
   * A rule for errors or warnings passes over lines that only repeat a text: shell traces, command lines and help texts, dumps of arguments and settings, lines of source code, samples of a model, rules of sigwatch. True: it hits them too.
   */
  count_echoes?: boolean;
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
   * What to do about it, in one sentence; may name the rule's fields as `{field}`, and `{rank}`, `{node}`, `{gpu}` of who failed. Without it, or where one of them is not known, the error type's is said.
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
 * When the hits of the rule (or the signals of `input`) count: `count`, `absent`, `start_within`, `value`, `sequence`, `every`, `detect` or `throttle`; or `class_name` and settings of a plugin's operator.
 *
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "when".
 */
export interface WhenEntry {
  /**
   * CountOperator, AbsentOperator, ValueOperator, SequenceOperator, EveryOperator, StabilityOperator (none of which has to be named), or a plugin's.
   */
  class_name?: string;
  message?: Message;
  throttle?: Throttle;
  [k: string]: unknown;
}
/**
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "test".
 */
export interface RuleTest {
  /**
   * A line, or several lines; or line by line, with times and what the platform says, as in `lines` of NAME.test.yaml. A rule with `when` is played through the engine, any other is only matched where the log is a text.
   */
  log: string | RuleTestEntry[];
  /**
   * Fields that a hit must bring (may be empty), or `none` for a near miss. Or `count`, `at`, `fields`, `source`, `line`, `error_type`, as far as the rule has no fields of these names: how many hits (exactly `count`, else at least one) are like that.
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
   * SlackWebhookNotifier, SlackBotNotifier, SnsNotifier, EmailNotifier, WebhookNotifier, PagerDutyNotifier, CommandNotifier, or a notifier of a plugin.
   */
  class_name: string;
  on?: NotifierTrigger;
  [k: string]: unknown;
}
/**
 * What this notifier is told of: any of what is named.
 *
 * This interface was referenced by `MonitorFile`'s JSON-Schema
 * via the `definition` "told_on".
 */
export interface NotifierTrigger {
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
