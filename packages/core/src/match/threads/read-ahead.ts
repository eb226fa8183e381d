import type { Found, Matcher } from '../types.js';
import type { MatchPool, Slot } from './pool.js';

/** Something that was read: so many bytes of lines, or none and a word about that. */
interface Reading {
  readonly bytes?: number;
}

/** A reading in its turn, and what the rules find in its bytes; `chunk` holds until the next one is asked for. */
export interface Searched<R> {
  readonly read: R;
  readonly chunk: Buffer;
  readonly found: Found;
}

interface Pending<R> {
  readonly read: R;
  readonly chunk: Buffer;
  readonly found: Promise<Found>;
  readonly slot?: Slot;
}

const nothing: Found = { lines: [], count: 0 };

/**
 * Reads on while workers search what was read, and hands all out in the order of reading. Does not read beyond a reading
 * without bytes before that was handed out. Without a pool, or where all its slots are in use, this thread searches.
 */
export class ReadAhead<R extends Reading> {
  readonly #pending: Pending<R>[] = [];
  #used: Slot | undefined;

  constructor(
    readonly read: (into: Buffer) => Promise<R>,
    readonly matcher: Matcher,
    /** What is read into where there is no slot. */
    readonly own: Buffer,
    readonly pool?: MatchPool,
  ) {}

  async next(): Promise<Searched<R>> {
    this.#used?.release();
    this.#used = undefined;
    while (this.#pending.length < (this.pool?.slots ?? 0)) {
      const last = this.#pending.at(-1);
      if (last !== undefined && last.read.bytes === undefined) break;
      const slot = this.pool?.take();
      if (slot === undefined) break;
      this.#pending.push(await this.#into(slot));
    }
    const first = this.#pending.shift();
    if (first === undefined) return this.#here();
    const { read, chunk, slot } = first;
    const found = await first.found;
    this.#used = slot;
    return { read, chunk, found };
  }

  async #into(slot: Slot): Promise<Pending<R>> {
    const read = await this.read(slot.buffer);
    const { bytes } = read;
    if (bytes !== undefined) return { read, chunk: slot.buffer.subarray(0, bytes), found: slot.find(bytes), slot };
    slot.release();
    return { read, chunk: slot.buffer.subarray(0, 0), found: Promise.resolve(nothing) };
  }

  async #here(): Promise<Searched<R>> {
    const read = await this.read(this.own);
    const chunk = this.own.subarray(0, read.bytes ?? 0);
    return { read, chunk, found: read.bytes === undefined ? nothing : this.matcher.find(chunk) };
  }
}
