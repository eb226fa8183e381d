import type { Json } from '../contract.js';

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

/** Thresholds that hold where nothing else is said. */
export const stabilityDefaults: StabilityOptions = {
  gradient_window: 100,
  loss_window: 100,
  gradient_explosion_threshold: 10,
  loss_divergence_threshold: 0.5,
  condition_number_threshold: 1e6,
  schatten_threshold: 100,
};

/** Whole numbers, and how large they may be. */
const WINDOWS = { gradient_window: 10_000, loss_window: 10_000 };

/** Of the options that a program has handed on in its `hello` those that are thresholds, and are possible. */
export function stabilityOptionsIn(told: Json | undefined): Partial<StabilityOptions> {
  if (typeof told !== 'object' || told === null || Array.isArray(told)) return {};
  const possible = (name: string, value: Json | undefined) => {
    if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) return false;
    const most = WINDOWS[name as keyof typeof WINDOWS];
    return most === undefined || (Number.isInteger(value) && value <= most);
  };
  const given = told as Readonly<Record<string, Json>>;
  return Object.fromEntries(
    Object.keys(stabilityDefaults).flatMap((name) => (possible(name, given[name]) ? [[name, given[name]]] : [])),
  );
}

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
