import { anything, joinedNeedles, type Needles } from './needles.js';

/** What is known of the texts that a part of a pattern can match. */
export interface Known {
  /** These are all of them, and so `start` and `end` as well. */
  readonly whole: boolean;
  readonly start: Needles;
  readonly end: Needles;
  /** Sets of which they hold a text each. */
  readonly within: readonly Needles[];
}

/** A shorter text, in bytes, is on every line. */
const SHORTEST = 2;

export const none: readonly Needles[] = Object.freeze([]);
export const whole = (all: Needles): Known => ({ whole: true, start: all, end: all, within: none });
export const gap: Known = { whole: false, start: anything, end: anything, within: none };
export const empty = whole(anything);

/** The sets of texts of which a line must hold one each, as far as they tell something. */
export function setsOf(known: Known): Needles[] {
  const sets = known.within.filter(tells);
  if (tells(known.start)) sets.push(known.start);
  if (!known.whole && tells(known.end)) sets.push(known.end);
  return sets;
}

function tells(needles: Needles): boolean {
  for (const { text } of needles) {
    if (text.length < SHORTEST && (text === '' || text < '\x80')) return false;
  }
  return true;
}

/** One part after the other: texts are joined as long as all ways to do so are few. */
export class Sequence {
  private start: Needles | undefined;
  private current: Needles = anything;
  private readonly within: Needles[] = [];

  add(part: Known): void {
    if (part === empty) return;
    const joined = joinedNeedles(this.current, part.start);
    if (joined === undefined) this.close(this.current);
    if (part.whole) {
      this.current = joined ?? part.start;
      return;
    }
    this.close(joined ?? part.start);
    for (const set of part.within) this.within.push(set);
    this.current = part.end;
  }

  known(): Known {
    const { start, current: end, within } = this;
    if (start === undefined) return whole(end);
    return start === anything && end === anything && within.length === 0 ? gap : { whole: false, start, end, within };
  }

  private close(needles: Needles): void {
    if (this.start === undefined) this.start = needles;
    else if (tells(needles)) this.within.push(needles);
  }
}
