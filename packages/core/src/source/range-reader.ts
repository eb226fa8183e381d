import { frame, leadingNuls, restOfLine, UNKNOWN } from './lines.js';

const LF = 10;
/** So many bytes before a place show that the file is still the one that was read up to there. */
const CHECKED = 64;
/** Behind the end of a range its last line goes on, most often no further than this. */
const OVERHANG = 2 ** 14;

/** The lines of a file that begin from `from` on and before `to`, where only `\n` counts as the end of a line. */
export interface FileRange {
  readonly from: number;
  /** `Infinity`: as many as the file has by then. */
  readonly to: number;
}

/** As `FileSystem.read`, of one file: fills `buffers` in turn from byte `position`, and returns how many bytes there were. */
export type ReadAt = (buffers: readonly Buffer[], position: number) => number;

/** Whole lines, which now are the first `bytes` of what was read into. */
export interface RangePiece {
  readonly kind: 'lines';
  readonly offset: number;
  readonly bytes: number;
  /** They are the head of a line that is longer than what was read into; its rest is skipped. */
  readonly cut: boolean;
}

export type RangeRead =
  | RangePiece
  /** All lines of the range were handed out. */
  | { readonly kind: 'done' }
  /** The file ended before the range did. */
  | { readonly kind: 'ended' }
  /** The file holds other bytes than those that were read. */
  | { readonly kind: 'foreign' };

const DONE: RangeRead = { kind: 'done' };
const ENDED: RangeRead = { kind: 'ended' };
const FOREIGN: RangeRead = { kind: 'foreign' };

/**
 * Reads a range of a file piece by piece, as a reader of the whole file hands its lines out: what is longer than `into` is
 * cut, and a hole of NULs at the start of the file is passed over. Ranges that lie side by side hand out each line once.
 */
export class RangeReader {
  /** Where the next piece begins. */
  offset: number;
  /** The bytes before `offset`, as far as they were looked at. */
  #before: Buffer = Buffer.alloc(0);
  #check = Buffer.allocUnsafe(CHECKED);
  #peek = Buffer.alloc(1);
  /** From here on the first `\n` ends the range. */
  readonly #last: number;
  #done = false;
  #cut = false;
  #length = 0;
  #next = UNKNOWN;

  /** `piece`: how much is read at a time, at most as much as `into` holds, which is the longest that a line may be. */
  constructor(
    readonly read: ReadAt,
    readonly range: FileRange,
    readonly into: Buffer,
    readonly piece: number,
  ) {
    this.offset = range.from;
    this.#last = range.to - 1;
  }

  /** The bytes before `offset`, as text that is the same only for the same bytes. */
  get before(): string {
    return this.#before.toString('latin1');
  }

  /** Goes to the first line of the range. `none`: no line begins in it. To be called once, before `next`. */
  begin(): 'found' | 'none' | 'foreign' {
    const { from } = this.range;
    if (from === 0) return 'found';
    for (let at = from - 1; at < this.#last; ) {
      const length = this.read([this.into.subarray(0, Math.min(this.into.length, OVERHANG, this.#last - at))], at);
      if (length === 0) return at === from - 1 ? 'foreign' : 'none';
      const found = this.into.subarray(0, length).indexOf(LF);
      if (found >= 0) {
        this.offset = at + found + 1;
        return this.#remember() ? 'found' : 'foreign';
      }
      at += length;
    }
    return 'none';
  }

  next(): RangeRead {
    while (!this.#done) {
      if (!this.#fill(this.#window())) return FOREIGN;
      if (this.#length === 0) return ENDED;
      if (this.#skips()) continue;
      let framed = frame(this.into.subarray(0, this.#window()), this.#length, this.#next, true);
      if (framed.kind === 'lines' && framed.cut && this.#window() < this.into.length) {
        // Only what fills all of the memory is too long a line.
        if (!this.#fill(this.into.length)) return FOREIGN;
        framed = frame(this.into, this.#length, this.#next, true);
      }
      if (framed.kind === 'wait') return ENDED;
      const bytes = this.#upToLast(framed.bytes);
      const piece: RangePiece = { kind: 'lines', offset: this.offset, bytes, cut: framed.cut };
      this.#cut = framed.cut;
      this.#advance(bytes);
      return piece;
    }
    return DONE;
  }

  #window(): number {
    const left = this.#last - this.offset;
    return Math.min(this.into.length, this.piece, left > 0 ? left + OVERHANG : this.piece);
  }

  /** Passes over the rest of a long line, or a hole at the start of the file; whether there was one. */
  #skips(): boolean {
    if (this.#cut) {
      const { bytes, ends } = restOfLine(this.into, this.#length);
      this.#advance(bytes);
      this.#cut = !ends;
      this.#done = ends && this.offset > this.#last;
      return true;
    }
    const inHole = this.offset === 0 || (this.#before.length > 0 && this.#before.at(-1) === 0);
    const hole = inHole ? leadingNuls(this.into, this.#length) : 0;
    if (hole > 0) this.#advance(hole);
    return hole > 0;
  }

  /** So many of the bytes belong to the range. */
  #upToLast(bytes: number): number {
    if (this.offset + bytes <= this.#last) return bytes;
    const lf = this.into.subarray(0, bytes).indexOf(LF, Math.max(0, this.#last - this.offset));
    if (lf < 0) return bytes;
    this.#done = true;
    return lf + 1;
  }

  #fill(length: number): boolean {
    const check = this.#check.subarray(0, this.#before.length);
    const into = this.into.subarray(0, length);
    const buffers = check.length > 0 ? [check, into, this.#peek] : [into, this.#peek];
    const read = this.read(buffers, this.offset - check.length) - check.length;
    if (read < 0 || !check.equals(this.#before)) return false;
    this.#length = Math.min(read, length);
    this.#next = read > length ? (this.#peek[0] as number) : UNKNOWN;
    return true;
  }

  #remember(): boolean {
    const before = Buffer.allocUnsafe(Math.min(CHECKED, this.offset));
    this.#before = before;
    return this.read([before], this.offset - before.length) === before.length;
  }

  #advance(bytes: number): void {
    const kept = Buffer.concat([this.#before, this.into.subarray(Math.max(0, bytes - CHECKED), bytes)]);
    this.#before = kept.subarray(Math.max(0, kept.length - CHECKED));
    this.offset += bytes;
  }
}
