import type { Millis } from '../contract.js';
import { statedTime } from '../intake/source-clock.js';
import type { Happening, Script } from './script.js';

/** Where the clock of a script begins that names no moment by itself. */
const EPOCH = Date.UTC(2025, 0, 1);

/** The time that a line states, as its source's clock would take it. */
export function statedIn(line: string, near: Millis): Millis | undefined {
  return statedTime({}, line, near);
}

/** When a script begins: what comes first of an absolute moment and a time that a line states says it, less what has gone by until then. */
export function startOf({ happenings }: Script): Millis {
  let gone = 0;
  for (const { at, after, lines } of happenings) {
    if (at !== undefined) return at - gone;
    gone += after ?? 0;
    for (const line of lines?.text.split('\n') ?? []) {
      const stated = statedIn(line, EPOCH);
      if (stated !== undefined) return stated - gone;
    }
  }
  return EPOCH;
}

/** The clock never goes back. */
export function momentOf({ at, after = 0 }: Happening, now: Millis): Millis {
  return Math.max(now, at ?? now + after);
}
