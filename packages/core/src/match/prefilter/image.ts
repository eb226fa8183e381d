/** Bytes as they have to stand in a memory from an address on. */
export class Image {
  readonly #base: number;
  #bytes = new Uint8Array(2 ** 16);
  #words = new Uint32Array(this.#bytes.buffer);
  #used = 0;

  /** `base`: a multiple of four. */
  constructor(base: number) {
    this.#base = base;
  }

  /** What was written. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }

  /** The address of that many bytes, zeroed; apart from others by a multiple of 16. */
  take(bytes: number): number {
    const at = this.#used;
    this.#used += (bytes + 15) & ~15;
    if (this.#used > this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#used);
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#words = new Uint32Array(larger.buffer);
    }
    return this.#base + at;
  }

  bytes(values: Uint8Array): number {
    const at = this.take(values.length);
    this.#bytes.set(values, at - this.#base);
    return at;
  }

  /** Of four bytes each. */
  words(values: readonly number[] | Uint32Array): number {
    const at = this.take(4 * values.length);
    this.setAll(at, values);
    return at;
  }

  /** The address of such a list, and of its end. */
  list(values: readonly number[]): readonly [number, number] {
    const at = this.words(values);
    return [at, at + 4 * values.length];
  }

  set(at: number, value: number): void {
    this.#words[(at - this.#base) >> 2] = value;
  }

  setAll(at: number, values: readonly number[] | Uint32Array): void {
    this.#words.set(values, (at - this.#base) >> 2);
  }
}
