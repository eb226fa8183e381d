import type { Signal } from '../contract.js';

const KEPT_EACH = 8;
const KEPT_ALL = 64;

/** Signals that may have caused a failure that shows later; bounded, and by rule, so that a noisy one displaces no other. */
export function rememberLatent(latent: readonly Signal[], signal: Signal): readonly Signal[] {
  if (signal.latent === undefined) return latent;
  const valid = latent.filter((old) => signal.time - old.time <= (old.latent ?? 0));
  const same = valid.filter((old) => old.name === signal.name);
  const kept = same.length < KEPT_EACH ? valid : valid.filter((old) => old !== same[0]);
  return [...kept, signal].slice(-KEPT_ALL);
}
