import type { Millis } from '@sigwatch/core';
import type { LogLine } from './log-line.js';
import { type Newest, Placing } from './placing.js';

/** So far back (ms, on Modal's clock) a log is read again: lines of several containers come out of order, and late. */
export const OVERLAP = 600_000;

interface Count {
  readonly time: Millis;
  readonly count: number;
}

type Counts = Map<string, Count>;

/** One reading of the log, from wherever it begins. */
export interface Pass {
  /** To be asked of each line in turn. One that is not known is to be taken before the next is asked for. */
  judge(line: LogLine): Judged;
}

/** `late`: not known, and lines of its container are that were printed after it. */
export type Judged = 'known' | 'next' | 'late';

/**
 * So far (ms) a stream may be ahead of what readings by time have brought: what lies between is read again from the last
 * line on, so that a stream that was sooner would hide a gap.
 */
const AHEAD = OVERLAP / 2;
/** Our clock may be ahead of Modal's by so much (ms). */
const CLOCKS = 60_000;

/**
 * Which lines are known, where a log is read in pieces that overlap. The client tells the second of a line and no more, so
 * that lines are counted: of three that are alike, a reading that brings two brings nothing new.
 */
export class Overlap {
  #known: Counts = new Map();
  #last: Millis | undefined;
  /** Up to then (Modal's clock) readings by time of this life have brought all lines. */
  #proved: Millis | undefined;
  /** A reading by time that is under way brings nothing of before. */
  #floor = Number.POSITIVE_INFINITY;
  /** Of each container. */
  readonly #newest = new Map<string, Newest>();
  /** Of what was known when it was last pruned. */
  #size = 0;

  /** From when on the log has to be read; undefined where nothing is known of it. */
  get since(): Millis | undefined {
    return this.#last === undefined ? undefined : this.#last - OVERLAP;
  }

  /** Of what is remembered: lines that differ. */
  get size(): number {
    return this.#known.size;
  }

  /** Whether a reading by time of this life has ended: before, nobody can say what of a stream is new. */
  get isProved(): boolean {
    return this.#proved !== undefined;
  }

  /** The line is kept now. */
  take({ raw, time, container }: LogLine): void {
    const { count = 0 } = this.#known.get(raw) ?? {};
    this.#known.set(raw, { time, count: count + 1 });
    if (container !== undefined) this.#newest.set(container, newestWith(this.#newest.get(container), time));
    this.#last = Math.max(this.#last ?? time, time);
    if (this.#known.size > most(this.#size)) this.#prune();
  }

  /** A reading by time, which brings every line from `since` on, oldest first. One at a time. */
  byTime(): Pass {
    const floor = this.since ?? Number.NEGATIVE_INFINITY;
    this.#floor = floor;
    this.#prune();
    let seen: Counts = new Map();
    let size = 0;
    let at = floor;
    return this.#placed('by_time', (line) => {
      if (line.time < floor) return false;
      at = Math.max(at, line.time);
      if (seen.size > most(size)) {
        this.#floor = Math.max(floor, at - 2 * OVERLAP);
        // Both, or what one has forgotten would be told wrong by the other.
        this.#prune();
        seen = pruned(seen, this.#floor);
        size = seen.size;
      }
      return this.#exceeds(seen, line);
    });
  }

  /** The reading by time that was begun at that moment, on our clock, has brought all that there was. */
  proved(began: Millis): void {
    this.#proved = Math.max(this.#last ?? Number.NEGATIVE_INFINITY, began - CLOCKS);
    this.#floor = Number.POSITIVE_INFINITY;
  }

  /** A reading that goes on for long. Lines that it brings too late, or too soon, are left to one by time. */
  followed(): Pass {
    let seen: Counts = new Map();
    let size = 0;
    return this.#placed('follows', (line) => {
      if (line.time < (this.since ?? Number.NEGATIVE_INFINITY)) return false;
      if (this.#proved === undefined || line.time > this.#proved + AHEAD) return false;
      if (seen.size > most(size)) {
        seen = pruned(seen, (this.#last ?? 0) - 2 * OVERLAP);
        size = seen.size;
      }
      return this.#exceeds(seen, line);
    });
  }

  #placed(how: 'by_time' | 'follows', isNew: (line: LogLine) => boolean): Pass {
    const placing = new Placing((container) => this.#newest.get(container), how);
    return {
      judge: (line) => {
        const is = isNew(line);
        const isLate = placing.isLate(line, is);
        return !is ? 'known' : isLate ? 'late' : 'next';
      },
    };
  }

  /** Forgets what no reading can bring. */
  #prune(): void {
    this.#known = pruned(this.#known, Math.min((this.#last ?? 0) - 2 * OVERLAP, this.#floor));
    this.#size = this.#known.size;
  }

  #exceeds(seen: Counts, { raw, time }: LogLine): boolean {
    const count = (seen.get(raw)?.count ?? 0) + 1;
    seen.set(raw, { time, count });
    return count > (this.#known.get(raw)?.count ?? 0);
  }
}

function newestWith(before: Newest | undefined, time: Millis): Newest {
  if (before === undefined || time > before.time) return { time, count: 1 };
  return time < before.time ? before : { time, count: before.count + 1 };
}

/** It is pruned where it has grown to more than that. */
const most = (size: number): number => 2 * size + 10_000;

const pruned = (counts: Counts, floor: Millis): Counts => new Map([...counts].filter(([, { time }]) => time >= floor));
