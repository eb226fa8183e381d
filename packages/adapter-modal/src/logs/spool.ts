import { appendFileSync, closeSync, mkdirSync, openSync, readSync, statSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type LogLine, logLine } from './log-line.js';
import { OWN_LOG, Pages } from './pages.js';

/** A line of the copy. `late`: lines of its container that stand before it were printed after it. */
export type KeptLine = LogLine & { readonly late?: true };

interface Part {
  readonly path: string;
  /** Bytes that `app.log` has for it. */
  due: number;
  /** Bytes that it holds. */
  size: number;
}

const CHUNK = 1 << 20;
/** Stands before a line of `app.log` that came late. */
const LATE = 'late ';
/** Behind the name of a container: of the lines of it that came late. */
const LATE_PART = '.late';

/** Whether the file of this name holds lines that came late. */
export const isLatePart = (name: string): boolean => name.endsWith(LATE_PART);

/**
 * An app's log on this disk: all lines as they came in `all/app.log`, which alone says what is known, and a file of the
 * bare lines of each container, which follows from it: what a crash has left out there is written again, and what is there
 * already is not. Lines that came late have a file of their own, so that what stands behind a line was printed after it.
 */
export class Spool {
  readonly #all: string;
  readonly #parts = new Map<string, Part>();
  /** Bytes of whole lines of it that are known. */
  #whole = 0;
  /** What was printed before what. */
  readonly pages = new Pages();

  constructor(private readonly directory: string) {
    this.#all = join(directory, 'all', 'app.log');
  }

  /** Reads what is there, and writes what is missing; again after an `add` that has thrown. `known` is given each line. */
  open(known: (line: LogLine) => void): void {
    this.#parts.clear();
    this.pages.clear();
    this.#whole = 0;
    mkdirSync(dirname(this.#all), { recursive: true, mode: 0o700 });
    const size = this.#readOn((lines) => {
      for (const line of lines) known(line);
      for (const [part, bytes] of this.#takeIn(lines)) append(part, bytes);
    });
    // Half a line was being written when the machine stopped.
    if (this.#whole < size) truncateSync(this.#all, this.#whole);
  }

  /** Takes note of what another process has written. Returns whether there was something. */
  look(): boolean {
    const before = this.#whole;
    this.#readOn((lines) => this.#takeIn(lines));
    return this.#whole > before;
  }

  add(lines: readonly KeptLine[]): void {
    if (lines.length === 0) return;
    const bytes = Buffer.from(lines.map(({ raw, late }) => `${late ? LATE : ''}${raw}\n`).join(''));
    appendFileSync(this.#all, bytes, { mode: 0o600 });
    this.#whole += bytes.length;
    for (const [part, more] of this.#takeIn(lines)) append(part, more);
  }

  /** Names of the files of containers: `ta-…`, and `ta-….late` for what came late. */
  files(): readonly string[] {
    return [...this.#parts.keys()].filter((name) => name !== OWN_LOG);
  }

  path(name: string): string {
    return join(this.directory, `${name}.log`);
  }

  /** Whole lines behind those that are known. Returns how long the file is. */
  #readOn(each: (lines: readonly KeptLine[]) => void): number {
    const size = statSync(this.#all, { throwIfNoEntry: false })?.size ?? 0;
    if (size <= this.#whole) return size;
    const file = openSync(this.#all, 'r');
    try {
      let rest = Buffer.alloc(0);
      const chunk = Buffer.alloc(Math.min(CHUNK, size - this.#whole));
      let at = this.#whole;
      for (let read = readSync(file, chunk, 0, chunk.length, at); read > 0; ) {
        const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
        const end = bytes.lastIndexOf(10) + 1;
        const lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
        each(lines.flatMap((raw) => keptLine(raw) ?? []));
        this.#whole += end;
        rest = Buffer.from(bytes.subarray(end));
        at += read;
        read = readSync(file, chunk, 0, chunk.length, at);
      }
    } finally {
      closeSync(file);
    }
    return size;
  }

  /** Notes lines in their order, and returns what they are in each file. */
  #takeIn(lines: readonly KeptLine[]): ReadonlyMap<Part, string> {
    const texts = new Map<Part, string>();
    for (const { container = OWN_LOG, text, late } of lines) {
      const name = late ? `${container}${LATE_PART}` : container;
      const part = this.#part(name);
      const line = `${text}\n`;
      part.due += Buffer.byteLength(line);
      this.pages.add(name, part.due);
      texts.set(part, (texts.get(part) ?? '') + line);
    }
    return texts;
  }

  #part(name: string): Part {
    const known = this.#parts.get(name);
    if (known !== undefined) return known;
    const path = this.path(name);
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    const part: Part = { path, due: 0, size };
    this.#parts.set(name, part);
    return part;
  }
}

function keptLine(raw: string): KeptLine | undefined {
  if (!raw.startsWith(LATE)) return logLine(raw);
  const line = logLine(raw.slice(LATE.length));
  return line && { ...line, late: true };
}

/** What the file does not have of the text, which is its last. */
function append(part: Part, text: string): void {
  const missing = part.due - part.size;
  if (missing <= 0) return;
  const bytes = Buffer.from(text);
  appendFileSync(part.path, bytes.subarray(Math.max(0, bytes.length - missing)), { mode: 0o600 });
  part.size = part.due;
}
