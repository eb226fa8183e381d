import type { Millis } from '@sigwatch/core';

/** Two polls that stand nearer together (ms) are one. */
const APART = 10_000;
/** For so long (ms) after its submission a job that is not listed is unknown. */
const YOUNG = 60_000;

/** Since when both squeue and accounting have answered and did not know a job. */
export class Absences {
  readonly #first = new Map<string, Millis>();

  /** It was seen, or somebody did not answer: it counts from the beginning. */
  forget(key: string): void {
    this.#first.delete(key);
  }

  /** Neither knew it at `asOf`; whether it is gone by that. */
  isGone(key: string, asOf: Millis, submitted: Millis): boolean {
    const first = this.#first.get(key);
    if (first === undefined) this.#first.set(key, asOf);
    return first !== undefined && asOf - first >= APART && asOf - submitted >= YOUNG;
  }
}
