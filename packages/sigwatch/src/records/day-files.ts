import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './make-folder.js';
import type { RecordLine } from './state.js';

const CHUNK = 1 << 20;

/**
 * Appends lines of one run to files by day, which other runs and processes append to as well: each batch in one write, so
 * that lines stay whole. Throws what the file system says; `anew` then makes sure that nothing is missing or there twice.
 */
export class DayFiles {
  readonly #directory: string;
  readonly #run_id: string;
  /** Lines of the run that stand in a file already, and how often: of files that are written anew. */
  #present = new Map<string, Map<string, number>>();
  #seen = new Set<string>();

  constructor(directory: string, run_id: string) {
    this.#directory = directory;
    this.#run_id = run_id;
  }

  /** From now on all lines of the run come once more: what stands there already is not written again. */
  anew(): void {
    this.#present = new Map();
    this.#seen = new Set();
  }

  /** `first`: lines from `anew` on, of which some may be there. */
  write(lines: readonly RecordLine[], first: boolean): void {
    const byFile = new Map<string, string[]>();
    for (const { file, date, value } of lines) {
      const path = join(this.#directory, `${file}_${date}.jsonl`);
      const text = JSON.stringify(value);
      if (first && this.#isThere(path, text)) continue;
      const batch = byFile.get(path) ?? [];
      batch.push(text);
      byFile.set(path, batch);
    }
    for (const [path, batch] of byFile) this.#append(path, batch);
  }

  /** What was looked up is of no use any more. */
  settled(): void {
    this.#present = new Map();
  }

  #isThere(path: string, text: string): boolean {
    const there = this.#present.get(path) ?? linesOf(path, this.#run_id);
    this.#present.set(path, there);
    const count = there.get(text) ?? 0;
    if (count > 0) there.set(text, count - 1);
    return count > 0;
  }

  #append(path: string, lines: readonly string[]): void {
    if (!this.#seen.has(path)) makeFolder(this.#directory);
    const descriptor = openSync(path, 'a+', 0o644);
    try {
      if (!this.#seen.has(path)) dropTorn(descriptor);
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const written = writeSync(descriptor, bytes);
      this.#seen.add(path);
      if (written < bytes.length) throw new Error(`${path}: only ${written} of ${bytes.length} bytes could be written`);
    } finally {
      closeSync(descriptor);
    }
  }
}

/** The whole lines of a run in a file that runs share, and how often each stands there; none where there is no file. */
function linesOf(path: string, run_id: string): Map<string, number> {
  const found = new Map<string, number>();
  const mark = Buffer.from(`"run_id":${JSON.stringify(run_id)}`);
  for (const line of wholeLines(path)) {
    if (!line.includes(mark)) continue;
    const text = line.toString('utf8');
    found.set(text, (found.get(text) ?? 0) + 1);
  }
  return found;
}

function* wholeLines(path: string): Generator<Buffer> {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    let rest = Buffer.alloc(0);
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK);
      const length = readSync(descriptor, chunk, 0, CHUNK, null);
      if (length === 0) return;
      const bytes = rest.length === 0 ? chunk.subarray(0, length) : Buffer.concat([rest, chunk.subarray(0, length)]);
      let from = 0;
      for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
        yield bytes.subarray(from, end);
        from = end + 1;
      }
      rest = bytes.subarray(from);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Cuts off what follows the last line end: somebody was ended while writing it. */
function dropTorn(descriptor: number): void {
  const { size } = fstatSync(descriptor);
  const last = Buffer.alloc(1);
  if (size === 0 || (readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] === 10)) return;
  const chunk = Buffer.alloc(CHUNK);
  let keep = 0;
  for (let end = size; end > 0 && keep === 0; end -= CHUNK) {
    const start = Math.max(0, end - CHUNK);
    const length = readSync(descriptor, chunk, 0, end - start, start);
    const at = chunk.subarray(0, length).lastIndexOf(10);
    if (at !== -1) keep = start + at + 1;
  }
  // Who has written meanwhile has ended no line of ours.
  if (fstatSync(descriptor).size === size) ftruncateSync(descriptor, keep);
}
