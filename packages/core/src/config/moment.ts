import type { Millis } from '../contract.js';
import { duration } from './duration.js';

/** A moment as a test writes it: so long after another one, or one by itself. */
export type Moment = { readonly after: Millis } | { readonly at: Millis };

/** `+30s`, a number of seconds, or `2025-01-02T03:04:05Z` (this machine's time without a zone, as in a log). Undefined when it is none of these. */
export function moment(value: number | string): Moment | undefined {
  const text = typeof value === 'number' ? value : value.trim();
  if (typeof text === 'number' || text.startsWith('+')) {
    const after = duration(typeof text === 'number' ? text : text.slice(1));
    return after === undefined ? undefined : { after };
  }
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : { at };
}

/** When that is, for who counts from `start`. */
export function momentFrom(start: Millis, value: number | string): Millis | undefined {
  const given = moment(value);
  return given === undefined ? undefined : 'at' in given ? given.at : start + given.after;
}
