/** How many bytes RE2's set goes through while a run is compared, and while a line that holds one is decided. */
const COMPARED = 2;
const DECIDED = 250;
/** After so many bytes it is asked what they have cost. */
const LOOK = 2 ** 18;
/** So many bytes are left to the set where it is faster, and so many times as many the next time. */
const FIRST_REST = 2 ** 24;
const RESTS_APART = 4;

/** Learns from the log at hand whether it is faster to look for runs than to ask RE2's set. What is found is the same. */
export class Worth {
  #searched = 0;
  #effort = 0;
  #rest = FIRST_REST;
  #left = 0;
  #wasDear = false;

  /** A chunk of so many bytes begins: whether to look for runs in it. */
  begins(bytes: number): boolean {
    if (this.#left > 0) {
      this.#left -= bytes;
      return false;
    }
    if (this.#searched >= LOOK) {
      const dear = 2 * this.#effort > this.#searched;
      this.#searched = 0;
      this.#effort = 0;
      const isLastly = dear && this.#wasDear;
      // Once is forgiven: with what was learnt, other seeds may be looked for since.
      this.#wasDear = dear && !this.#wasDear;
      if (isLastly) {
        this.#left = this.#rest - bytes;
        this.#rest *= RESTS_APART;
        return false;
      }
    }
    this.#searched += bytes;
    return true;
  }

  /** In the chunk, so many runs were compared, and so many lines that hold one were decided in vain. */
  ended(compared: number, inVain: number): void {
    this.#effort += compared * COMPARED + inVain * DECIDED;
  }
}
