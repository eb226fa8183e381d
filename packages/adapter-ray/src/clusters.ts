import type { Millis } from '@sigwatch/core';

/** A cluster that has come back was never gone; for so long (ms) nothing is taken for gone at that address. */
const DOUBT = 3_600_000;

/**
 * Which clusters have answered at one address. Each new head has a name of its own, so that a name which comes back tells
 * that two clusters stand behind the address: then neither's silence about a job means anything.
 */
export class Clusters {
  #last: { readonly session: string; readonly since: Millis } | undefined;
  readonly #before = new Set<string>();
  #mixed: Millis | undefined;

  /** `at`: not later than the question. */
  saw(session: string, at: Millis): void {
    if (this.#last?.session === session) return;
    if (this.#before.has(session)) this.#mixed = at;
    if (this.#last !== undefined) this.#before.add(this.#last.session);
    this.#last = { session, since: at };
  }

  /** Whether two take turns. */
  areMixed(now: Millis): boolean {
    return this.#mixed !== undefined && now - this.#mixed < DOUBT;
  }

  /** For how long (ms) the one that answered last has been the only one; 0 where two take turns. */
  aloneFor(now: Millis): Millis {
    return this.#last === undefined || this.areMixed(now) ? 0 : Math.max(0, now - this.#last.since);
  }
}
