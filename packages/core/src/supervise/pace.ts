import type { Millis } from '../contract.js';

/** A hint waits this long (ms) for others at least: a line is seldom written alone. */
const LEAST: Millis = 2;
/** And at most this long, however much there is to do. */
const MOST: Millis = 20;
/** Of the time, at most one part in this many is spent on batches. Most of what one costs grows with its lines, so that waiting longer would save little. */
const SHARE = 2;
/** How much the last batch counts for what the next may cost. */
const WEIGHT = 0.2;

/** How far apart batches are: at once after a silence, further apart the more each one costs. */
export class Pace {
  /** What a batch costs (ms), of late. */
  #cost = 0;

  /** A batch took so long (ms), from the first look to the commit. */
  took(ms: Millis): void {
    this.#cost += (Math.max(0, ms) - this.#cost) * WEIGHT;
  }

  /** When the next batch may begin, after one that began at `began` and a hint that came at `hinted`. */
  next(began: Millis, hinted: Millis): Millis {
    const apart = Math.min(MOST, Math.max(LEAST, this.#cost * SHARE));
    return Math.max(hinted + LEAST, began + apart);
  }
}
