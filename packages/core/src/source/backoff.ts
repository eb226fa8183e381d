import type { Millis } from '../contract.js';

const FIRST = 100;
const LONGEST = 10_000;

/** Holds an error for a while, so that a caller that asks again and again costs no system call on a stale mount. */
export class Backoff {
  #error: Error | undefined;
  #until = 0;
  #delay = FIRST;

  /** The error that is still held at `now`; afterwards `undefined`, and another attempt is due. */
  held(now: Millis): Error | undefined {
    return now < this.#until ? this.#error : undefined;
  }

  /** When the next attempt is due. */
  get until(): Millis {
    return this.#until;
  }

  fail(error: unknown, now: Millis): Error {
    this.#error = error instanceof Error ? error : new Error(String(error));
    this.#until = now + this.#delay;
    this.#delay = Math.min(this.#delay * 2, LONGEST);
    return this.#error;
  }

  succeed(): void {
    this.#error = undefined;
    this.#until = 0;
    this.#delay = FIRST;
  }
}
