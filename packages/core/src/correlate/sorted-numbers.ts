/** Numbers in order of size, of which one after the other is replaced by another. */
export class SortedNumbers {
  #sorted: Float64Array;
  #length: number;

  constructor(values: readonly number[]) {
    this.#sorted = Float64Array.from(values).sort();
    this.#length = values.length;
  }

  get length(): number {
    return this.#length;
  }

  at(place: number): number | undefined {
    return place < this.#length ? this.#sorted[place] : undefined;
  }

  add(value: number): void {
    if (this.#length === this.#sorted.length) {
      const larger = new Float64Array(2 * this.#length + 16);
      larger.set(this.#sorted);
      this.#sorted = larger;
    }
    const at = this.#placeOf(value);
    this.#sorted.copyWithin(at + 1, at, this.#length);
    this.#sorted[at] = value;
    this.#length += 1;
  }

  /** `value` has to be one of them. */
  remove(value: number): void {
    const at = this.#placeOf(value);
    this.#sorted.copyWithin(at, at + 1, this.#length);
    this.#length -= 1;
  }

  /** The first place whose value is not below `value`. */
  #placeOf(value: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
