import type { Cursor, LogReader, LogSource, Millis, Read } from '../contract.js';
import { Backoff } from '../source/backoff.js';

/** A source's reader, opened when it is first asked, that never rejects: what can't be opened or read is blind, and tried again. */
export class CarefulReader {
  #reader: LogReader | undefined;
  readonly #backoff = new Backoff();
  /** Of this reader alone, so that what listens to it goes with it. */
  readonly #abort = new AbortController();

  constructor(
    private readonly source: LogSource,
    private readonly changed: () => void,
  ) {}

  /** `from`: where to begin, when it is opened with this call. */
  read(into: Buffer, final: boolean, from: Cursor | undefined, now: Millis): Read | Promise<Read> {
    const held = this.#backoff.held(now);
    if (held !== undefined) return { kind: 'blind', error: held };
    try {
      const reader = this.#reader;
      const read = reader === undefined ? this.#open(into, final, from) : reader.read(into, final);
      if (!('kind' in read)) return this.#answered(read, now);
      this.#backoff.succeed();
      return read;
    } catch (error) {
      return { kind: 'blind', error: this.#backoff.fail(error, now) };
    }
  }

  async #answered(read: Promise<Read>, now: Millis): Promise<Read> {
    try {
      const answer = await read;
      this.#backoff.succeed();
      return answer;
    } catch (error) {
      return { kind: 'blind', error: this.#backoff.fail(error, now) };
    }
  }

  async #open(into: Buffer, final: boolean, from: Cursor | undefined): Promise<Read> {
    this.#reader = await this.source.open(from, this.#abort.signal, this.changed);
    if (!this.#abort.signal.aborted) return this.#reader.read(into, final);
    await this.close();
    return { kind: 'ended' };
  }

  /** Up to when there is surely nothing new; undefined when only reading can tell. */
  unchanged(): Millis | undefined {
    return this.#reader?.unchanged?.();
  }

  async close(): Promise<void> {
    this.#abort.abort();
    const reader = this.#reader;
    this.#reader = undefined;
    try {
      await reader?.[Symbol.asyncDispose]();
    } catch {
      // It is of no use any more; what it could not close is not ours to tell.
    }
  }
}
