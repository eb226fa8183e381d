import { type Bar, isBeyond } from './bars.js';
import type { ProgressState } from './progress.js';

/** Steps have begun anew after what is tried again for ever, and none was further since. Json. */
export interface Circling {
  /** The furthest place. */
  readonly at: readonly number[];
  /** How often they have begun anew. */
  readonly times: number;
}

/** So often the same steps are done for nothing before it is more than bad luck. */
const CIRCLES = 4;

/** Steps begin anew again and again, and get no further. */
export const goesInCircles = ({ circling }: ProgressState): boolean => (circling?.times ?? 0) >= CIRCLES;

/** Steps of this bar have begun anew. Where all were done, the next ones are of something else. */
export function circled({ circling, trial, last }: ProgressState, bar: Bar): Circling | undefined {
  const { step = 0, total = Number.POSITIVE_INFINITY } = last ?? {};
  if (trial?.endless !== true || step + (bar.stride ?? 0) >= total) return undefined;
  const at = circling !== undefined && !isBeyond(bar.at, circling.at) ? circling.at : bar.at;
  return { at, times: (circling?.times ?? 0) + 1 };
}

/** Not where a step is further than ever, nor where all steps were done and those of the next epoch follow. */
export function stillCircling(circling: Circling, at: readonly number[], sameLap: boolean): Circling | undefined {
  return sameLap && !isBeyond(at, circling.at) ? circling : undefined;
}
