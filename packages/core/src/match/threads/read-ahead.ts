import type { Found, Matcher } from '../types.js';
import type { MatchPool, Slot } from './pool.js';

/** Something that was read in its turn (with its `bytes`, where it is lines), and what the rules find in its bytes; `chunk` holds until the next one is asked for, or `release`. */
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

const bytesOf = (read: object): number | undefined =>
  'bytes' in read ? (read.bytes as number | undefined) : undefined;

/** The same where nothing is read ahead. */
function searchedHere<R extends object>(read: R, into: Buffer, matcher: Matcher): Searched<R> {
  const bytes = bytesOf(read);
  const chunk = into.subarray(0, bytes ?? 0);
  return { read, chunk, found: bytes === undefined ? nothing : matcher.find(chunk) };
}

/**
 * Reads on while workers search what was read, and hands all out in the order of reading. Does not read beyond a reading
 * without bytes before that was handed out. Without a pool, or where all its slots are in use, this thread searches.
 */
export class ReadAhead<R extends object> {
  readonly #pending: Pending<R>[] = [];
  #used: Slot | undefined;

  constructor(
    readonly read: (into: Buffer) => Promise<R>,
    readonly matcher: Matcher,
    readonly pool?: MatchPool,
  ) {}

  /** `own`: what is read into where there is no slot. */
  async next(own: Buffer): Promise<Searched<R>> {
    this.release();
    while (this.#pending.length < (this.pool?.slots ?? 0)) {
      const last = this.#pending.at(-1);
      if (last !== undefined && bytesOf(last.read) === undefined) break;
      const slot = this.pool?.take();
      if (slot === undefined) break;
      this.#pending.push(await this.#into(slot));
    }
    const first = this.#pending.shift();
    if (first === undefined) return this.#here(own);
    const { read, chunk, slot } = first;
    const found = await first.found;
    this.#used = slot;
    return { read, chunk, found };
  }

  /** The chunk that was handed out last is done with. */
  release(): void {
    this.#used?.release();
    this.#used = undefined;
  }

  async #into(slot: Slot): Promise<Pending<R>> {
    const read = await this.read(slot.buffer);
    const bytes = bytesOf(read);
    if (bytes !== undefined) return { read, chunk: slot.buffer.subarray(0, bytes), found: slot.find(bytes), slot };
    slot.release();
    return { read, chunk: slot.buffer.subarray(0, 0), found: Promise.resolve(nothing) };
  }

  async #here(own: Buffer): Promise<Searched<R>> {
    const read = await this.read(own);
    return searchedHere(read, own, this.matcher);
  }
}
