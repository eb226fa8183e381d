// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * One line of --format jsonl and of the event log.
 */
export type EventLine = {
  [k: string]: unknown;
} & {
  /**
   * When it happened, ISO 8601.
   */
  timestamp: string;
  /**
   * What happened; `data` follows from it.
   */
  event_type:
    | 'run_started'
    | 'attempt_started'
    | 'progress'
    | 'signal'
    | 'state_changed'
    | 'incident_opened'
    | 'incident_closed'
    | 'decision'
    | 'action'
    | 'notice'
    | 'gpu_stats'
    | 'rules_reloaded'
    | 'attempt_ended'
    | 'run_ended';
  /**
   * The run.
   */
  run_id: string;
  /**
   * 0: before the first attempt.
   */
  attempt: number;
  /**
   * By event_type.
   */
  data: {
    [k: string]: unknown;
  };
};
/**
 * A number; NaN and infinities, which JSON lacks, are words.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "metric".
 */
export type MetricValue = number | string;
/**
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "severity".
 */
export type EventSeverity = 'warning' | 'error' | 'critical' | 'fatal';
/**
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "mode".
 */
export type EventMode = 'crash' | 'stall' | 'timeout' | 'success';
/**
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "state".
 */
export type EventState =
  'pending' | 'running' | 'degraded' | 'stalled' | 'succeeded' | 'failed' | 'timed_out' | 'cancelled' | 'unknown';
/**
 * Coarse kind of the failure, by its error type and subsystem.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "category".
 */
export type EventCategory =
  'data_loading' | 'model_creation' | 'training' | 'memory' | 'checkpoint' | 'network' | 'configuration' | 'unknown';
/**
 * How it failed.
 */
export type EventMode1 = 'crash' | 'stall' | 'timeout' | 'success';
/**
 * How bad it is.
 */
export type EventSeverity1 = 'warning' | 'error' | 'critical' | 'fatal';
/**
 * The state before.
 */
export type EventState1 =
  'pending' | 'running' | 'degraded' | 'stalled' | 'succeeded' | 'failed' | 'timed_out' | 'cancelled' | 'unknown';
/**
 * The state now.
 */
export type EventState2 =
  'pending' | 'running' | 'degraded' | 'stalled' | 'succeeded' | 'failed' | 'timed_out' | 'cancelled' | 'unknown';
/**
 * How it failed.
 */
export type EventMode2 = 'crash' | 'stall' | 'timeout' | 'success';
/**
 * How it failed.
 */
export type EventMode3 = 'crash' | 'stall' | 'timeout' | 'success';
/**
 * How it failed.
 */
export type EventMode4 = 'crash' | 'stall' | 'timeout' | 'success';
/**
 * How bad it is; missing where nothing is wrong.
 */
export type EventSeverity2 = 'warning' | 'error' | 'critical' | 'fatal';
/**
 * How it ended.
 */
export type EventState3 =
  'pending' | 'running' | 'degraded' | 'stalled' | 'succeeded' | 'failed' | 'timed_out' | 'cancelled' | 'unknown';
/**
 * How it ended.
 */
export type EventState4 =
  'pending' | 'running' | 'degraded' | 'stalled' | 'succeeded' | 'failed' | 'timed_out' | 'cancelled' | 'unknown';

/**
 * A line of the incident.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "place".
 */
export interface PlaceData {
  /**
   * Name of the rule, or of the platform's signal.
   */
  signal: string;
  /**
   * The log: a path, or a name of the platform.
   */
  source: string;
  /**
   * 0: not from a line.
   */
  line: number;
}
/**
 * Who failed, as far as lines name it.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "culprit".
 */
export interface CulpritData {
  /**
   * Number of the process in the whole job.
   */
  rank?: number;
  /**
   * Number of the process on its node, where only that is told.
   */
  local_rank?: number;
  /**
   * Name of the machine.
   */
  node?: string;
  /**
   * Its index, or its address on the bus.
   */
  gpu?: string;
}
/**
 * The rule that it is of, so that it can be looked up as it was then. Missing where no rule tells it: of what the platform or sigwatch itself says, and of steps.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "rule".
 */
export interface RuleData {
  /**
   * Name of the rule: within its pack it stays what it is.
   */
  id: string;
  /**
   * Name of its pack; missing of rules in files of no pack.
   */
  pack?: string;
  /**
   * Of the pack; missing of a pack that stands in code.
   */
  version?: string;
  /**
   * Name of its file, where that is of no pack.
   */
  file?: string;
}
/**
 * A pack that rules or the policy of the run are of, as it was when the run began.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "pack".
 */
export interface PackData {
  /**
   * Name of the package.
   */
  name: string;
  /**
   * Its version.
   */
  version: string;
  /**
   * First digits of the SHA-256 of what its files say (`plugin.yaml`, monitors and policies, without tests): two that are alike say the same.
   */
  hash: string;
}
/**
 * The line that the failure began with.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "root".
 */
export interface RootData {
  /**
   * Name of the rule or of the platform's signal.
   */
  signal: string;
  rule?: RuleData;
  /**
   * One of schemas/error-types.yaml, or an own one.
   */
  error_type?: string;
  category?: EventCategory;
  /**
   * The log: a path, or a name of the platform.
   */
  source: string;
  /**
   * 0: not from a line.
   */
  line: number;
  /**
   * The line, or the words of the platform.
   */
  text: string;
}
/**
 * The first attempt runs.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "run_started".
 */
export interface RunStartedData {
  /**
   * What people call the run.
   */
  name: string;
  /**
   * argv.
   */
  command?: string[];
  /**
   * The first job, as `slurm:123`.
   */
  job?: string;
  /**
   * Monitors by name.
   */
  monitor: string[];
  /**
   * Restart policy by name; missing: observe only.
   */
  policy?: string;
  /**
   * Packs that the rules and the policy are of, by name. Missing in what was told before sigwatch knew it.
   */
  packs?: PackData[];
  /**
   * sigwatch took a run up again.
   */
  resumed?: boolean;
}
/**
 * An attempt was submitted, or found.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "attempt_started".
 */
export interface AttemptStartedData {
  cost?: CostData;
  /**
   * The job of the attempt, as `slurm:123`.
   */
  job?: string;
  /**
   * What the submission is found by.
   */
  key?: string;
  /**
   * Checkpoint that the attempt was given.
   */
  resume_from?: string;
  /**
   * Not the first attempt.
   */
  restart?: boolean;
  /**
   * Where it runs, by the variables of who started it: `platform`, `app`, `task`, `image`, `region` …
   */
  environment?: {
    [k: string]: string;
  };
  /**
   * Of the run; first attempt only, as what follows.
   */
  name?: string;
  /**
   * argv.
   */
  command?: string[];
  /**
   * Monitors by name.
   */
  monitor?: string[];
  /**
   * Restart policy by name; missing: observe only.
   */
  policy?: string;
  /**
   * Packs that the rules and the policy are of, by name. Missing in what was told before sigwatch knew it.
   */
  packs?: PackData[];
}
/**
 * What the GPUs of the run have cost by then, where a table of prices is known.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "cost".
 */
export interface CostData {
  /**
   * ISO 4217.
   */
  currency: string;
  /**
   * Of all attempts, while their jobs ran. `null`: not known.
   */
  total: number | null;
  /**
   * Of it what came to nothing: from the last whole checkpoint, else the attempt's start, to the end of each attempt that failed.
   */
  wasted: number | null;
  /**
   * Time that is paid for: waiting costs nothing.
   */
  seconds: number;
  /**
   * Of it what came to nothing.
   */
  wasted_seconds: number;
  /**
   * Oldest first, the last 100.
   */
  attempts: AttemptCostData[];
  /**
   * As the table of prices calls it, else as it was told.
   */
  gpu_type: string | null;
  /**
   * GPUs of the job.
   */
  gpu_count: number | null;
  /**
   * What one of them costs for an hour.
   */
  per_gpu_hour: number | null;
  /**
   * The day of the prices.
   */
  prices_as_of: string | null;
  /**
   * Why it is not known what it costs, and what to do; `null` where it is.
   */
  not_known: string | null;
}
/**
 * What one attempt has cost.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "attempt_cost".
 */
export interface AttemptCostData {
  /**
   * 1 is the first.
   */
  attempt: number;
  /**
   * While its job ran.
   */
  seconds: number;
  /**
   * `null`: not known.
   */
  total: number | null;
  /**
   * Since its last whole checkpoint, if it failed.
   */
  wasted_seconds: number;
  /**
   * `null`: not known.
   */
  wasted: number | null;
}
/**
 * A step line. Names are the same whatever the software calls them.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "progress".
 */
export interface ProgressData {
  step: MetricValue;
  total?: MetricValue;
  epoch?: MetricValue;
  loss?: MetricValue;
  eval_loss?: MetricValue;
  grad_norm?: MetricValue;
  learning_rate?: MetricValue;
  loss_scale?: MetricValue;
  step_time_ms?: MetricValue;
  throughput?: MetricValue;
  /**
   * What the throughput counts: it/s, samples/s, tokens/s, tokens/s/GPU, TFLOP/s/GPU …; missing where the rule does not say it.
   */
  throughput_unit?: string;
  samples?: MetricValue;
  tokens?: MetricValue;
  skipped_iterations?: MetricValue;
  nan_iterations?: MetricValue;
  /**
   * The log: a path, or a name of the platform.
   */
  source: string;
  /**
   * 1-based.
   */
  line: number;
}
/**
 * A rule matched, an operator fired, or the platform spoke.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "signal".
 */
export interface SignalData {
  /**
   * Name of the rule, or of the platform's signal.
   */
  signal: string;
  rule?: RuleData;
  /**
   * One of schemas/error-types.yaml, or an own one.
   */
  error_type?: string;
  category?: EventCategory;
  /**
   * Where it belongs, as the rule says: `nccl`, `dataloader` …
   */
  subsystem?: string;
  mode?: EventMode1;
  /**
   * What the line tells.
   */
  kind: 'error' | 'warning' | 'progress' | 'checkpoint' | 'success' | 'notice';
  severity: EventSeverity1;
  /**
   * The log: a path, or a name of the platform.
   */
  source: string;
  /**
   * 1-based; 0: not from a line.
   */
  line: number;
  /**
   * Bytes before the line in its source.
   */
  offset: number;
  /**
   * The line, without colours.
   */
  text: string;
  /**
   * What the rule's operator holds apart by `by`.
   */
  group?: string;
  /**
   * What the rule has told of before (of this group) is over.
   */
  resolved?: true;
  /**
   * Lines that follow and belong to it.
   */
  block?: string[];
  /**
   * What the pattern has read, by name.
   */
  fields: {
    [k: string]: number | string;
  };
  /**
   * What the rule says beside: free keys.
   */
  metadata?: {
    [k: string]: unknown;
  };
  /**
   * What to do, in a sentence.
   */
  remedy?: string;
}
/**
 * The run's state changed.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "state_changed".
 */
export interface StateChangedData {
  from: EventState1;
  to: EventState2;
  /**
   * One sentence for people.
   */
  reason: string;
  /**
   * The rule that shows the run so at once (`at_once`, `DegradedState`): the last `signal` of this name says more. Missing where the state follows from the job or from what is suspected.
   */
  signal?: string;
}
/**
 * A failure is suspected, or certain.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "incident_opened".
 */
export interface IncidentOpenedData {
  /**
   * run/attempt/ordinal
   */
  incident: string;
  mode: EventMode2;
  root: RootData;
  /**
   * The job still lives: its steps may yet show that nothing is wrong.
   */
  suspected: boolean;
}
/**
 * The failure is diagnosed, or turned out to be none.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "incident_closed".
 */
export interface IncidentClosedData {
  /**
   * Its id: RUN/ATTEMPT/NUMBER.
   */
  incident: string;
  root: RootData;
  mode: EventMode3;
  /**
   * How many signals belong to it.
   */
  signals: number;
  /**
   * How many of them the root explains.
   */
  explained: number;
  first?: PlaceData1;
  /**
   * The first of those that the root explains.
   *
   * @maxItems 20
   */
  explains?:
    | []
    | [PlaceData]
    | [PlaceData, PlaceData]
    | [PlaceData, PlaceData, PlaceData]
    | [PlaceData, PlaceData, PlaceData, PlaceData]
    | [PlaceData, PlaceData, PlaceData, PlaceData, PlaceData]
    | [PlaceData, PlaceData, PlaceData, PlaceData, PlaceData, PlaceData]
    | [PlaceData, PlaceData, PlaceData, PlaceData, PlaceData, PlaceData, PlaceData]
    | [PlaceData, PlaceData, PlaceData, PlaceData, PlaceData, PlaceData, PlaceData, PlaceData]
    | [PlaceData, PlaceData, PlaceData, PlaceData, PlaceData, PlaceData, PlaceData, PlaceData, PlaceData]
    | [PlaceData, PlaceData, PlaceData, PlaceData, PlaceData, PlaceData, PlaceData, PlaceData, PlaceData, PlaceData]
    | [
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData
      ]
    | [
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData
      ]
    | [
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData
      ]
    | [
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData
      ]
    | [
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData
      ]
    | [
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData
      ]
    | [
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData
      ]
    | [
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData
      ]
    | [
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData
      ]
    | [
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData,
        PlaceData
      ];
  culprit?: CulpritData;
  /**
   * The run went on: no failure.
   */
  ignored: boolean;
  /**
   * How sure the root is.
   */
  confidence: 'high' | 'medium' | 'low';
  /**
   * One sentence for people.
   */
  reason: string;
  /**
   * What to do, in a sentence.
   */
  remedy?: string;
}
/**
 * The earliest failure line, where it is not the root's.
 */
export interface PlaceData1 {
  /**
   * Name of the rule, or of the platform's signal.
   */
  signal: string;
  /**
   * The log: a path, or a name of the platform.
   */
  source: string;
  /**
   * 0: not from a line.
   */
  line: number;
}
/**
 * What the policy decided.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "decision".
 */
export interface DecisionData {
  /**
   * What is done.
   */
  action: 'restart' | 'stop' | 'ignore';
  /**
   * One sentence for people.
   */
  reason: string;
  mode: EventMode4;
  /**
   * Of the root.
   */
  error_type: string;
  rule?: RuleData;
  /**
   * Restarts of this mode before this decision.
   */
  restarts_used: number;
  /**
   * The budget.
   */
  max_retries: number;
  /**
   * Until the new attempt is submitted.
   */
  delay_seconds?: number;
  /**
   * The checkpoint that the new attempt is given.
   */
  resume_from?: string;
  /**
   * Nodes that the new attempt may not use.
   */
  exclude_nodes?: string[];
  /**
   * Of a restart: from the newest checkpoint that is whole, from one older than that which it failed with, or from one of a step before the failure.
   */
  resume?: 'latest_verified' | 'older_verified' | 'before_failure';
  /**
   * What would have been decided; nothing was done.
   */
  dry_run?: boolean;
  /**
   * Settings of the new attempt that differ from those which the run was begun with: `set`, `scale`, `floor` and `cap`, each by name.
   */
  overrides?: {
    [k: string]: unknown;
  };
  /**
   * Settings that the failure asks to change, and that can't be changed further, as far as the run has told what they are.
   */
  at_bound?: string[];
}
/**
 * A side effect was tried.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "action".
 */
export interface ActionData {
  /**
   * Its class_name.
   */
  action: string;
  /**
   * Whether it was done.
   */
  ok: boolean;
  /**
   * What came of it, in a sentence.
   */
  detail: string;
  /**
   * Of a notifier: the title of what it was told.
   */
  notice?: string;
  /**
   * The signal that it was for.
   */
  signal?: string;
  /**
   * Of a note: what its signal has read from the line.
   */
  fields?: {
    [k: string]: number | string;
  };
}
/**
 * Something that a person should know.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "notice".
 */
export interface NoticeData {
  severity?: EventSeverity2;
  /**
   * One sentence for people.
   */
  text: string;
  /**
   * The log: a path, or a name of the platform.
   */
  source?: string;
  /**
   * 1-based.
   */
  line?: number;
  /**
   * Where files of it are kept.
   */
  folder?: string;
}
/**
 * From here on the run is judged by other rules: they were loaded anew while it went on, or sigwatch was started again and their files say something else.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "rules_reloaded".
 */
export interface RulesReloadedData {
  /**
   * Who asked for it: `sigwatch reload`, SIGHUP, a file that changed (`--watch-rules`), a program by `watched.reload()`; `restart`: sigwatch was started again.
   */
  by: 'command' | 'signal' | 'files' | 'caller' | 'restart';
  /**
   * Monitors by name.
   */
  monitor: string[];
  /**
   * Rules that are new.
   */
  added: string[];
  /**
   * Rules that are no longer there.
   */
  removed: string[];
  /**
   * Rules that say something else.
   */
  changed: string[];
  /**
   * Settings of the monitor that have changed; `order`: the precedence of its rules.
   */
  settings: string[];
  /**
   * Settings that have changed and hold only when sigwatch starts again: where lines come from, and who is told.
   */
  later?: string[];
  /**
   * Name of the restart policy where that has changed; `none`: there is none any more.
   */
  policy?: string;
  /**
   * The packs that rules and policy are of, where they are others or say something else.
   */
  packs?: {
    /**
     * With their versions until then.
     */
    before: PackData[];
    /**
     * With their versions from then on.
     */
    after: PackData[];
  };
}
/**
 * Memory of the GPUs, as a measurement beside the log or a line of it tells: what a rule with `metadata: { event: gpu_stats }` has read.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "gpu_stats".
 */
export interface GpuStatsData {
  /**
   * MiB of one GPU; of several their mean.
   */
  allocated_mb?: number;
  /**
   * The most that one of them has, or had (MiB).
   */
  max_allocated_mb?: number;
  /**
   * What the program's allocator holds of one GPU (MiB).
   */
  reserved_mb?: number;
  /**
   * Memory of one GPU (MiB).
   */
  total_mb?: number;
  /**
   * Allocated of the total, 0 to 1.
   */
  allocated_share?: number;
  /**
   * 1 − allocated / reserved: what the allocator holds for nothing, 0 to 1.
   */
  fragmentation?: number;
  /**
   * `false`: more than 95 % is allocated, or more than half of what is reserved is not. Only of lines that the program prints.
   */
  healthy?: boolean;
  /**
   * Of how many it is told.
   */
  gpus?: number;
  /**
   * Model.
   */
  gpu_type?: string;
  /**
   * The log: a path, or a name of the platform.
   */
  source?: string;
  /**
   * 1-based.
   */
  line?: number;
  [k: string]: unknown;
}
/**
 * The attempt's job reached a final state.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "attempt_ended".
 */
export interface AttemptEndedData {
  cost?: CostData;
  state: EventState3;
  /**
   * The job, as `slurm:123`.
   */
  job?: string;
  /**
   * Of its command, where the platform tells it.
   */
  exit_code?: number;
  /**
   * By which it was ended: `SIGKILL`.
   */
  signal?: string;
  /**
   * The words of the platform.
   */
  reason?: string;
}
/**
 * The run's final outcome.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "run_ended".
 */
export interface RunEndedData {
  cost?: CostData;
  state: EventState4;
  /**
   * Root of the last failure.
   */
  root: RootData | null;
  /**
   * The last decision.
   */
  decision: DecisionData | null;
  /**
   * How many there were.
   */
  restarts: number;
  /**
   * From the first attempt to the end.
   */
  duration_seconds: number;
  /**
   * Highest step.
   */
  final_step: number | null;
  /**
   * The last loss.
   */
  final_metric: FinalMetric | null;
  /**
   * One sentence for people.
   */
  reason?: string;
}
export interface FinalMetric {
  /**
   * As `progress` calls it.
   */
  name: string;
  value: MetricValue;
}
