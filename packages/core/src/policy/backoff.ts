import type { Millis } from '../contract.js';

export interface Backoff {
  /** ms before the first restart. */
  readonly initial: Millis;
  readonly factor: number;
  /** ms at the most. */
  readonly max: Millis;
  /** Share of the delay by which it varies, up or down. */
  readonly jitter: number;
}

export const defaultBackoff: Backoff = { initial: 5_000, factor: 2, max: 900_000, jitter: 0.25 };

/** Delay in ms before restart number `restart` (1 for the first). `random` is 0 ≤ random < 1. */
export function backoffDelay(backoff: Backoff, restart: number, random: number): Millis {
  // Nothing stays nothing, also where the factor has grown beyond all numbers.
  const grown = backoff.initial === 0 ? 0 : backoff.initial * backoff.factor ** Math.max(0, restart - 1);
  const plain = Math.min(backoff.max, grown);
  return Math.max(0, Math.round(Math.min(backoff.max, plain * (1 + backoff.jitter * (2 * random - 1)))));
}
