import type { Millis } from '../contract.js';

/**
 * How long those of one component may take. They are asked one after the other, and what hangs one of them mostly hangs
 * all: with each that does, the others have less, so that hundreds hold up a run hardly longer than a few.
 */
export class Patience {
  /** Those that did not answer in time and have not answered since. */
  readonly #hanging = new Map<object, Promise<unknown>>();

  /** `limit` (ms) while no other hangs; never less than `least`. */
  limit(who: object, limit: Millis, least: Millis): Millis {
    const others = this.#hanging.size - (this.#hanging.has(who) ? 1 : 0);
    return Math.max(Math.min(least, limit), limit / (others + 1) ** 2);
  }

  /** It did not answer in time; `answer` is what it owes. */
  hangs(who: object, answer: Promise<unknown>): void {
    if (this.#hanging.get(who) === answer) return;
    this.#hanging.set(who, answer);
    const over = () => {
      if (this.#hanging.get(who) === answer) this.#hanging.delete(who);
    };
    void answer.then(over, over);
  }

  /** It has answered, or is asked for nothing more. */
  answered(who: object): void {
    this.#hanging.delete(who);
  }
}
