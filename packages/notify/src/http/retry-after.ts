import type { Millis } from '@sigwatch/core';

/** Nobody is believed who asks to be left alone for longer (ms): an alert that comes tomorrow is none. */
const MOST = 24 * 3_600_000;

/** When to try again, by a header in seconds or as a date of HTTP; undefined where it tells neither. */
export function retryAt(header: string | undefined, now: Millis): Millis | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  const at = /^\d+(?:\.\d+)?$/.test(text) ? now + Number(text) * 1000 : Date.parse(text);
  return Number.isFinite(at) ? Math.min(Math.max(at, now), now + MOST) : undefined;
}
