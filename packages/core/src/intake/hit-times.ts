import type { Millis } from '../contract.js';
import type { Hit } from '../match/types.js';
import { clamp, type SourceClock, statedTime } from './source-clock.js';

export interface TimedHit {
  readonly hit: Hit;
  readonly time: Millis;
}

/**
 * Gives every hit its time: what its line states, else what `otherwise` knows, else that of its reading. Times never
 * go back within a source.
 */
export function timeHits(
  hits: readonly Hit[],
  clock: SourceClock,
  readAt: Millis,
  otherwise: (hit: Hit, near: Millis) => Millis | undefined,
): { readonly timed: readonly TimedHit[]; readonly clock: SourceClock } {
  // One that nobody else has: it is asked for every hit.
  const now: { -readonly [K in keyof SourceClock]: SourceClock[K] } = { ...clock };
  const timed = hits.map((hit) => {
    const near = now.last ?? readAt;
    const time = clamp(now, statedTime(now, hit.text, near) ?? otherwise(hit, near) ?? readAt, readAt);
    now.last = time;
    return { hit, time };
  });
  return { timed, clock: now };
}
