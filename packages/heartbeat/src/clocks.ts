import type { Millis } from '@sigwatch/core';

const HOUR: Millis = 3_600_000;
/** Clocks that are further apart than a day (ms) are no skew: what is told of the one is old, or nonsense. */
const SKEW: Millis = 24 * HOUR;
/** What is said to be older than this at its upload (ms) was written by a clock that was never set. */
const NONSENSE: Millis = 366 * 24 * HOUR;

/** What a file's own time says of the writer's clock. */
export type Sample =
  /** Last-Modified minus its own time: the skew and how long the upload took. */
  | { readonly kind: 'skew'; readonly by: Millis }
  /** It was old already when it was put there. */
  | { readonly kind: 'old' }
  /** A time that can't be. */
  | { readonly kind: 'nonsense' };

export function sampleOf(modified: Millis, updated: Millis): Sample {
  const by = modified - updated;
  if (Math.abs(by) <= SKEW) return { kind: 'skew', by };
  return by < 0 || by > NONSENSE ? { kind: 'nonsense' } : { kind: 'old' };
}

/**
 * How long ago (ms) a heartbeat was at the store's `now`. Its own time counts, since what uploads a file may live on when
 * who writes it has died; the least that lay between the two is the skew of the writer's clock. Never before its upload.
 */
export function ageOf(modified: Millis, updated: Millis | null, writer: Millis | null, now: Millis): Millis {
  const sinceUpload = Math.max(0, now - modified);
  const sample = updated === null ? undefined : sampleOf(modified, updated);
  if (sample?.kind === 'skew') return sinceUpload + Math.max(0, sample.by - (writer ?? sample.by));
  return sample?.kind === 'old' ? Math.max(sinceUpload, now - (updated ?? now) - (writer ?? 0)) : sinceUpload;
}

/**
 * Our clock minus the store's. A store that does not tell its time shows it only by a file that is newer than now: its
 * clock is ahead by that at the least.
 */
export function oursAfter(
  before: Millis | null,
  answered: Millis | null,
  newest: Millis | null,
  now: Millis,
): Millis | null {
  if (answered !== null) return bounded(now - answered);
  if (newest === null || newest <= now - (before ?? 0)) return before;
  return bounded(now - newest);
}

const bounded = (by: Millis): Millis | null => (Math.abs(by) <= SKEW ? by : null);
