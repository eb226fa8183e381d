import { closeSync, fstatSync, ftruncateSync, openSync, readSync, renameSync, writeSync } from 'node:fs';

/** The committed lines that a file has to show: numbered from 1, each without its line end. */
export interface CommittedLines {
  count(): number;
  line(number: number): string | undefined;
  /** Lines after the first `number`, in order. */
  after(number: number): Iterable<string>;
}

/**
 * A text file that repeats committed lines, one a line, for people and for tools that know no SQLite. It is written
 * after the commit, so a crash in between leaves it behind, or with a torn last line; `repair` makes it equal again.
 */
export class Projection {
  readonly #path: string;
  readonly #committed: CommittedLines;
  #descriptor: number;
  #behind = false;

  /** Opens, creates and repairs the file. `stamp` goes into the name of a copy that is kept, see `repair`. */
  constructor(path: string, committed: CommittedLines, stamp: number) {
    this.#path = path;
    this.#committed = committed;
    this.#descriptor = openSync(path, 'a+', 0o600);
    try {
      this.repair(stamp);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Adds lines that were just committed. After an error (a full disk) the next call repairs the file first. */
  append(lines: readonly string[], stamp: number): void {
    if (this.#behind) {
      this.repair(stamp);
    } else if (lines.length > 0) {
      this.#write(lines);
    }
  }

  /**
   * Drops a torn last line and adds what is missing. Lines that the journal does not have (it was moved away, or the
   * machine lost power) are not thrown away: the file is kept as PATH.before-STAMP, and written anew.
   */
  repair(stamp: number): void {
    this.#behind = true;
    const committed = this.#committed.count();
    const found = scan(this.#descriptor, committed);
    const sameEnd = found.kept === 0 || found.lastLine === `${this.#committed.line(found.kept)}\n`;
    if (found.lines > committed || !sameEnd) {
      renameSync(this.#path, `${this.#path}.before-${stamp}`);
      const anew = openSync(this.#path, 'a+', 0o600);
      this.close();
      this.#descriptor = anew;
      this.#writeAll(0);
    } else {
      if (found.size > found.keptBytes) ftruncateSync(this.#descriptor, found.keptBytes);
      this.#writeAll(found.kept);
    }
    this.#behind = false;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #writeAll(after: number): void {
    let batch: string[] = [];
    for (const line of this.#committed.after(after)) {
      if (batch.push(line) < 1000) continue;
      this.#write(batch);
      batch = [];
    }
    this.#write(batch);
  }

  #write(lines: readonly string[]): void {
    this.#behind = true;
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.#descriptor, bytes, written);
    }
    this.#behind = false;
  }
}

interface Scan {
  readonly size: number;
  /** Whole lines in the file. */
  readonly lines: number;
  /** Of them, those that can be committed ones, and where the last of these ends. */
  readonly kept: number;
  readonly keptBytes: number;
  readonly lastLine: string;
}

function scan(descriptor: number, committed: number): Scan {
  const { size } = fstatSync(descriptor);
  const chunk = Buffer.allocUnsafe(1 << 20);
  let lines = 0;
  let lastStart = 0;
  let keptBytes = 0;
  for (let offset = 0; offset < size; ) {
    const length = readSync(descriptor, chunk, 0, chunk.length, offset);
    if (length === 0) break;
    for (let at = chunk.indexOf(10); at !== -1 && at < length; at = chunk.indexOf(10, at + 1)) {
      lines++;
      if (lines > committed) continue;
      lastStart = keptBytes;
      keptBytes = offset + at + 1;
    }
    offset += length;
  }
  const last = Buffer.alloc(keptBytes - lastStart);
  readSync(descriptor, last, 0, last.length, lastStart);
  return { size, lines, kept: Math.min(lines, committed), keptBytes, lastLine: last.toString('utf8') };
}
