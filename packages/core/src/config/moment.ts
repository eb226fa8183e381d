import type { Millis } from '../contract.js';
import { duration } from './duration.js';

/** A moment as a test writes it: so long after another one, or one by itself. */
export type Moment = { readonly after: Millis } | { readonly at: Millis };

const PART = /\d+(?:\.\d+)?\s*(?:ms|s|m|h|d)/g;

/** `+30s`, `+1h30m`, a number of seconds, or `2025-01-02T03:04:05Z` (this machine's time without a zone, as in a log). Undefined when it is none of these. */
export function moment(value: number | string): Moment | undefined {
  if (typeof value === 'number') return after([value]);
  const text = value.trim();
  if (text.startsWith('+')) {
    const rest = text.slice(1).replaceAll(PART, '').trim();
    return rest === '' ? after(text.match(PART) ?? []) : undefined;
  }
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : { at };
}

function after(parts: readonly (number | string)[]): Moment | undefined {
  const all = parts.map(duration);
  return all.length === 0 || all.includes(undefined)
    ? undefined
    : { after: all.reduce<number>((sum, one) => sum + (one ?? 0), 0) };
}

/** When that is, for who counts from `start`. */
export function momentFrom(start: Millis, value: number | string): Millis | undefined {
  const given = moment(value);
  return given === undefined ? undefined : 'at' in given ? given.at : start + given.after;
}
