import type { Read } from '../contract.js';
import { countLines } from '../match/count-lines.js';
import type { Found, FoundLine, Matcher } from '../match/types.js';

/** Chunks up to so many bytes together are searched at once. */
const TOGETHER = 128 << 10;
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
  readonly #buffer: Buffer;
  readonly #pieces: Piece[] = [];
  #used = 0;

  constructor(
    /** Another one may take its place between two searches. */
    public matcher: Pick<Matcher, 'find'>,
    /** The line cap, and how much one read may bring. */
    readonly chunk: number,
  ) {
    this.#buffer = Buffer.allocUnsafe(chunk + TOGETHER);
  }

  /** Where the next read goes. */
  get room(): Buffer {
    return this.#buffer.subarray(this.#used, this.#used + this.chunk);
  }

  /** What was read into `room`; it is handed out with the next `search`, which may be now. Returns how many bytes it was. */
  add(asker: Asker, read: Read): number {
    const bytes = read.kind === 'data' ? read.bytes : 0;
    const from = this.#used;
    this.#used += bytes;
    this.#pieces.push({ asker, read, from, to: this.#used });
    // What does not end its line must not be followed by another's.
    const isOpen = bytes > 0 && this.#buffer[this.#used - 1] !== LF;
    if (isOpen || this.#used >= TOGETHER) this.search();
    return bytes;
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
