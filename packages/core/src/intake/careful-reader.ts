import type { Cursor, LogReader, LogSource, Millis, Read } from '../contract.js';
import { Backoff } from '../source/backoff.js';

/** A source's reader, opened when it is first asked, that never rejects: what can't be opened or read is blind, and tried again. */
export class CarefulReader {
  #reader: LogReader | undefined;
  /** Made when something fails for the first time. */
  #backoff: Backoff | undefined;
  #closed = false;

  constructor(
    private readonly source: LogSource,
    private readonly changed: () => void,
    /** Of all that is read; this reader alone ends when it is disposed of. */
    private readonly abort: AbortSignal,
  ) {}

  /** `from`: where to begin, when it is opened with this call. */
  read(into: Buffer, final: boolean, from: Cursor | undefined, now: Millis): Read | Promise<Read> {
    const held = this.#backoff?.held(now);
    if (held !== undefined) return { kind: 'blind', error: held };
    try {
      const reader = this.#reader;
      const read = reader === undefined ? this.#open(into, final, from) : reader.read(into, final);
      if (!('kind' in read)) return this.#answered(read, now);
      this.#backoff?.succeed();
      return read;
    } catch (error) {
      return this.#failed(error, now);
    }
  }

  #failed(error: unknown, now: Millis): Read {
    this.#backoff ??= new Backoff();
    return { kind: 'blind', error: this.#backoff.fail(error, now) };
  }

  async #answered(read: Promise<Read>, now: Millis): Promise<Read> {
    try {
      const answer = await read;
      this.#backoff?.succeed();
      return answer;
    } catch (error) {
      return this.#failed(error, now);
    }
  }

  async #open(into: Buffer, final: boolean, from: Cursor | undefined): Promise<Read> {
    this.#reader = await this.source.open(from, this.abort, this.changed);
    if (!this.#closed) return this.#reader.read(into, final);
    await this.close();
    return { kind: 'ended' };
  }

  /** Up to when there is surely nothing new; undefined when only reading can tell. */
  unchanged(): Millis | undefined {
    return this.#reader?.unchanged?.();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const reader = this.#reader;
    this.#reader = undefined;
    try {
      await reader?.[Symbol.asyncDispose]();
    } catch {
      // It is of no use any more; what it could not close is not ours to tell.
    }
  }
}
