import { type Metric, normsOf, type StabilityHealth, type StabilityState, stabilityHealth } from './fold.js';
import { described, type LossTrend, lossTrend } from './formulas.js';
import { type StabilityOptions, stabilityDefaults } from './options.js';
import { within } from './recent.js';

type ByName = Readonly<Record<string, Metric>>;

/** All that is known of an attempt, by name. What is not known is `null`, or has no names in it. Json. */
export interface StabilityMetrics {
  readonly overall_health: StabilityHealth['overall_health'];
  readonly health_score: number;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly samples: number;
  readonly step: number | null;
  readonly total_steps: Metric | null;
  readonly epoch: Metric | null;
  readonly learning_rate: Metric | null;
  readonly throughput: Metric | null;
  readonly nan_count: number;
  readonly inf_count: number;
  readonly gradient_explosion_count: number;
  readonly loss_divergence_count: number;
  readonly oom_count: number;
  readonly current_gradient_norm: Metric | null;
  readonly gradient_norm_mean: number | null;
  readonly gradient_norm_std: number | null;
  readonly gradient_norm_median: number | null;
  readonly gradient_norm_max: number | null;
  readonly gradient_norm_min: number | null;
  readonly current_loss: Metric | null;
  readonly loss_mean: number | null;
  readonly loss_std: number | null;
  readonly loss_median: number | null;
  readonly loss_max: number | null;
  readonly loss_min: number | null;
  readonly loss_trend: LossTrend;
  readonly condition_numbers: ByName;
  readonly schatten_norms: ByName;
  readonly eigenvalue_stats: Readonly<Record<string, ByName>>;
}

/** The numbers of `stabilityHealth`: what it counts, and the norms and losses of its windows. */
export function stabilityMetrics(
  state: StabilityState,
  options: StabilityOptions = stabilityDefaults,
): StabilityMetrics {
  const { counts, current, losses } = state;
  const { overall_health, score, errors, warnings } = stabilityHealth(state, options);
  const norm = described(normsOf(state, options));
  const loss = described(losses.steps.length === 0 ? [] : within(losses, options.loss_window, 1));
  return {
    overall_health,
    health_score: score,
    errors,
    warnings,
    samples: state.samples,
    step: state.step ?? null,
    total_steps: current.total ?? null,
    epoch: current.epoch ?? null,
    learning_rate: current.learning_rate ?? null,
    throughput: current.throughput ?? null,
    nan_count: counts.nan,
    inf_count: counts.inf,
    gradient_explosion_count: counts.explosion,
    loss_divergence_count: counts.divergence,
    oom_count: counts.oom,
    current_gradient_norm: current.grad_norm ?? null,
    gradient_norm_mean: norm.mean,
    gradient_norm_std: norm.std,
    gradient_norm_median: norm.median,
    gradient_norm_max: norm.max,
    gradient_norm_min: norm.min,
    current_loss: current.loss ?? null,
    loss_mean: loss.mean,
    loss_std: loss.std,
    loss_median: loss.median,
    loss_max: loss.max,
    loss_min: loss.min,
    loss_trend: lossTrend(losses.values),
    condition_numbers: state.condition_numbers ?? {},
    schatten_norms: state.schatten_norms ?? {},
    eigenvalue_stats: state.eigenvalues ?? {},
  };
}
