import type { OpenFile } from './content.js';
import { frame, leadingNuls, restOfLine, UNKNOWN } from './lines.js';
import { type Printed, ReadMarks } from './read-marks.js';
import { covered, fingerprint, HEAD_BYTES, lastMark, TAIL_BYTES, type Trace } from './trace.js';

export type Taken =
  | { readonly kind: 'lines'; readonly bytes: number; readonly cut: boolean }
  /** The end of the file, perhaps behind a half line of so many bytes. */
  | { readonly kind: 'end'; readonly half: number }
  /** The bytes before our offset are not those that we read: truncated, or rewritten. */
  | { readonly kind: 'foreign' }
  /** `confirm` said no. */
  | { readonly kind: 'declined' };

const CUT = ':cut';
// Used between two awaits only, so that all files share them.
const NONE = Buffer.alloc(0);
const PEEK = Buffer.alloc(1);
const CHECK = Buffer.allocUnsafe(HEAD_BYTES);
// Nearly every check is of as many bytes as there can be.
const CHECKED_TAIL = CHECK.subarray(0, TAIL_BYTES);
// A long line's rest and a hole of NULs are skipped inside one call; after so many chunks others get their turn.
const CHUNKS_PER_TURN = 16;

/** One open file and how far it was read. Every read proves that the file is still the one that was read so far. */
export class Tail implements Printed {
  offset = 0;
  /** Inside the rest of a line that was longer than the cap. */
  cut = false;
  /** Nothing more will come: a half line is a line. */
  over = false;
  #marks = new ReadMarks();
  /** As long as the file is, up to `HEAD_BYTES`: most of many files are small. */
  #head: Buffer = NONE;
  #headLength = 0;
  #tail: Buffer = NONE;
  #tailLength = 0;
  #headPrint = '';
  #tailPrint = '';
  // What the last fill brought.
  #length = 0;
  #next = UNKNOWN;
  #atEnd = false;
  #isDry = false;

  constructor(public file: OpenFile) {}

  /** Goes on where `trace` ends; `undefined` when the file does not hold what was read up to there. */
  static async resume(file: OpenFile, trace: Trace): Promise<Tail | undefined> {
    const tail = new Tail(file);
    const { offset, tail: print } = lastMark(trace);
    const bare = print.endsWith(CUT) ? print.slice(0, -CUT.length) : print;
    tail.#headLength = covered(trace.head);
    tail.#tailLength = covered(bare);
    if (tail.#headLength > HEAD_BYTES || tail.#tailLength > Math.min(offset, TAIL_BYTES)) return undefined;
    tail.#headPrint = trace.head;
    tail.#tailPrint = bare;
    const head = Buffer.allocUnsafe(tail.#headLength);
    const before = Buffer.allocUnsafe(tail.#tailLength);
    tail.#head = head;
    tail.#tail = before;
    if ((await file.content.read([head], 0)) !== head.length || fingerprint(head) !== trace.head) return undefined;
    const at = offset - before.length;
    if ((await file.content.read([before], at)) !== before.length || fingerprint(before) !== bare) return undefined;
    tail.offset = offset;
    tail.cut = print !== bare;
    tail.#marks = new ReadMarks(trace.marks.slice(0, -1));
    return tail;
  }

  get head(): string {
    this.#headPrint ||= fingerprint(this.#head.subarray(0, this.#headLength));
    return this.#headPrint;
  }

  get tail(): string {
    return this.cut ? this.print + CUT : this.print;
  }

  /** Of what stands before the offset, whether or not that is inside a line that was cut. */
  get print(): string {
    this.#tailPrint ||= fingerprint(this.#tail.subarray(0, this.#tailLength));
    return this.#tailPrint;
  }

  trace(state: Trace['state']): Trace {
    const marks = [...this.#marks.before(this.offset), { offset: this.offset, tail: this.tail }];
    return { state, inode: this.file.facts.inode, head: this.head, marks };
  }

  /** The marks before our place, as an entry of `Cursor.seen`; empty when there is none. */
  get earlier(): string {
    return this.#marks.encoded(this.offset, { inode: this.file.facts.inode, head: this.head });
  }

  /** Nothing stood behind the lines that were taken last. */
  get isDry(): boolean {
    return this.#isDry;
  }

  /**
   * As `take`, without a promise: what is live is read line by line. Undefined where there is more to it than one read, and
   * then nothing counts as read.
   */
  takeNow(into: Buffer, all: boolean): Taken | undefined {
    if (this.offset === 0 || this.cut || this.file.compressed) return undefined;
    const wasAtEnd = this.#atEnd;
    if (!(this.#fill(into) as boolean)) return { kind: 'foreign' };
    if (this.#length === 0) return { kind: 'end', half: 0 };
    if (!this.#mayBeHole) return this.#takeFramed(into, all);
    this.#atEnd = wasAtEnd;
    return undefined;
  }

  /** The next whole lines into `into`. `confirm` is asked after the bytes were read and before they count as read. */
  async take(into: Buffer, all: boolean, confirm?: () => Promise<boolean>): Promise<Taken> {
    for (let chunks = 1; ; chunks += 1) {
      if (chunks % CHUNKS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      if (!(await this.#fill(into))) return { kind: 'foreign' };
      if (this.#length === 0) return { kind: 'end', half: 0 };
      if (confirm && !(await confirm())) return { kind: 'declined' };
      if (this.#skip(into)) continue;
      return this.#takeFramed(into, all);
    }
  }

  #takeFramed(into: Buffer, all: boolean): Taken {
    const framed = frame(into, this.#length, this.#next, all || this.over);
    if (framed.kind === 'wait') return { kind: 'end', half: framed.half };
    this.#isDry = this.#atEnd && framed.bytes === this.#length;
    this.#advance(into, framed.bytes);
    this.cut = framed.cut;
    return framed;
  }

  /** What lies behind our offset, without reading it: bytes, and whether they hold a whole line. */
  async look(scratch: Buffer): Promise<{ readonly bytes: number; readonly lines: boolean } | 'foreign'> {
    if (!(await this.#fill(scratch))) return 'foreign';
    const framed = frame(scratch, this.#length, this.#next, false);
    return { bytes: this.#length, lines: framed.kind === 'lines' };
  }

  // One system call brings the bytes before our offset, the data, and the byte behind it.
  #fill(into: Buffer): boolean | Promise<boolean> {
    // Unpacking takes turns, and others may read meanwhile.
    const [check, peek] = this.file.compressed ? [Buffer.allocUnsafe(TAIL_BYTES), Buffer.alloc(1)] : [CHECK, PEEK];
    const isFull = check === CHECK && this.#tailLength === TAIL_BYTES;
    const before = isFull ? CHECKED_TAIL : check.subarray(0, this.#tailLength);
    const buffers = before.length > 0 ? [before, into, peek] : [into, peek];
    const reading = this.file.content.read(buffers, this.offset - before.length);
    if (typeof reading === 'number') return this.#filled(reading - before.length, before, into, peek);
    return reading.then((read) => this.#filled(read - before.length, before, into, peek));
  }

  #filled(read: number, before: Buffer, into: Buffer, peek: Buffer): boolean {
    const { length } = into;
    if (read < 0 || !isStart(before, this.#tail)) return false;
    this.#length = Math.min(read, length);
    this.#next = read > length ? (peek[0] as number) : UNKNOWN;
    // Of a live file the head is checked too, which costs little there: a rewrite may end in the same banner.
    const wasAtEnd = this.#atEnd;
    this.#atEnd = read <= length;
    return !wasAtEnd || read === 0 || this.file.compressed || this.#headHolds();
  }

  #headHolds(): boolean {
    // What was read is no longer than what was compared.
    if (this.#tailLength === this.offset) return true;
    const head = this.#headLength === HEAD_BYTES ? CHECK : CHECK.subarray(0, this.#headLength);
    return this.file.content.read([head], 0) === head.length && isStart(head, this.#head);
  }

  // A writer without O_APPEND leaves a hole at the start of the file after copytruncate. The byte before a line is
  // never NUL otherwise, so that a hole is also recognised in its middle.
  #skip(into: Buffer): boolean {
    if (this.cut) {
      const rest = restOfLine(into, this.#length);
      this.#advance(into, rest.bytes);
      this.cut = !rest.ends;
      return true;
    }
    if (!this.#mayBeHole) return false;
    const hole = leadingNuls(into, this.#length);
    this.#advance(into, hole);
    return hole > 0;
  }

  get #mayBeHole(): boolean {
    return this.offset === 0 || this.#tail[this.#tailLength - 1] === 0;
  }

  #advance(into: Buffer, bytes: number): void {
    if (bytes === 0) return;
    this.#marks.read(into, bytes, this.offset, this);
    if (this.#headLength < HEAD_BYTES) {
      this.#head = withRoom(this.#head, this.#headLength, Math.min(HEAD_BYTES, this.#headLength + bytes), HEAD_BYTES);
      this.#headLength += into.copy(this.#head, this.#headLength, 0, bytes);
      this.#headPrint = '';
      this.#marks.forgetEncoded();
    }
    this.offset += bytes;
    this.#keepTail(into, bytes);
  }

  #keepTail(into: Buffer, bytes: number): void {
    const fromNew = Math.min(bytes, TAIL_BYTES);
    const fromOld = Math.min(this.#tailLength, TAIL_BYTES - fromNew);
    this.#tail = withRoom(this.#tail, this.#tailLength, fromOld + fromNew, TAIL_BYTES);
    this.#tail.copyWithin(0, this.#tailLength - fromOld, this.#tailLength);
    into.copy(this.#tail, fromOld, bytes - fromNew, bytes);
    this.#tailLength = fromOld + fromNew;
    this.#tailPrint = '';
  }
}

/** Whether `bytes` begins with `start`. Of equal length, which is nearly always so, to compare them costs half. */
const isStart = (start: Buffer, bytes: Buffer): boolean =>
  start.length === bytes.length ? start.equals(bytes) : bytes.compare(start, 0, start.length, 0, start.length) === 0;

/** A buffer of at least `length` bytes, and no more than `most`, that begins with the first `kept` of this one. It doubles, since lines come one by one. */
function withRoom(bytes: Buffer, kept: number, length: number, most: number): Buffer {
  if (length <= bytes.length) return bytes;
  const larger = Buffer.allocUnsafe(Math.max(length, Math.min(most, bytes.length * 2)));
  bytes.copy(larger, 0, 0, kept);
  return larger;
}
