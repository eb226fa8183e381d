/** Chance that is the same each time. */
export interface SeededRandom {
  /** 0 ≤ x < 1 */
  next(): number;
  /** True with this probability. */
  chance(probability: number | undefined): boolean;
  /** An integer, both ends included. */
  between(low: number, high: number): number;
}

/** mulberry32: small, and the same on every machine. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    chance: (probability) => probability !== undefined && probability > 0 && next() < probability,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
  };
}
