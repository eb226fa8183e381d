/** Numbers in order of size, which come and go one after the other. */
export class SortedNumbers {
  #sorted: Float64Array;
  #length: number;

  constructor(values: readonly number[] = []) {
    this.#sorted = Float64Array.from(values).sort();
    this.#length = values.length;
  }

  get length(): number {
    return this.#length;
  }

  at(place: number): number | undefined {
    return place < this.#length ? this.#sorted[place] : undefined;
  }

  copy(): SortedNumbers {
    const other = new SortedNumbers();
    other.#sorted = this.#sorted.slice();
    other.#length = this.#length;
    return other;
  }

  /** Holds these alone. */
  set(values: readonly number[], from: number, to: number): void {
    this.#reserve(to - from);
    for (let i = from; i < to; i++) this.#sorted[i - from] = values[i] as number;
    this.#sorted.subarray(0, to - from).sort();
    this.#length = to - from;
  }

  add(value: number): void {
    this.#reserve(this.#length + 1);
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

  /** The same as to remove one, which has to be among them, and to add the other; only what lies between them is moved. */
  replace(old: number, value: number): void {
    const sorted = this.#sorted;
    const last = this.#length - 1;
    let at = this.#placeOf(old);
    for (; at > 0 && (sorted[at - 1] as number) > value; at--) sorted[at] = sorted[at - 1] as number;
    for (; at < last && (sorted[at + 1] as number) < value; at++) sorted[at] = sorted[at + 1] as number;
    sorted[at] = value;
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

  #reserve(length: number): void {
    if (length <= this.#sorted.length) return;
    const larger = new Float64Array(Math.max(length, 2 * this.#sorted.length, 16));
    larger.set(this.#sorted);
    this.#sorted = larger;
  }
}
