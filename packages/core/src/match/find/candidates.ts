import { RECORD_WORDS } from '../prefilter/walk.js';

/** What a search tells of a chunk: six numbers for each line and rule, in the order of lines, and whether there are more. */
interface Told {
  readonly records: Uint32Array;
  readonly count: number;
  readonly more: boolean;
}

/** One line and rule after the other, of what is told in parts. */
export class Candidates {
  readonly #next: () => Told;
  #told: Told;
  #at = 0;

  constructor(told: Told, next: () => Told) {
    this.#told = told;
    this.#next = next;
    this.#fill();
  }

  /** Where the line begins in the chunk; Infinity when there is none left. */
  get start(): number {
    return this.#at < this.#told.count * RECORD_WORDS ? this.#told.records[this.#at]! : Number.POSITIVE_INFINITY;
  }

  get end(): number {
    return this.#told.records[this.#at + 1]!;
  }

  /** How many `\n` stand before it. */
  get before(): number {
    return this.#told.records[this.#at + 2]!;
  }

  get rule(): number {
    return this.#told.records[this.#at + 3]!;
  }

  /** Where what is known of the line's shape is kept, and which shape that is; 0 where nothing is. */
  get slot(): number {
    return this.#told.records[this.#at + 4]!;
  }

  get shape(): number {
    return this.#told.records[this.#at + 5]!;
  }

  advance(): void {
    this.#at += RECORD_WORDS;
    this.#fill();
  }

  #fill(): void {
    while (this.#at >= this.#told.count * RECORD_WORDS && this.#told.more) {
      this.#told = this.#next();
      this.#at = 0;
    }
  }
}
