import type { Millis } from '@sigwatch/core';
import type { LogLine } from './log-line.js';

/** So far back (ms, on Modal's clock) a log is read again: lines of several containers come out of order, and late. */
export const OVERLAP = 600_000;

interface Count {
  readonly time: Millis;
  readonly count: number;
}

type Counts = Map<string, Count>;

/** One reading of the log, from wherever it begins. */
export interface Pass {
  isNew(line: LogLine): boolean;
}

/**
 * Which lines are known, where a log is read in pieces that overlap. The client tells the second of a line and no more, so
 * that lines are counted: of three that are alike, a reading that brings two brings nothing new.
 */
export class Overlap {
  #known: Counts = new Map();
  #last: Millis | undefined;

  /** From when on the log has to be read; undefined where nothing is known of it. */
  get since(): Millis | undefined {
    return this.#last === undefined ? undefined : this.#last - OVERLAP;
  }

  /** The line is kept now. */
  take({ raw, time }: LogLine): void {
    const { count = 0 } = this.#known.get(raw) ?? {};
    this.#known.set(raw, { time, count: count + 1 });
    this.#last = Math.max(this.#last ?? time, time);
  }

  /** Forgets what no reading that begins now can bring. */
  prune(): void {
    this.#known = pruned(this.#known, this.#last);
  }

  /** A reading by time, which brings every line from `since` on. */
  byTime(): Pass {
    const floor = this.since ?? Number.NEGATIVE_INFINITY;
    const seen: Counts = new Map();
    return { isNew: (line) => line.time >= floor && this.#exceeds(seen, line) };
  }

  /** A reading that goes on for long. Lines that it brings too late are left to one by time. */
  followed(): Pass {
    let seen: Counts = new Map();
    let size = 0;
    return {
      isNew: (line) => {
        if (line.time < (this.since ?? Number.NEGATIVE_INFINITY)) return false;
        if (seen.size > 2 * size + 10_000) {
          seen = pruned(seen, this.#last);
          size = seen.size;
        }
        return this.#exceeds(seen, line);
      },
    };
  }

  #exceeds(seen: Counts, { raw, time }: LogLine): boolean {
    const count = (seen.get(raw)?.count ?? 0) + 1;
    seen.set(raw, { time, count });
    return count > (this.#known.get(raw)?.count ?? 0);
  }
}

function pruned(counts: Counts, last: Millis | undefined): Counts {
  const floor = (last ?? 0) - 2 * OVERLAP;
  return new Map([...counts].filter(([, { time }]) => time >= floor));
}
