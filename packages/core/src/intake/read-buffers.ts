interface Free {
  readonly length: number;
  readonly buffer: WeakRef<Buffer>;
}

/**
 * Memory that is read into. Each run needs some for as long as it reads, and of a thousand runs few read at once: so those
 * who read now share what others have done with. What nobody uses is garbage like anything else.
 */
export class ReadBuffers {
  readonly #free: Free[] = [];

  /** Memory of that length, with anything in it, for one alone until it is given back. */
  lend(length: number): Buffer {
    for (let at = this.#free.length - 1; at >= 0; at -= 1) {
      const one = this.#free[at] as Free;
      const buffer = one.buffer.deref();
      if (buffer !== undefined && one.length !== length) continue;
      this.#free.splice(at, 1);
      if (buffer !== undefined) return buffer;
    }
    return Buffer.allocUnsafe(length);
  }

  /** Whoever had it may not look at it any more. */
  giveBack(buffer: Buffer): void {
    this.#free.push({ length: buffer.length, buffer: new WeakRef(buffer) });
  }
}

/** Of all runs of this process. */
export const readBuffers = new ReadBuffers();
