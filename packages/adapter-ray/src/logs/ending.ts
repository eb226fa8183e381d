const KEPT = 64 << 10;

/** The last bytes of what came. */
class LastBytes {
  length = 0;
  #parts: Buffer[] = [];
  #held = 0;

  add(bytes: Buffer): void {
    this.length += bytes.length;
    this.#held += bytes.length;
    this.#parts.push(bytes);
    // Seldom, so that many small parts cost no copy each.
    if (this.#held > 4 * KEPT) this.kept();
  }

  kept(): Buffer {
    const all = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
    // A copy: a part of a large chunk would keep all of it.
    const kept = all.length > KEPT ? Buffer.from(all.subarray(-KEPT)) : all;
    this.#parts = [kept];
    this.#held = kept.length;
    return kept;
  }
}

/** The end of what was read, to be held against what the other side says that the end is. */
export class Ending {
  readonly #last = new LastBytes();

  get total(): number {
    return this.#last.length;
  }

  add(bytes: Buffer): void {
    this.#last.add(bytes);
  }

  /** Whether `line`, of which the last part may do, ends where `total` was `since`, or further on. */
  holds(line: LastLine, since: number): boolean {
    if (line.length === 0) return this.total === 0;
    if (this.total < line.length) return false;
    const kept = this.#last.kept();
    const end = line.end.subarray(-KEPT / 2);
    const start = kept.length - (this.total - since) - end.length;
    return kept.indexOf(end, Math.max(0, start)) >= 0;
  }
}

/** The last line of a log, perhaps without its newline: how many bytes, and the last of them. */
export interface LastLine {
  readonly length: number;
  readonly end: Buffer;
}

/** A progress bar may be a line of megabytes: only its end is kept. */
export async function lastLineOf(chunks: AsyncIterable<Buffer>): Promise<LastLine> {
  const last = new LastBytes();
  for await (const chunk of chunks) last.add(chunk);
  return { length: last.length, end: last.kept() };
}
