/** How many times as much is read until the next look. */
const APART = 4;

/** When it is worth a look at the log whether what is searched by is frequent in it: seldom, and ever more seldom. */
export class Looks {
  #searched = 0;
  #effort = 0;
  #next: number;

  /** `first`: bytes until the first look. With more effort than one in `bytesPerEffort`, something else may do better. */
  constructor(
    first: number,
    readonly bytesPerEffort: number,
  ) {
    this.#next = first;
  }

  /** So many bytes were searched. */
  searched(bytes: number): void {
    this.#searched += bytes;
  }

  /** So often something was looked at in them in vain. */
  spent(effort: number): void {
    this.#effort += effort;
  }

  /** Whether to look now, since it is time and there was much effort. */
  isWorth(): boolean {
    if (this.#searched < this.#next) return false;
    const worth = this.#effort * this.bytesPerEffort > this.#searched;
    this.#next *= APART;
    this.#searched = 0;
    this.#effort = 0;
    return worth;
  }
}
