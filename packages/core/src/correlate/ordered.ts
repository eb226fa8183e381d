/** A range of values that never change, in order of size; when the range moves on, only what differs is taken out and put in. */
export class Ordered {
  #sorted = new Float64Array(16);
  #from = 0;
  #to = 0;

  get length(): number {
    return this.#to - this.#from;
  }

  at(place: number): number {
    return this.#sorted[place] as number;
  }

  /** The same values where their history begins `by` later. */
  shifted(by: number): Ordered {
    const other = new Ordered();
    if (this.#from < by) return other;
    other.#sorted = this.#sorted.slice();
    other.#from = this.#from - by;
    other.#to = this.#to - by;
    return other;
  }

  move(values: readonly number[], from: number, to: number): void {
    const changes = from - this.#from + (to - this.#to);
    // Sorting anew costs less than moving many one by one.
    if (from < this.#from || to < this.#to || changes * 8 > to - from + 16) return this.#sort(values, from, to);
    while (this.#from < from && this.#to < to)
      this.#replace(values[this.#from++] as number, values[this.#to++] as number);
    while (this.#to < to) this.#insert(values[this.#to++] as number);
    while (this.#from < from) this.#remove(values[this.#from++] as number);
  }

  #sort(values: readonly number[], from: number, to: number): void {
    this.#reserve(to - from);
    for (let i = from; i < to; i++) this.#sorted[i - from] = values[i] as number;
    this.#sorted.subarray(0, to - from).sort();
    this.#from = from;
    this.#to = to;
  }

  /** The first place whose value is not below `value`. */
  #placeOf(value: number, length: number): number {
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** `#from` and `#to` are moved already: the number of values is the same. */
  #replace(old: number, value: number): void {
    const sorted = this.#sorted;
    const length = this.#to - this.#from;
    let at = this.#placeOf(old, length);
    for (; at > 0 && (sorted[at - 1] as number) > value; at--) sorted[at] = sorted[at - 1] as number;
    for (; at < length - 1 && (sorted[at + 1] as number) < value; at++) sorted[at] = sorted[at + 1] as number;
    sorted[at] = value;
  }

  #insert(value: number): void {
    const length = this.#to - this.#from - 1;
    this.#reserve(length + 1);
    const at = this.#placeOf(value, length);
    this.#sorted.copyWithin(at + 1, at, length);
    this.#sorted[at] = value;
  }

  #remove(old: number): void {
    const length = this.#to - this.#from + 1;
    const at = this.#placeOf(old, length);
    this.#sorted.copyWithin(at, at + 1, length);
  }

  #reserve(length: number): void {
    if (length <= this.#sorted.length) return;
    const larger = new Float64Array(Math.max(length, 2 * this.#sorted.length));
    larger.set(this.#sorted);
    this.#sorted = larger;
  }
}
