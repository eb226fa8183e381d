import type { Scanner } from './scanner.js';

/** Blocks and needles are compared as whole vectors, also at the ends of a chunk. */
const MARGIN = 64;
/** The most that is searched at once, in bytes. */
export const LARGEST_CHUNK = 32 * 2 ** 20;

/** The part of a scanner's memory where chunks stand. */
export class Room {
  readonly #scanner: Scanner;
  readonly #at: number;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
    this.#at = scanner.reserve(LARGEST_CHUNK + 2 * MARGIN) + MARGIN;
  }

  /** So many bytes that can be written, the same ones each time. */
  ofSize(bytes: number): Buffer {
    return this.#scanner.memory().subarray(this.#at, this.#at + Math.min(bytes, LARGEST_CHUNK));
  }

  /** The address of a chunk: where it stands, when that is in here, else where it was copied to. */
  addressOf(chunk: Buffer): number {
    const end = this.#at + LARGEST_CHUNK;
    const inside =
      chunk.buffer === this.#scanner.memory().buffer &&
      chunk.byteOffset >= this.#at &&
      chunk.byteOffset + chunk.length <= end;
    if (inside) return chunk.byteOffset;
    this.ofSize(chunk.length).set(chunk);
    return this.#at;
  }
}
