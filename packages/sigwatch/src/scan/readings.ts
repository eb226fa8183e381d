import { Bell, type LogReader, type LogSource, type Read } from '@sigwatch/core';

/** What was read next: of a source, or that there is no more of any. */
export interface Reading {
  readonly source?: LogSource;
  readonly read?: Read;
  /** Of lines. */
  readonly bytes?: number;
}

/** Reads sources to their end, one after the other. */
export class Readings implements AsyncDisposable {
  #reader: LogReader | undefined;
  #bell = new Bell();
  #next = 0;

  constructor(
    readonly sources: readonly LogSource[],
    readonly abort: AbortSignal,
  ) {}

  /** Neither rejects nor waits: of a source that has nothing yet it says so. */
  async read(into: Buffer): Promise<Reading> {
    const source = this.sources[this.#next];
    if (source === undefined) return {};
    this.#reader ??= await source.open(undefined, this.abort, this.#bell.ring);
    this.#bell.reset();
    // A line of a pipe ends where its end is, and not where the pipe pauses.
    const read = await this.#reader.read(into, false);
    if (read.kind === 'data') return { source, read, bytes: read.bytes };
    if (read.kind === 'blind' || read.kind === 'ended') await this.#leave();
    return { source, read };
  }

  /** Until the source may have more. */
  async wait(): Promise<void> {
    await this.#bell.wait(this.abort);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#leave();
  }

  async #leave(): Promise<void> {
    this.#next += 1;
    await this.#reader?.[Symbol.asyncDispose]();
    this.#reader = undefined;
    this.#bell = new Bell();
  }
}
