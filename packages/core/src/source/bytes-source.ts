import type { Cursor, Deps, LogReader, LogSource, Millis, Read } from '../contract.js';
import { frame, restOfLine, UNKNOWN } from './lines.js';

/** A log as bytes that only grow, however one gets at them. */
export interface LogBytes {
  /** Stable over restarts of sigwatch; what a person reads before `:line`. */
  readonly id: string;
  /**
   * At most `length` bytes from `offset` on; none where there are none yet. Rejects when it can't be read now: the run is blind
   * there until it can be. The same bytes each time, also in a later process.
   */
  read(offset: number, length: number, abort: AbortSignal): Promise<Uint8Array> | Uint8Array;
  /** Whether nothing will ever be added to what a `read` after this gives. Default: it may always grow. */
  ended?(): Promise<boolean> | boolean;
  /** Calls `changed` when there may be more, until what it returns is called. Only a hint: without it, reads come twice a second. */
  watch?(changed: () => void): () => void;
  /** As `LogSource.beside` and `LogSource.last_word`. */
  readonly beside?: true;
  readonly last_word?: true;
}

/** A source of it, which keeps the contract: whole lines, half ones waited for, long ones cut, and cursors to go on from. */
export function bytesSource(log: LogBytes, { now }: Pick<Deps, 'now'>): LogSource {
  const { id, beside, last_word } = log;
  return {
    id,
    ...(beside && { beside }),
    ...(last_word && { last_word }),
    open: async (from, abort, changed) => new BytesReader(log, now, from, abort, changed),
  };
}

/** In a cursor: it stands inside of a line of which the head was handed out. */
const CUT = ':cut';

class BytesReader implements LogReader {
  readonly #log: LogBytes;
  readonly #now: () => Millis;
  readonly #abort: AbortSignal;
  readonly #unwatch: (() => void) | undefined;
  #offset: number;
  #cut: boolean;
  #closed = false;

  constructor(
    log: LogBytes,
    now: () => Millis,
    from: Cursor | undefined,
    abort: AbortSignal,
    changed: (() => void) | undefined,
  ) {
    this.#log = log;
    this.#now = now;
    this.#abort = abort;
    this.#offset = from?.offset ?? 0;
    this.#cut = from?.tail === CUT;
    this.#unwatch = changed === undefined ? undefined : log.watch?.(changed);
  }

  async read(into: Buffer, final = false): Promise<Read> {
    try {
      return await this.#next(into, final);
    } catch (error) {
      if (this.#isClosed) return { kind: 'ended' };
      return { kind: 'blind', error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  async #next(into: Buffer, final: boolean): Promise<Read> {
    for (;;) {
      if (this.#isClosed) return { kind: 'ended' };
      const asOf = this.#now();
      // Asked first: what is added between the two is read by the next.
      const over = (await this.#log.ended?.()) ?? false;
      // One byte more than fits tells whether a `\r` in the last place is half of a line end.
      const got = await this.#log.read(this.#offset, into.length + 1, this.#abort);
      if (this.#isClosed) return { kind: 'ended' };
      const length = Math.min(got.length, into.length);
      into.set(got.subarray(0, length));
      if (this.#cut && length > 0) {
        const rest = restOfLine(into, length);
        this.#offset += rest.bytes;
        this.#cut = !rest.ends;
        continue;
      }
      const framed = frame(into, length, got[into.length] ?? UNKNOWN, final || over);
      if (framed.kind === 'wait') return over ? { kind: 'ended' } : { kind: 'caught_up', asOf, cursor: this.#cursor() };
      this.#offset += framed.bytes;
      this.#cut = framed.cut;
      return { kind: 'data', bytes: framed.bytes, cursor: this.#cursor(), ...(framed.cut && { cut: true }) };
    }
  }

  get #isClosed(): boolean {
    return this.#closed || this.#abort.aborted;
  }

  #cursor(): Cursor {
    const tail = this.#cut ? CUT : '';
    return { path: this.#log.id, inode: '0', head: '', tail, offset: this.#offset, generation: 0, seen: [] };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#unwatch?.();
  }
}
