import {
  type Cursor,
  type Deps,
  fileSource,
  type LogReader,
  type LogSource,
  type Millis,
  type Read,
} from '@sigwatch/core';
import type { AppCopy } from './app-copy.js';
import { isLatePart } from './spool.js';
import type { Turns } from './turns.js';

export interface CopiedSourceOptions {
  readonly id: string;
  /** Of a file of the copy, which only grows: a container, or Modal itself. */
  readonly name: string;
  readonly copy: AppCopy;
  readonly deps: Deps;
}

/**
 * A file of an app's copy. It is read to its end only up to the moment to which Modal has told the log, and blind while
 * that can't be asked; `final` asks once more for all that there is. Files that are opened with one `abort` are read in the
 * order in which they were printed.
 */
export function copiedSource(options: CopiedSourceOptions): LogSource {
  return {
    id: options.id,
    ...(isLatePart(options.name) && { late: true as const }),
    async open(from: Cursor | undefined, abort: AbortSignal, changed: () => void = () => {}): Promise<LogReader> {
      const { copy, name, deps } = options;
      const file = await fileSource(copy.spool.path(name), { deps }).open(from, abort, changed);
      const turn = new Turn(copy.turns(abort), name, from?.offset ?? 0);
      return new CopiedReader(copy, turn, file, abort, changed);
    },
  };
}

/** One file's part in the order of all. */
class Turn {
  constructor(
    private readonly turns: Turns,
    private readonly name: string,
    private offset: number,
  ) {
    turns.reached(name, offset);
  }

  /** Bytes that may be read now; undefined where all may. */
  get left(): number | undefined {
    const limit = this.turns.limit(this.name);
    return limit === undefined ? undefined : Math.max(0, limit - this.offset);
  }

  took(read: Read): void {
    if ('cursor' in read) this.offset = read.cursor.offset;
    this.turns.reached(this.name, this.offset);
  }
}

class CopiedReader implements LogReader {
  readonly #release: () => void;
  #isClosed = false;

  constructor(
    private readonly copy: AppCopy,
    private readonly turn: Turn,
    private readonly file: LogReader,
    private readonly abort: AbortSignal,
    changed: () => void,
  ) {
    this.#release = copy.retain(changed);
    abort.addEventListener('abort', this.#close, { once: true });
    if (abort.aborted) this.#close();
  }

  async read(into: Buffer, final = false): Promise<Read> {
    if (this.#isClosed) return { kind: 'ended' };
    if (final) await this.copy.finish();
    if (this.#isClosed) return { kind: 'ended' };
    // Before it is read: what is told from now on may be of lines that this read does not see.
    const { told, error } = this.copy;
    this.copy.look();
    const { left } = this.turn;
    if (left === 0) return this.#later();
    const room = left === undefined ? into : into.subarray(0, left);
    const read = await this.file.read(room, final && error === undefined);
    this.turn.took(read);
    const answer = judged(read, told, error);
    return left === undefined ? answer : withoutEnd(answer);
  }

  unchanged(): Millis | undefined {
    const { told, error } = this.copy;
    if (this.turn.left !== undefined) return undefined;
    const seen = told === undefined || error !== undefined ? undefined : this.file.unchanged?.();
    return seen === undefined ? undefined : Math.min(seen, told as Millis);
  }

  /** Whoever asks again at once must not keep what it waits for from its turn. */
  async #later(): Promise<Read> {
    await new Promise((resolve) => setImmediate(resolve));
    return this.#isClosed ? { kind: 'ended' } : { kind: 'later' };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#close();
    await this.file[Symbol.asyncDispose]();
  }

  readonly #close = (): void => {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.abort.removeEventListener('abort', this.#close);
    this.#release();
  };
}

function judged(read: Read, told: Millis | undefined, error: Error | undefined): Read {
  if (read.kind === 'caught_up') {
    if (error !== undefined) return { kind: 'blind', error };
    if (told === undefined) return { kind: 'blind', error: new Error('Modal has not answered yet') };
    return { ...read, asOf: Math.min(read.asOf, told) };
  }
  if (read.kind !== 'data' || read.end === undefined) return read;
  return told === undefined || error !== undefined ? withoutEnd(read) : { ...read, end: Math.min(read.end, told) };
}

function withoutEnd(read: Read): Read {
  if (read.kind !== 'data') return read;
  const { end: _, ...data } = read;
  return data;
}
