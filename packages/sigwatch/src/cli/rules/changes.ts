import { isDeepStrictEqual } from 'node:util';
import { momentFrom } from '@sigwatch/core';
import { sameSecond, shownMoment } from './moments.js';
import type { Fired } from './outcome.js';

/** One thing that came out otherwise than expected. `undefined`: nothing was expected, or nothing came. */
export interface Change {
  readonly what: string;
  readonly expected?: unknown;
  readonly found?: unknown;
  /** Where what was found comes from. */
  readonly at?: Fired | undefined;
  /** A word of the engine on it. */
  readonly because?: string | undefined;
}

export type Values = Readonly<Record<string, unknown>>;

/** Every value that is expected is there; more may be. A reason only has to hold the words, names come in any order, and moments count from `start`. */
export function valueChanges(
  what: string,
  wanted: Values | string,
  found: Values | undefined,
  more: Partial<Change> = {},
  start = 0,
): readonly Change[] {
  if (typeof wanted === 'string') return found === undefined ? [] : [{ what, found: plain(found), ...more }];
  if (found === undefined) return [{ what, expected: wanted, because: more.because }];
  return Object.entries(wanted)
    .filter(([key, value]) => !agrees(key, value, found[key], start))
    .map(([key, value], i) => ({
      what: `${what}.${key}`,
      expected: value,
      found: isMoment(key) ? shownMoment(found[key] as number, value as string, start) : found[key],
      ...(i === 0 && more),
    }));
}

function agrees(key: string, wanted: unknown, found: unknown, start: number): boolean {
  if (key === 'reason') return String(found).includes(String(wanted));
  if (isMoment(key)) return sameSecond(found as number | undefined, momentFrom(start, wanted as string));
  if (key === 'explained' || key === 'exclude_nodes') return isDeepStrictEqual(sorted(found), sorted(wanted));
  return isDeepStrictEqual(found, wanted);
}

/** What an event tells, without what only the judging needs. */
function plain(found: Values): Values {
  const { whole: _, at: __, opened_at: ___, closed_at: ____, ...rest } = found;
  return rest;
}

const isMoment = (key: string): boolean => key === 'at' || key.endsWith('_at');
const sorted = (value: unknown): unknown => (Array.isArray(value) ? [...value].sort() : (value ?? []));
