import type { Millis } from '@sigwatch/core';

/** What two clocks that are kept right may differ by, with a whole second that one of them tells (ms). */
const SLACK = 3_000;

/** The clock of the other side, as far as answers tell it: a time that is told twice comes out the same. */
export class OtherClock {
  /** What is added to the other clock's time (ms); undefined before the first answer. */
  #offset: Millis | undefined;

  /** That clock showed `seconds` at a moment between two of ours. */
  saw(seconds: number, from: Millis, to: Millis): void {
    const seen = (from + to) / 2 - (seconds * 1000 + 500);
    const slack = SLACK + (to - from) / 2;
    if (this.#offset !== undefined && Math.abs(seen - this.#offset) <= slack) return;
    this.#offset = Math.abs(seen) <= slack ? 0 : Math.round(seen);
  }

  local(seconds: number): Millis {
    return seconds * 1000 + (this.#offset ?? 0);
  }
}
