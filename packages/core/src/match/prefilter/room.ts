import type { Scanner } from './scanner.js';

/** Blocks and needles are compared as whole vectors, also at the ends of a chunk. */
const MARGIN = 64;
const LEAST = 2 ** 20;

/** The part of a scanner's memory where chunks stand. */
export class Room {
  readonly #scanner: Scanner;
  #at: number;
  #size = LEAST;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
    this.#at = scanner.reserve(LEAST + 2 * MARGIN) + MARGIN;
  }

  /** So many bytes that can be written. Keeps what stood there; when it has to grow, buffers handed out before are void. */
  ofSize(bytes: number): Buffer {
    if (bytes > this.#size) this.#grow(Math.max(bytes, 2 * this.#size));
    return this.#scanner.memory().subarray(this.#at, this.#at + bytes);
  }

  /** The address of a chunk: where it stands, when that is in here, else where it was copied to. */
  addressOf(chunk: Buffer): number {
    const end = this.#at + this.#size;
    const inside =
      chunk.buffer === this.#scanner.memory().buffer &&
      chunk.byteOffset >= this.#at &&
      chunk.byteOffset + chunk.length <= end;
    if (inside) return chunk.byteOffset;
    this.ofSize(chunk.length).set(chunk);
    return this.#at;
  }

  #grow(size: number): void {
    const at = this.#scanner.reserve(size + 2 * MARGIN) + MARGIN;
    this.#scanner.memory().copy(this.#scanner.memory(), at, this.#at, this.#at + this.#size);
    this.#at = at;
    this.#size = size;
  }
}
