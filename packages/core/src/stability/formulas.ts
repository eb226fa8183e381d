import { type Statistic, statistics } from '../correlate/statistics.js';

// Looked up when they are asked for: the parts of what is published load each other at first use.
const named = (name: string) => (values: readonly number[]) => (statistics[name] as Statistic)(values);
const [median, mean, stddev, highest, lowest] = ['median', 'mean', 'stddev', 'max', 'min'].map(named) as [
  Statistic,
  Statistic,
  Statistic,
  Statistic,
  Statistic,
];

/** Gradient norms that there have to be before one of them is called an explosion. */
export const LEAST_NORMS = 10;
/** Losses that a trend is made of: the newer half against the older one. */
const TREND_LOSSES = 20;
/** A change of the mean within this share of it is none. */
const STEADY = 0.05;

/** The median, where the newest of these norms is more than `threshold` times it. Of a median of 0 nothing is a multiple. */
export function explodedFrom(norms: readonly number[], threshold: number): number | undefined {
  if (norms.length < LEAST_NORMS) return undefined;
  const middle = median(norms);
  return middle > 0 && (norms.at(-1) as number) > threshold * middle ? middle : undefined;
}

/** Whether a loss is more than so much above what it was. `threshold` is a share of its size, so that losses below 0 are judged, too; of 0 nothing is a share. */
export const hasDiverged = (now: number, before: number, threshold: number): boolean =>
  before !== 0 && now - before > threshold * Math.abs(before);

export type LossTrend = 'improving' | 'stable' | 'degrading' | 'insufficient_data';

/** How the mean of the newer ten of the last twenty losses stands to that of the older ten. */
export function lossTrend(losses: readonly number[]): LossTrend {
  if (losses.length < TREND_LOSSES) return 'insufficient_data';
  const half = TREND_LOSSES / 2;
  const older = mean(losses.slice(-TREND_LOSSES, -half));
  const rise = mean(losses.slice(-half)) - older;
  const steady = STEADY * Math.abs(older);
  if (rise < -steady) return 'improving';
  return rise > steady ? 'degrading' : 'stable';
}

/** How often each was found. */
export interface StabilityCounts {
  readonly nan: number;
  readonly inf: number;
  readonly explosion: number;
  readonly divergence: number;
  readonly oom: number;
}

/** 100 is perfect: `clamp(100 − 20·nan − 20·inf − 5·explosion − 5·divergence − 10·oom − min(10·std/mean, 20), 0, 100)`, std and mean of gradient norms. */
export function healthScore(counts: StabilityCounts, norms: readonly number[]): number {
  const { nan, inf, explosion, divergence, oom } = counts;
  const middle = norms.length === 0 ? 0 : mean(norms);
  const spread = middle > 0 ? Math.min(10 * (stddev(norms) / middle), 20) : 0;
  const score = 100 - 20 * nan - 20 * inf - 5 * explosion - 5 * divergence - 10 * oom - spread;
  return Math.min(100, Math.max(0, score));
}

/** Mean, deviation (of the sample, n − 1), median and extremes; all `null` of no values. */
export function described(
  values: readonly number[],
): Readonly<Record<'mean' | 'std' | 'median' | 'max' | 'min', number | null>> {
  if (values.length === 0) return { mean: null, std: null, median: null, max: null, min: null };
  return { mean: mean(values), std: stddev(values), median: median(values), max: highest(values), min: lowest(values) };
}
