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

export interface CopiedSourceOptions {
  readonly id: string;
  /** A file of the copy, which only grows. */
  readonly path: string;
  readonly copy: AppCopy;
  readonly deps: Deps;
}

/**
 * A file of an app's copy. It is read to its end only up to the moment to which Modal has told the log, and blind while
 * that can't be asked; `final` asks once more for all that there is.
 */
export function copiedSource(options: CopiedSourceOptions): LogSource {
  return {
    id: options.id,
    async open(from: Cursor | undefined, abort: AbortSignal, changed: () => void = () => {}): Promise<LogReader> {
      const file = await fileSource(options.path, { deps: options.deps }).open(from, abort, changed);
      return new CopiedReader(options.copy, file, abort, changed);
    },
  };
}

class CopiedReader implements LogReader {
  readonly #release: () => void;
  #isClosed = false;

  constructor(
    private readonly copy: AppCopy,
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
    return judged(await this.file.read(into, final && error === undefined), told, error);
  }

  unchanged(): Millis | undefined {
    const { told, error } = this.copy;
    const seen = told === undefined || error !== undefined ? undefined : this.file.unchanged?.();
    return seen === undefined ? undefined : Math.min(seen, told as Millis);
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
  const { end, ...data } = read;
  return told === undefined || error !== undefined ? data : { ...data, end: Math.min(end, told) };
}
