// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * The rule that the failure began with: its name, and its pack with its version, or its file where that is of no pack. `null`: no rule tells it, but the platform or sigwatch itself. Missing in what an older sigwatch wrote.
 *
 * This interface was referenced by `RunRecord`'s JSON-Schema
 * via the `definition` "rule".
 */
export type RunRecordRule = {
  /**
   * Name of the rule.
   */
  id: string;
  /**
   * The pack that it is of.
   */
  pack?: string;
  /**
   * That of the pack.
   */
  version?: string;
  /**
   * The file that it stands in, where it is of no pack.
   */
  file?: string;
} | null;

/**
 * `summary_SCRIPT_STAMP.json`: how a run went, by its events. What is not known is `null`.
 */
export interface RunRecord {
  training: RunRecordTraining;
  /**
   * The last 100, as in `errors_DATE.jsonl`.
   */
  errors: RunRecordError[];
  gpu_stats: RunRecordGpus;
  /**
   * Oldest first.
   */
  attempts: RunRecordAttempt[];
  /**
   * The last 1000, oldest first.
   */
  decisions: RunRecordDecision[];
  /**
   * Packs that the rules and the policy are of, by name, as they were when the run began. Missing in what an older sigwatch wrote.
   */
  packs?: RunRecordPack[];
  recoveries: RunRecordRecoveries;
  /**
   * Time in which the run was not further than it had been before a failure: from the last new step before each until the next new one after it, or the run's end. `null`: a failure was, and no step tells how far the run had come.
   */
  time_lost_seconds: number | null;
  /**
   * Where the last attempt ran, as far as the environment of who started it tells; `null`: nothing does.
   */
  environment: RunRecordEnvironment | null;
  /**
   * What `nvidia-smi` answered as the last attempt began; `null`: it was not asked.
   */
  gpu_check: RunRecordGpuCheck | null;
  /**
   * `null`: nobody has named prices.
   */
  cost: RunRecordCost | null;
}
/**
 * The run as a whole.
 */
export interface RunRecordTraining {
  /**
   * Name of the run.
   */
  script: string;
  /**
   * Model of its GPUs, where a measurement names one.
   */
  gpu_type: string | null;
  /**
   * When the first attempt was submitted.
   */
  start_time: string | null;
  /**
   * When the run ended; `null` while it has not.
   */
  end_time: string | null;
  /**
   * Until its end, or its last event.
   */
  duration_seconds: number | null;
  /**
   * The run's state. `interrupted`: sigwatch was ended before the run was; a later sigwatch that takes it up goes on with this record.
   */
  status:
    | 'pending'
    | 'running'
    | 'degraded'
    | 'stalled'
    | 'succeeded'
    | 'failed'
    | 'timed_out'
    | 'cancelled'
    | 'unknown'
    | 'interrupted';
  /**
   * The furthest epoch that was printed, without its fraction; `null`: none was.
   */
  epochs_completed: number | null;
  /**
   * The last step of the training itself.
   */
  steps_completed: number | null;
  /**
   * The last loss that was printed, of an evaluation before that of the training. Once known it is not forgotten. NaN and infinities are words.
   */
  final_metric: number | string | null;
  /**
   * The last checkpoint that was told to be written; else the one that was resumed from.
   */
  checkpoint_path: string | null;
}
/**
 * A line of errors_DATE.jsonl.
 *
 * This interface was referenced by `RunRecord`'s JSON-Schema
 * via the `definition` "error".
 */
export interface RunRecordError {
  /**
   * When the line was printed, as far as it tells; else when it was read. ISO 8601.
   */
  timestamp: string;
  /**
   * Class of the exception (`RuntimeError`), where the line or its traceback names one.
   */
  error_type: string | null;
  /**
   * What the exception says; the whole line where it names none.
   */
  error_message: string;
  /**
   * What the line itself says (a field `severity` of its rule), else that of the rule. `fatal`: one of them says so; in a run record also the root that the run ended with.
   */
  severity: 'warning' | 'error' | 'critical' | 'fatal';
  /**
   * Coarse kind of the failure: what the line itself says (a field `category` of its rule), else by its error type and subsystem.
   */
  category:
    'data_loading' | 'model_creation' | 'training' | 'memory' | 'checkpoint' | 'network' | 'configuration' | 'unknown';
  /**
   * That of the rule, whatever the line says.
   */
  derived_severity: 'warning' | 'error' | 'critical' | 'fatal';
  /**
   * By its error type and subsystem, whatever the line says.
   */
  derived_category:
    'data_loading' | 'model_creation' | 'training' | 'memory' | 'checkpoint' | 'network' | 'configuration' | 'unknown';
  /**
   * What to do about it, with what the line tells: the remedy of its rule, else of its error type.
   */
  suggestion: string;
  /**
   * Its block of lines, where it has one.
   */
  traceback: string | null;
  /**
   * What the rule has read from the line, the rule's name (`signal`), where it stands (`source`, `line`), and the run's last `step`.
   */
  context: {
    [k: string]: unknown;
  };
  /**
   * Name of the run.
   */
  script: string;
  /**
   * The run.
   */
  run_id: string;
  /**
   * run/attempt/ordinal; `null`: it belongs to none.
   */
  incident: string | null;
  /**
   * 1 is the first; 0: before it.
   */
  attempt: number;
  /**
   * Our error type: one of schemas/error-types.yaml, or an own one.
   */
  diagnosis: string;
  rule?: RunRecordRule;
}
/**
 * Memory of the GPUs, as it was measured or printed.
 */
export interface RunRecordGpus {
  /**
   * Measurements.
   */
  samples: number;
  /**
   * Memory of a GPU (MiB), over its GPUs and all measurements.
   */
  avg_allocated_mb: number | null;
  /**
   * The most that any GPU had (MiB).
   */
  max_allocated_mb: number | null;
  /**
   * The first of them.
   */
  first: RunRecordMemorySample | null;
  /**
   * The last of them.
   */
  last: RunRecordMemorySample | null;
  window: RunRecordMemoryWindow;
  /**
   * Samples with more than 95 % of the memory allocated, or more than half of what is reserved unused.
   */
  unhealthy: number;
  leak: RunRecordLeak;
}
/**
 * Memory of a GPU at one moment, in MiB; of several GPUs their mean.
 *
 * This interface was referenced by `RunRecord`'s JSON-Schema
 * via the `definition` "memory_sample".
 */
export interface RunRecordMemorySample {
  /**
   * ISO 8601.
   */
  timestamp: string;
  /**
   * Held by tensors; of a measurement by `nvidia-smi` all that programs hold.
   */
  allocated_mb: number | null;
  /**
   * Held by the program's allocator.
   */
  reserved_mb: number | null;
  /**
   * Of the GPU.
   */
  total_mb: number | null;
}
/**
 * The last 100 samples that tell allocated memory.
 */
export interface RunRecordMemoryWindow {
  /**
   * How many are in it.
   */
  samples: number;
  /**
   * Their mean (MiB).
   */
  avg_allocated_mb: number | null;
  /**
   * The most of them (MiB).
   */
  max_allocated_mb: number | null;
}
/**
 * Least squares over the window.
 */
export interface RunRecordLeak {
  /**
   * It has grown by 5 % or more, evenly, and goes on: see docs/records.md.
   */
  suspected: boolean;
  /**
   * What the line of the fit rises over the window (MiB); `null` with fewer than two samples.
   */
  growth_mb: number | null;
  /**
   * MiB from one sample to the next.
   */
  slope_mb_per_sample: number | null;
  /**
   * How much of what varies the line explains, 0 to 1.
   */
  r_squared: number | null;
}
/**
 * One submission of the run.
 *
 * This interface was referenced by `RunRecord`'s JSON-Schema
 * via the `definition` "attempt".
 */
export interface RunRecordAttempt {
  /**
   * 1 is the first.
   */
  attempt: number;
  /**
   * As its platform calls it.
   */
  job: string | null;
  /**
   * When it was submitted, or found.
   */
  start_time: string;
  /**
   * `null` while it runs.
   */
  end_time: string | null;
  /**
   * `null` while it runs.
   */
  duration_seconds: number | null;
  /**
   * The state that it ended in; `null` while it runs.
   */
  status: string | null;
  /**
   * Of its command; null: the platform does not tell it.
   */
  exit_code: number | null;
  /**
   * That ended it.
   */
  signal: string | null;
  /**
   * First step that was printed.
   */
  first_step: number | null;
  /**
   * Last step that was printed.
   */
  last_step: number | null;
  /**
   * Checkpoint that it was given.
   */
  resume_from: string | null;
}
/**
 * What the policy decided.
 *
 * This interface was referenced by `RunRecord`'s JSON-Schema
 * via the `definition` "decision".
 */
export interface RunRecordDecision {
  /**
   * When it was decided.
   */
  timestamp: string;
  /**
   * The attempt that failed.
   */
  attempt: number;
  /**
   * What was done.
   */
  action: 'restart' | 'stop' | 'ignore';
  /**
   * One sentence for people.
   */
  reason: string;
  /**
   * Of the failure.
   */
  mode: string | null;
  /**
   * Of the failure: our error type.
   */
  error_type: string | null;
  rule?: RunRecordRule;
  /**
   * Checkpoint that the next attempt was given.
   */
  resume_from: string | null;
  /**
   * What would have been decided; nothing was done.
   */
  dry_run: boolean;
  /**
   * Of a restart: which checkpoint is looked for.
   */
  resume: 'latest_verified' | 'older_verified' | 'before_failure' | null;
  /**
   * Settings that differ from those which the run was begun with, where this decision changes them: `set`, `scale`, `floor` and `cap`, each by name.
   */
  overrides: {
    [k: string]: unknown;
  } | null;
  /**
   * Settings that it would change, and that stand at their bounds.
   */
  at_bound: string[];
}
/**
 * A pack that rules or the policy of the run are of.
 *
 * This interface was referenced by `RunRecord`'s JSON-Schema
 * via the `definition` "pack".
 */
export interface RunRecordPack {
  /**
   * Name of the package.
   */
  name: string;
  /**
   * Its version.
   */
  version: string;
  /**
   * First digits of the SHA-256 of what its files say: two that are alike say the same.
   */
  hash: string;
}
/**
 * Restarts that went back behind a failure, or changed settings for it, among the last 1000 decisions.
 */
export interface RunRecordRecoveries {
  /**
   * How many there were.
   */
  total: number;
  /**
   * Those that went back to a checkpoint before the failure.
   */
  rollbacks: number;
  /**
   * Those that changed settings.
   */
  changes: number;
  /**
   * Oldest first.
   */
  list: RunRecordRecovery[];
}
/**
 * One of them, and what became of it.
 *
 * This interface was referenced by `RunRecord`'s JSON-Schema
 * via the `definition` "recovery".
 */
export interface RunRecordRecovery {
  /**
   * When it was decided. ISO 8601.
   */
  timestamp: string;
  /**
   * The attempt that failed.
   */
  attempt: number;
  /**
   * How far that one had come.
   */
  step: number | null;
  /**
   * Of the failure.
   */
  error_type: string | null;
  /**
   * Whether it went back to a checkpoint of before the failure.
   */
  rolled_back: boolean;
  /**
   * Checkpoint that the next attempt was given.
   */
  resume_from: string | null;
  /**
   * Settings as they were changed.
   */
  overrides: {
    [k: string]: unknown;
  } | null;
  /**
   * Settings that stand at their bounds: nothing of them was changed.
   */
  at_bound: string[];
  /**
   * Whether the next attempt made a step beyond the failed one; `running`: not yet; `at_bound`: neither, and a setting that it would change stands at its bound; `unknown`: no step tells how far the failed one had come.
   */
  outcome: 'further' | 'no_further' | 'running' | 'at_bound' | 'unknown';
}
/**
 * Of a container on Modal, by its variables. No token is among them.
 *
 * This interface was referenced by `RunRecord`'s JSON-Schema
 * via the `definition` "environment".
 */
export interface RunRecordEnvironment {
  /**
   * `modal`.
   */
  platform: string;
  /**
   * Id of the app (MODAL_APP_ID), where the function hands it on: Modal itself sets no such variable.
   */
  app: string | null;
  /**
   * Id of the container (MODAL_TASK_ID).
   */
  task: string | null;
  /**
   * MODAL_IMAGE_ID.
   */
  image: string | null;
  /**
   * MODAL_REGION.
   */
  region: string | null;
  /**
   * MODAL_CLOUD_PROVIDER.
   */
  cloud: string | null;
  /**
   * Modal's environment (MODAL_ENVIRONMENT).
   */
  environment: string | null;
  /**
   * MODAL_GPU_TYPE, where the function hands it on.
   */
  gpu_type?: string;
  /**
   * MODAL_SANDBOX_ID.
   */
  sandbox?: string;
  /**
   * MODAL_APP_NAME, where the function hands it on.
   */
  app_name?: string;
  /**
   * MODAL_FUNCTION_NAME, where the function hands it on.
   */
  function?: string;
}
/**
 * A look at the GPUs as an attempt begins.
 *
 * This interface was referenced by `RunRecord`'s JSON-Schema
 * via the `definition` "gpu_check".
 */
export interface RunRecordGpuCheck {
  /**
   * ISO 8601.
   */
  timestamp: string;
  /**
   * `none`: there is no `nvidia-smi`, or it sees no GPU. `failed`: it does not answer, or a GPU is lost or wants a reset.
   */
  result: 'ok' | 'none' | 'failed';
  /**
   * How many; `null`: not known.
   */
  gpus: number | null;
  /**
   * Model of the first.
   */
  gpu_type: string | null;
  /**
   * Memory of one (MiB).
   */
  memory_total_mb: number | null;
}
/**
 * What the GPUs of the run have cost by then, where a table of prices is known.
 *
 * This interface was referenced by `RunRecord`'s JSON-Schema
 * via the `definition` "cost".
 */
export interface RunRecordCost {
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
  attempts: RunRecordAttemptCost[];
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
 * This interface was referenced by `RunRecord`'s JSON-Schema
 * via the `definition` "attempt_cost".
 */
export interface RunRecordAttemptCost {
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
