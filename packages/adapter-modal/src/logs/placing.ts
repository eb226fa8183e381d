import type { Millis } from '@sigwatch/core';
import type { LogLine } from './log-line.js';

/** The newest second of which lines of a container are written, and how many of that second are. */
export interface Newest {
  readonly time: Millis;
  readonly count: number;
}

interface Place {
  readonly time: Millis;
  /** Lines of that second which the reading has brought. */
  brought: number;
  /** A line was written before that the reading has brought. */
  isBehind: boolean;
}

/**
 * Tells lines that one reading brings late: they were printed before others of their container that are written already.
 * A reading brings the lines of a container in the order in which they were printed, so that it stands behind what is
 * written as long as lines of the newest second are still to come. `newest`: by all readings.
 */
export class Placing {
  readonly #places = new Map<string, Place>();

  constructor(
    private readonly newest: (container: string) => Newest | undefined,
    /** `follows`: it may begin where the copy ends, and what two streams of a process print may cross on its way. */
    private readonly how: 'by_time' | 'follows',
  ) {}

  /** To be asked of each line in turn, before it is written. */
  isLate({ container, time }: LogLine, isNew: boolean): boolean {
    // What Modal itself says is of no container.
    if (container === undefined) return false;
    const place = this.#at(container, time);
    const newest = this.newest(container);
    const isBefore =
      newest !== undefined && (time < newest.time || (time === newest.time && place.brought < newest.count));
    const isLate = isNew && isBefore && (this.how === 'by_time' || place.isBehind);
    place.brought += 1;
    place.isBehind = isBefore && (place.isBehind || !isNew);
    return isLate;
  }

  #at(container: string, time: Millis): Place {
    const before = this.#places.get(container);
    if (before?.time === time) return before;
    const place = { time, brought: 0, isBehind: before?.isBehind === true };
    this.#places.set(container, place);
    return place;
  }
}
