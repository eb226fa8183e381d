import { restOfLine } from './lines.js';
import { encodeTrace, fingerprint, type Mark, TAIL_BYTES, type Trace, thinOut } from './trace.js';

// So far before the end of a large chunk marks are set, so that a copy that stops inside of the chunk is recognised.
const WITHIN = [262_144, 32_768, 4096, 512];
// In a file's first part marks stand as close as reads do: a copy of less than a tail's bytes is known only by them. Further
// on, those that are closer than this tell nothing more.
const DENSE = 4096;
const APART = 512;

/** Who can tell the fingerprint of what stands before its place. */
export interface Printed {
  readonly print: string;
}

/** The marks of a file that is being read, behind which it is known again. */
export class ReadMarks {
  #encoded = '';
  #encodedOf: readonly Mark[] | undefined;

  /** `all`: ascending; never changed, only replaced. */
  constructor(private all: readonly Mark[] = []) {}

  before(offset: number): readonly Mark[] {
    const { all } = this;
    return (all.at(-1)?.offset ?? 0) < offset ? all : all.filter((mark) => mark.offset < offset);
  }

  /** Those before `offset` as an entry of `Cursor.seen`; empty when there is none. They change far less often than the place. */
  encoded(offset: number, { inode, head }: Pick<Trace, 'inode' | 'head'>): string {
    const marks = this.before(offset);
    if (marks.length === 0) return '';
    if (this.#encodedOf !== marks) {
      this.#encoded = encodeTrace({ state: '=', inode, head, marks });
      this.#encodedOf = marks;
    }
    return this.#encoded;
  }

  /** The head has changed, which is encoded with them. */
  forgetEncoded(): void {
    this.#encodedOf = undefined;
  }

  /** The first `bytes` of `into` were read behind `before`, whose own print is that of `place`. */
  read(into: Buffer, bytes: number, before: number, place: Printed): void {
    const last = this.all.at(-1)?.offset ?? 0;
    if (before >= DENSE && before - last < APART && bytes < APART) return;
    this.#mark(into, bytes, before, place);
  }

  #mark(into: Buffer, bytes: number, before: number, place: Printed): void {
    const marks = [...this.all];
    const add = (offset: number, tail: () => string) => {
      if (offset > (marks.at(-1)?.offset ?? 0)) marks.push({ offset, tail: tail() });
    };
    const within = (end: number) => {
      if (end > 0) add(before + end, () => fingerprint(into.subarray(Math.max(0, end - TAIL_BYTES), end)));
    };
    if (before > 0) add(before, () => place.print);
    else within(restOfLine(into, bytes).bytes);
    for (const distance of WITHIN) within(bytes - distance);
    this.all = thinOut(marks, before + bytes);
  }
}
