import type { Read } from '../contract.js';
import { countLines } from '../match/count-lines.js';
import type { Found, FoundLine, Matcher } from '../match/types.js';
import { readBuffers } from './read-buffers.js';

/** Chunks up to so many bytes together are searched at once: so few that the search does not take them for a log of which there is more to come. */
const TOGETHER = 64 << 10;
/** A chunk of more bytes than this is searched by itself, where it was read. */
const ALONE = 32 << 10;
const LF = 10;

/** Who is given what was read for it, and what the rules find there. */
export interface Asker {
  take(read: Read, bytes: Buffer, found: Found): void;
}

interface Piece {
  readonly asker: Asker;
  readonly read: Read;
  readonly from: number;
  readonly to: number;
}

const NOTHING: Found = { lines: [], count: 0 };

/**
 * Reads of several sources that lie side by side in one buffer and are searched by one call: where a source brings a line
 * at a time, to enter the search costs more than to search. What each is given is what a search of its own would find.
 */
export class SideBySide {
  /** Each read goes to the same place, and is copied to its own: to make a view of that for it takes as long as to read. */
  #landing: Buffer | undefined;
  #together: Buffer | undefined;
  readonly #pieces: Piece[] = [];
  #used = 0;

  constructor(
    /** Another one may take its place between two searches. */
    public matcher: Pick<Matcher, 'find'>,
    /** The line cap, and how much one read may bring. */
    readonly chunk: number,
  ) {}

  get #buffer(): Buffer {
    this.#together ??= readBuffers.lend(TOGETHER);
    return this.#together;
  }

  /** Nothing is read now: others may have the memory. What was read was searched before, or is forgotten. */
  rest(): void {
    this.#pieces.length = 0;
    this.#used = 0;
    for (const lent of [this.#landing, this.#together]) if (lent !== undefined) readBuffers.giveBack(lent);
    this.#landing = this.#together = undefined;
  }

  /** Where the next read goes. */
  get room(): Buffer {
    this.#landing ??= readBuffers.lend(this.chunk);
    return this.#landing;
  }

  /** What was read into `room`; it is handed out with the next `search`, which may be now. Returns how many bytes it was. */
  add(asker: Asker, read: Read): number {
    const bytes = read.kind === 'data' ? read.bytes : 0;
    if (bytes > ALONE) return this.#alone(asker, read, this.room.subarray(0, bytes));
    const from = this.#used;
    this.#used += bytes;
    if (bytes > 0) this.room.copy(this.#buffer, from, 0, bytes);
    this.#pieces.push({ asker, read, from, to: this.#used });
    // What does not end its line must not be followed by another's.
    const isOpen = bytes > 0 && this.#buffer[this.#used - 1] !== LF;
    if (isOpen || this.#used + ALONE > TOGETHER) this.search();
    return bytes;
  }

  #alone(asker: Asker, read: Read, chunk: Buffer): number {
    this.search();
    asker.take(read, chunk, this.matcher.find(chunk));
    return chunk.length;
  }

  /** Hands out all that was read, in the order of reading. */
  search(): void {
    if (this.#pieces.length === 0) return;
    const all = this.#used === 0 ? NOTHING : this.matcher.find(this.#buffer.subarray(0, this.#used));
    const parts = new Parts(all, this.#buffer);
    for (const { asker, read, from, to } of this.#pieces) {
      const whole = from === 0 && to === this.#used;
      asker.take(read, this.#buffer.subarray(from, to), whole ? all : parts.next(from, to));
    }
    this.#pieces.length = 0;
    this.#used = 0;
  }
}

/** Cuts what was found in all into what was found in each, one piece after the other. */
class Parts {
  #line = 0;
  #before = 0;

  constructor(
    readonly all: Found,
    readonly buffer: Buffer,
  ) {}

  next(from: number, to: number): Found {
    if (from === to) return NOTHING;
    const { lines } = this.all;
    const count = countLines(this.buffer, from, to);
    const before = this.#before;
    this.#before += count;
    if ((lines[this.#line]?.start ?? to) >= to) return { lines: NOTHING.lines, count };
    const own: FoundLine[] = [];
    for (let line = lines[this.#line]; line !== undefined && line.start < to; line = lines[++this.#line])
      own.push({ ...line, start: line.start - from, end: line.end - from, before: line.before - before });
    return { lines: own, count };
  }
}
