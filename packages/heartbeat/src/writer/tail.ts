/**
 * The end of a log, which is written elsewhere as a whole, again and again. It only grows until it is full, and then begins
 * anew with its later half: who reads on from where it was can tell the one from the other.
 */
export class Tail {
  readonly #most: number;
  #parts: Buffer[] = [];
  #size = 0;

  /** `most`: bytes. */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#size;
  }

  /** Takes in whole lines. */
  add(lines: Uint8Array): void {
    const kept = lines.length > this.#most ? lines.subarray(lines.length - this.#most) : lines;
    // The buffer that they come in is used again.
    this.#parts.push(Buffer.from(kept));
    this.#size += kept.length;
    if (this.#size > this.#most) this.#halve();
  }

  bytes(): Buffer {
    const all = Buffer.concat(this.#parts);
    this.#parts = all.length === 0 ? [] : [all];
    return all;
  }

  #halve(): void {
    const all = this.bytes();
    const cut = all.indexOf(10, all.length - Math.floor(this.#most / 2));
    const rest = cut === -1 ? Buffer.alloc(0) : all.subarray(cut + 1);
    this.#parts = rest.length === 0 ? [] : [Buffer.from(rest)];
    this.#size = rest.length;
  }
}
