import { type RunRecord, rSquared, slope } from '@sigwatch/core';

type Leak = RunRecord['gpu_stats']['leak'];

/** The same numbers as in the rule `gpu_memory_leak` (plugins/health/monitoring/gpu_memory.yaml); a test holds both together. */
const LEAST_SAMPLES = 30;
const LATELY = 20;
const LEAST_GROWTH = 0.05;
const LEAST_FIT = 0.8;
const STILL = 0.5;

/**
 * Whether memory (MiB, oldest first, as far apart as samples come) grows on and on: by a line of least squares that rises
 * by 5 % of the mean or more, fits well, and is still followed by the last samples. So neither the growth of a warm-up,
 * which ends, nor the ups and downs of evaluations are a leak.
 */
export function leakIn(values: readonly number[]): Leak {
  if (values.length < 2) return { suspected: false, growth_mb: null, slope_mb_per_sample: null, r_squared: null };
  const rise = slopeOf(values);
  const fit = rSquared(values, [...values.keys()]);
  const growth = rise * (values.length - 1);
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  const suspected =
    values.length >= LEAST_SAMPLES &&
    growth >= LEAST_GROWTH * mean &&
    growth > 0 &&
    fit >= LEAST_FIT &&
    slopeOf(values.slice(-LATELY)) >= STILL * rise;
  return { suspected, growth_mb: rounded(growth), slope_mb_per_sample: rounded(rise), r_squared: rounded(fit) };
}

const slopeOf = (values: readonly number[]): number => slope(values, [...values.keys()]);

const rounded = (value: number): number => Math.round(1e4 * value) / 1e4;
