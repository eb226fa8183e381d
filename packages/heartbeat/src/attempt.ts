import type { Millis } from '@sigwatch/core';
import type { Memory, Seen } from './memory.js';

/** So little (ms) between the clocks may be how long the uploads take. */
const UPLOAD: Millis = 120_000;
/** Stores tell whole seconds. */
const SECOND: Millis = 1_000;

/** When the attempt began, on our clock; null where nobody tells. */
export function beganAt({
  given,
  context,
  writer,
  ours,
}: Pick<Memory, 'given' | 'context' | 'writer' | 'ours'>): Millis | null {
  if (context.began === null) return given;
  // What only took its time must not make a sentinel of the attempt's first seconds look older than it.
  const skew = writer === null || (writer >= 0 && writer < UPLOAD) ? 0 : writer;
  return Math.max(given ?? Number.NEGATIVE_INFINITY, context.began + skew + (ours ?? 0));
}

/** Whether a file is there and was written by the attempt, as far as it is known when that began. */
export const isOfAttempt = <T>(seen: Seen<T> | null, began: Millis | null): seen is Seen<T> =>
  seen !== null && !seen.gone && wasOfAttempt(seen, began);

/** As `isOfAttempt`, also of one that is not there any more. */
export const wasOfAttempt = (seen: Seen<unknown> | null, began: Millis | null): boolean =>
  seen !== null && (began === null || seen.beat + SECOND > began);
