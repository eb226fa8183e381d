import { SortedNumbers } from './sorted-numbers.js';

/** A range of values that never change, in order of size; when the range moves on, only what differs is taken out and put in. */
export class Ordered {
  #sorted = new SortedNumbers();
  #from = 0;
  #to = 0;

  get length(): number {
    return this.#sorted.length;
  }

  at(place: number): number {
    return this.#sorted.at(place) as number;
  }

  /** The same values where their history begins `by` later. */
  shifted(by: number): Ordered {
    const other = new Ordered();
    if (this.#from < by) return other;
    other.#sorted = this.#sorted.copy();
    other.#from = this.#from - by;
    other.#to = this.#to - by;
    return other;
  }

  move(values: readonly number[], from: number, to: number): void {
    const sorted = this.#sorted;
    const changes = from - this.#from + (to - this.#to);
    // Sorting anew costs less than moving many one by one.
    if (from < this.#from || to < this.#to || changes * 8 > to - from + 16) {
      sorted.set(values, from, to);
      this.#from = from;
      this.#to = to;
      return;
    }
    while (this.#from < from && this.#to < to)
      sorted.replace(values[this.#from++] as number, values[this.#to++] as number);
    while (this.#to < to) sorted.add(values[this.#to++] as number);
    while (this.#from < from) sorted.remove(values[this.#from++] as number);
  }
}
