import type { Millis } from '../contract.js';

const UNITS: readonly (readonly [Millis, string])[] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
];

/** A duration for a sentence: `20 minutes`, `1.5 hours`, `250 ms`. */
export function inWords(span: Millis): string {
  const [size, unit] = UNITS.find(([least]) => span >= least) ?? [1, 'ms'];
  const count = Math.round((span / size) * 10) / 10;
  return unit === 'ms' ? `${count} ms` : `${count} ${unit}${count === 1 ? '' : 's'}`;
}
