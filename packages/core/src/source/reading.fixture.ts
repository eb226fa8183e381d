import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Cursor, Deps, LogReader, Read } from '../contract.js';

/** A clock that moves only when it is told to. */
export class Clock implements Deps {
  #now = 1_000_000;
  #due: { at: number; wake: () => void }[] = [];

  now = (): number => this.#now;

  schedule = (at: number, wake: () => void): (() => void) => {
    const entry = { at, wake };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((other) => other !== entry);
    };
  };

  advance(ms: number): void {
    this.#now += ms;
    const due = this.#due.filter((entry) => entry.at <= this.#now);
    this.#due = this.#due.filter((entry) => entry.at > this.#now);
    for (const entry of due) entry.wake();
  }

  get pending(): number {
    return this.#due.length;
  }
}

/** A fresh directory and short hands for it. */
export function scratch() {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'sigwatch-source-'));
  const at = (name: string) => path.join(directory, name);
  return {
    directory,
    at,
    write: (name: string, text: string | Buffer) => fs.writeFileSync(at(name), text),
    folder: (name: string) => fs.mkdirSync(at(name), { recursive: true }),
    append: (name: string, text: string | Buffer) => fs.appendFileSync(at(name), text),
    rename: (from: string, to: string) => fs.renameSync(at(from), at(to)),
    copy: (from: string, to: string) => fs.copyFileSync(at(from), at(to)),
    remove: (name: string) => fs.rmSync(at(name)),
    truncate: (name: string) => fs.truncateSync(at(name), 0),
    done: () => fs.rmSync(directory, { recursive: true, force: true }),
  };
}

/** What a drain saw: the text of every data read, and every other read by its kind. */
export interface Drained {
  readonly text: string;
  readonly reads: readonly Read[];
  readonly cursor: Cursor | undefined;
  readonly gaps: readonly string[];
}

/** The lines of a read as text; a line that was cut, or is only half, is ended as well. */
export function textOf(into: Buffer, read: Extract<Read, { kind: 'data' }>): string {
  const text = into.toString('latin1', 0, read.bytes);
  if (read.cut) return `${text}<cut>\n`;
  return /[\r\n]$/.test(text) ? text : `${text}\n`;
}

/** Reads until there is nothing more. */
export async function drain(reader: LogReader, size = 4096, final = false): Promise<Drained> {
  const into = Buffer.alloc(size);
  const reads: Read[] = [];
  const gaps: string[] = [];
  let text = '';
  let cursor: Cursor | undefined;
  for (;;) {
    const read = await reader.read(into, final);
    reads.push(read);
    if (read.kind === 'data') text += textOf(into, read);
    if (read.kind === 'reset' && read.gap) gaps.push(read.gap);
    if ('cursor' in read) cursor = read.cursor;
    if (reads.length > 100_000) throw new Error('the reader never comes to rest');
    if (read.kind !== 'data' && read.kind !== 'reset') return { text, reads, cursor, gaps };
  }
}
