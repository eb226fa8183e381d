// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * How stable the newest attempt of a run is, by its steps: `sigwatch health RUN --format json`, and the file of `--json`. `null` is what is not known; numbers that JSON lacks are the words nan, inf and -inf.
 */
export interface StabilityReport {
  /**
   * What kind of report this is.
   */
  sigwatch: 'stability';
  /**
   * The run.
   */
  run_id: string;
  /**
   * Its state.
   */
  state:
    'pending' | 'running' | 'degraded' | 'stalled' | 'succeeded' | 'failed' | 'timed_out' | 'cancelled' | 'unknown';
  /**
   * The newest attempt in which anything was measured.
   */
  attempt: number;
  /**
   * The log that tells it: of several the one with the most steps.
   */
  source: string;
  metrics: StabilityReportMetrics;
  /**
   * Each step that was measured, oldest first; the last 100,000.
   */
  series: StabilityPoint[];
}
/**
 * All by name.
 */
export interface StabilityReportMetrics {
  /**
   * How it is now: critical where the last words of a loss, of gradients or of weights are NaN or infinite, warning where anything else is found.
   */
  overall_health: 'healthy' | 'warning' | 'critical';
  /**
   * Of the whole attempt: 100 − 20·nan − 20·inf − 5·explosion − 5·divergence − 10·oom − min(10·std/mean of gradient norms, 20), and 0 at least.
   */
  health_score: number;
  /**
   * What makes it critical.
   */
  errors: string[];
  /**
   * What else is found now.
   */
  warnings: string[];
  /**
   * Steps that were measured.
   */
  samples: number;
  /**
   * The last of them.
   */
  step: number | null;
  /**
   * Steps that there will be.
   */
  total_steps: number | string | null;
  /**
   * The last epoch.
   */
  epoch: number | string | null;
  /**
   * The last learning rate.
   */
  learning_rate: number | string | null;
  /**
   * The last throughput.
   */
  throughput: number | string | null;
  /**
   * Steps at which NaN was found.
   */
  nan_count: number;
  /**
   * Steps at which infinite values were found.
   */
  inf_count: number;
  /**
   * Steps whose gradient norm was more than ten times the median.
   */
  gradient_explosion_count: number;
  /**
   * Steps whose loss was more than half above that of 100 steps before.
   */
  loss_divergence_count: number;
  /**
   * Steps at which memory ran out.
   */
  oom_count: number;
  /**
   * The last gradient norm.
   */
  current_gradient_norm: number | string | null;
  /**
   * Mean of the gradient norms of the last 100 steps.
   */
  gradient_norm_mean: number | null;
  /**
   * Their deviation, of the sample (n − 1).
   */
  gradient_norm_std: number | null;
  /**
   * Their median.
   */
  gradient_norm_median: number | null;
  /**
   * The largest.
   */
  gradient_norm_max: number | null;
  /**
   * The smallest.
   */
  gradient_norm_min: number | null;
  /**
   * The last loss.
   */
  current_loss: number | string | null;
  /**
   * Mean of the losses of the last 100 steps.
   */
  loss_mean: number | null;
  /**
   * Their deviation, of the sample (n − 1).
   */
  loss_std: number | null;
  /**
   * Their median.
   */
  loss_median: number | null;
  /**
   * The largest.
   */
  loss_max: number | null;
  /**
   * The smallest.
   */
  loss_min: number | null;
  /**
   * The mean of the newer ten of the last twenty losses against that of the older ten; stable within 5 %.
   */
  loss_trend: 'improving' | 'stable' | 'degrading' | 'insufficient_data';
  /**
   * The last of each matrix.
   */
  condition_numbers: {
    [k: string]: number | string | null;
  };
  /**
   * The last of each matrix.
   */
  schatten_norms: {
    [k: string]: number | string | null;
  };
  /**
   * `max`, `min` and `mean` of each matrix, as they were told last.
   */
  eigenvalue_stats: {
    [k: string]: {
      [k: string]: number | string | null;
    };
  };
}
/**
 * A step.
 */
export interface StabilityPoint {
  /**
   * Its number.
   */
  step: number;
  /**
   * When it was printed, ISO 8601.
   */
  at: string;
  /**
   * Its loss.
   */
  loss: number | string | null;
  /**
   * Its gradient norm.
   */
  grad_norm: number | string | null;
  /**
   * Its learning rate.
   */
  learning_rate: number | string | null;
}
