/** When what is measured at a step is told of. */
export interface StabilityOptions {
  /** Steps that gradient norms are compared over. */
  readonly gradient_window: number;
  /** Steps back to the loss that the present one is compared with. */
  readonly loss_window: number;
  /** So many times the median is an explosion. */
  readonly gradient_explosion_threshold: number;
  /** So much above what it was is a divergence: 0.5 is half as much again. */
  readonly loss_divergence_threshold: number;
  readonly condition_number_threshold: number;
  readonly schatten_threshold: number;
}

export const stabilityDefaults: StabilityOptions = {
  gradient_window: 100,
  loss_window: 100,
  gradient_explosion_threshold: 10,
  loss_divergence_threshold: 0.5,
  condition_number_threshold: 1e6,
  schatten_threshold: 100,
};

/** What is told of, by the names of its signals. */
export const stabilityNames = [
  'nan_detected',
  'inf_detected',
  'gradient_explosion',
  'loss_divergence',
  'oom',
  'condition_number_high',
  'schatten_norm_high',
] as const;

export type StabilityName = (typeof stabilityNames)[number];
