import type { Millis } from '@sigwatch/core';

/** After something was done, so many looks come sooner, each a little later than the one before. */
const SOON: readonly Millis[] = [250, 500, 1_000, 2_000, 3_000, 5_000, 8_000, 13_000, 20_000];
/** After so many looks in which nothing changed, the next ones come later. */
const QUIET = 20;
const SLOWER = 2;
/** Processes that were started together must not stay together. */
const JITTER = 0.2;

/** How old an answer may be before slurmctld is asked again. */
export class Pace {
  #soon = SOON.length;
  #same = 0;
  #age: Millis;

  constructor(
    private readonly interval: Millis,
    private readonly random: () => number = Math.random,
  ) {
    this.#age = this.#next();
  }

  get age(): Millis {
    return this.#age;
  }

  /** A job was submitted, cancelled or asked for something. */
  hasten(): void {
    this.#soon = 0;
    this.#same = 0;
    this.#age = this.#next();
  }

  /** There was an answer; `same`: it was that of the last time. */
  looked(same: boolean): void {
    this.#same = same ? this.#same + 1 : 0;
    this.#soon++;
    this.#age = this.#next();
  }

  #next(): Millis {
    const usual = this.interval * (this.#same >= QUIET ? SLOWER : 1);
    const age = Math.min(usual, SOON[this.#soon] ?? usual);
    return age * (1 - JITTER * this.random());
  }
}
