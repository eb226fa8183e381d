// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * A line that a training program prints for sigwatch, in any language: one JSON object on one line of at most 16 KiB, `sigwatch` and `type` first, no blanks between, flushed at once. Numbers that are not finite are the texts NaN, Infinity and -Infinity. Keys that are not described here are allowed, and lines of a type that is not known are passed over.
 */
export type WireLine = {
  [k: string]: unknown;
} & {
  /**
   * Version of this format.
   */
  sigwatch: 1;
  /**
   * What kind of line this is.
   */
  type: 'hello' | 'metrics' | 'gpu' | 'checkpoint' | 'error' | 'phase' | 'ack';
  /**
   * When it was printed, Unix seconds.
   */
  time: number;
  /**
   * Process among all of the training. Rank 0 prints metrics, every one prints its errors.
   */
  rank?: number;
  /**
   * Processes that the training has.
   */
  world_size?: number;
  /**
   * `SIGWATCH_RUN_ID`, where it is set.
   */
  run_id?: string;
  /**
   * `SIGWATCH_ATTEMPT`, where it is set.
   */
  attempt?: number;
  [k: string]: unknown;
};

/**
 * Of one matrix.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "eigenvalues".
 */
export interface WireEigenvalues {
  /**
   * The largest.
   */
  max?: number | string;
  /**
   * The smallest.
   */
  min?: number | string;
  /**
   * Their mean.
   */
  mean?: number | string;
  [k: string]: unknown;
}
/**
 * Who prints these lines, and what it can be asked for. The first line of a process.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "hello".
 */
export interface WireHello {
  /**
   * What kind of line this is.
   */
  type: 'hello';
  /**
   * What prints these lines, and its version: `python 0.1.0`.
   */
  client: string;
  /**
   * Its process, as its own machine counts.
   */
  pid: number;
  /**
   * Its machine.
   */
  host?: string;
  /**
   * Version of Python.
   */
  python?: string;
  /**
   * Version of PyTorch, where there is one.
   */
  torch?: string;
  /**
   * Version of CUDA that PyTorch was built for, where there is one.
   */
  cuda?: string;
  /**
   * Model of the first GPU, as its driver calls it.
   */
  gpu?: string;
  /**
   * Where it runs, as far as it can tell: `colab`, `kaggle`, `jupyter`, or another word.
   */
  platform?: string;
  /**
   * When the session began that will end by itself, Unix seconds.
   */
  session_start?: number;
  /**
   * How long that session lasts.
   */
  session_hours?: number;
  /**
   * A `metrics` line is printed each so many steps.
   */
  check_interval?: number;
  /**
   * What it does when it is asked to; missing: nothing.
   */
  capabilities?: ('checkpoint' | 'stop' | 'lr' | 'epsilon' | 'batch_size' | 'gradient_accumulation' | 'precision')[];
  /**
   * Folder that it saves checkpoints to.
   */
  checkpoint_dir?: string;
  options?: WireOptions;
  [k: string]: unknown;
}
/**
 * What its author has set of it. These thresholds are used by sigwatch's judgement, where a rule names none itself; other options are only shown.
 */
export interface WireOptions {
  /**
   * Steps whose gradient norms make up the median.
   */
  gradient_window?: number;
  /**
   * Steps back to the loss that the present one is compared with.
   */
  loss_window?: number;
  /**
   * So many times the median is an explosion.
   */
  gradient_explosion_threshold?: number;
  /**
   * So much above the earlier loss, as a share of its size, is a divergence.
   */
  loss_divergence_threshold?: number;
  /**
   * A condition number above it is high.
   */
  condition_number_threshold?: number;
  /**
   * A Schatten norm above it is high.
   */
  schatten_threshold?: number;
  [k: string]: unknown;
}
/**
 * What was measured at a step.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "metrics".
 */
export interface WireMetrics {
  /**
   * What kind of line this is.
   */
  type: 'metrics';
  /**
   * Steps that were made.
   */
  step: number;
  /**
   * Steps that there will be.
   */
  total_steps?: number;
  /**
   * Epoch; with a fraction where it is known how much of it is done.
   */
  epoch?: number;
  /**
   * Loss of the training at this step.
   */
  loss?: number | string;
  /**
   * Learning rate of the first group of parameters.
   */
  learning_rate?: number | string;
  /**
   * Norm (2) of all gradients together, before they are clipped where that is known.
   */
  grad_norm?: number | string;
  /**
   * NaN among loss, gradients and parameters at this step; missing: it was not looked.
   */
  nan_count?: number;
  /**
   * Infinite values among loss, gradients and parameters at this step; missing: it was not looked.
   */
  inf_count?: number;
  /**
   * Where values that are not finite were found.
   */
  nonfinite_in?: ('loss' | 'gradients' | 'parameters')[];
  /**
   * Condition numbers of matrices (largest singular value by the smallest), by name.
   */
  condition_numbers?: {
    [k: string]: number | string;
  };
  /**
   * Schatten norms of matrices, by name.
   */
  schatten_norms?: {
    [k: string]: number | string;
  };
  /**
   * Of the eigenvalues of matrices, by name.
   */
  eigenvalues?: {
    [k: string]: WireEigenvalues;
  };
  /**
   * How fast it goes, in `throughput_unit`.
   */
  throughput?: number;
  /**
   * `tokens/s`, `samples/s`, `steps/s` and the like.
   */
  throughput_unit?: string;
  /**
   * Anything else, by name.
   */
  metrics?: {
    [k: string]: number | string;
  };
  [k: string]: unknown;
}
/**
 * Memory of a GPU as the program itself counts it, in MiB.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "gpu".
 */
export interface WireGpu {
  /**
   * What kind of line this is.
   */
  type: 'gpu';
  /**
   * Its index, as the program counts.
   */
  gpu: number;
  /**
   * Its model.
   */
  name?: string;
  /**
   * What tensors take.
   */
  allocated_mb: number;
  /**
   * What the allocator holds.
   */
  reserved_mb: number;
  /**
   * What it has.
   */
  total_mb: number;
  /**
   * The most that tensors took since the start.
   */
  max_allocated_mb?: number;
  [k: string]: unknown;
}
/**
 * What became of a checkpoint.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "checkpoint".
 */
export interface WireCheckpoint {
  /**
   * What kind of line this is.
   */
  type: 'checkpoint';
  /**
   * `saved`: it is written whole. `verified`: it was read again and is what was written. `failed`: it could not be written. `corrupt`: it was found broken. `loaded`: it is resumed from. `deleted`: it was removed for newer ones. `copied`: there is a copy at `to`.
   */
  action: 'saved' | 'verified' | 'failed' | 'corrupt' | 'loaded' | 'deleted' | 'copied';
  /**
   * File or folder.
   */
  path: string;
  /**
   * Step that it holds.
   */
  step: number;
  /**
   * Epoch that it holds.
   */
  epoch?: number;
  /**
   * Hash of its file, in hexadecimal digits.
   */
  sha256?: string;
  /**
   * Its size.
   */
  bytes?: number;
  /**
   * Whether the run was healthy when it was written; missing: nobody looked.
   */
  healthy?: boolean;
  /**
   * It was written because it was asked for, or because the session ends.
   */
  emergency?: boolean;
  /**
   * How long that took.
   */
  seconds?: number;
  /**
   * Where the copy is.
   */
  to?: string;
  /**
   * Why, where something went wrong.
   */
  message?: string;
  [k: string]: unknown;
}
/**
 * An exception. One that is not `handled` ends the program.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "error".
 */
export interface WireError {
  /**
   * What kind of line this is.
   */
  type: 'error';
  /**
   * Class of the exception: `RuntimeError`.
   */
  error_type: string;
  /**
   * What it says; may be cut at its end.
   */
  message: string;
  /**
   * The traceback as Python prints it; may be cut in its middle.
   */
  traceback?: string;
  /**
   * Step at which it was raised.
   */
  step?: number;
  /**
   * How bad it is, as the program sees it.
   */
  severity?: 'warning' | 'error' | 'critical' | 'fatal';
  /**
   * What it is about, as the program sees it: `memory`, `data_loading`, or another word.
   */
  category?: string;
  /**
   * The program goes on; missing: it does not.
   */
  handled?: boolean;
  [k: string]: unknown;
}
/**
 * What the program does from now on.
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "phase".
 */
export interface WirePhase {
  /**
   * What kind of line this is.
   */
  type: 'phase';
  /**
   * What it does, or how it ended.
   */
  phase: 'setup' | 'data' | 'training' | 'eval' | 'checkpoint' | 'completed' | 'failed' | 'stopped';
  /**
   * More of it, for people.
   */
  status?: string;
  [k: string]: unknown;
}
/**
 * What became of a request (schemas/control-request.schema.json).
 *
 * This interface was referenced by `undefined`'s JSON-Schema
 * via the `definition` "ack".
 */
export interface WireAck {
  /**
   * What kind of line this is.
   */
  type: 'ack';
  /**
   * Id of the request.
   */
  request: string;
  /**
   * What was asked for.
   */
  action: string;
  /**
   * `refused`: it can not, or will not. `failed`: it tried.
   */
  status: 'done' | 'refused' | 'failed';
  /**
   * Step at which it was done.
   */
  step?: number;
  /**
   * Why not, or what was done.
   */
  message?: string;
  /**
   * The checkpoint that was written.
   */
  path?: string;
  [k: string]: unknown;
}
