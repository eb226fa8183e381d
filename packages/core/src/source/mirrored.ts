import { setMaxListeners } from 'node:events';
import type { Cursor, Deps, LogReader, LogSource, Millis, Read } from '../contract.js';
import { sizeOf } from './copy-file.js';
import { fileSource } from './file-source.js';
import { Mirroring } from './mirroring.js';
import type { RemoteLog } from './remote-log.js';

/** A log elsewhere, and where its copy stands. */
export interface MirrorOptions {
  /** What a person reads before `:line`; stable over restarts of sigwatch. */
  readonly id: string;
  /**
   * The copy. No other name in its folder may begin with its name and go on with `.`, `-`, `_` or `~`: that would be a
   * rotated sibling of it. It is made with its folders, readable by its owner alone.
   */
  readonly path: string;
  readonly remote: RemoteLog;
  readonly deps: Deps;
  /** As `LogSource.beside` and `LogSource.last_word`. */
  readonly beside?: true;
  readonly last_word?: true;
}

/**
 * A log that another machine has. It is copied to a file byte for byte, and the copy is read: what is asked for next is
 * what stands behind the copy's end, so that crashes and lost connections lose and double nothing, and the log outlives
 * the machine. Offsets and lines are those of the log. While it can't be asked the source is blind, once the copy is read
 * to its end; `final` asks for all that there is once more. Opening never fails.
 */
export function mirroredSource(options: MirrorOptions): LogSource {
  const { id, beside, last_word } = options;
  return {
    id,
    ...(beside === undefined ? {} : { beside }),
    ...(last_word === undefined ? {} : { last_word }),
    async open(from: Cursor | undefined, abort: AbortSignal, changed: () => void = () => {}): Promise<LogReader> {
      return new MirroredReader(options, from, abort, changed);
    },
  };
}

const ENDED: Read = { kind: 'ended' };

class MirroredReader implements LogReader {
  /** Reads the copy; undefined while that is shorter than what was read of it. */
  #copy: LogReader | undefined;
  #isClosed = false;
  readonly #mirroring: Mirroring;
  /** Of the reader of the copy. */
  readonly #abort = new AbortController();

  constructor(
    private readonly options: MirrorOptions,
    /** Up to where it was read. */
    private cursor: Cursor | undefined,
    private readonly abort: AbortSignal,
    private readonly changed: () => void,
  ) {
    this.#mirroring = new Mirroring(options, () => this.changed(), this.#compare);
    // There is one listener for each of many sources; Node warns of more than ten, as if they were forgotten.
    setMaxListeners(0, abort);
    abort.addEventListener('abort', this.close, { once: true });
    if (abort.aborted) this.close();
  }

  read(into: Buffer, final = false): Read | Promise<Read> {
    if (this.#isClosed) return ENDED;
    if (final) return this.#finish(into);
    this.#mirroring.start();
    return this.#copy === undefined ? this.#openAndRead(into, false) : this.#read(this.#copy, into, false);
  }

  unchanged(): Millis | undefined {
    const { told, error } = this.#mirroring;
    const seen = told === undefined || error !== undefined ? undefined : this.#copy?.unchanged?.();
    return seen === undefined ? undefined : Math.min(seen, told as Millis);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  readonly close = (): void => {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.abort.removeEventListener('abort', this.close);
    this.#mirroring.stop();
    this.#abort.abort();
    this.#copy = undefined;
  };

  async #finish(into: Buffer): Promise<Read> {
    await this.#mirroring.finish();
    if (this.#isClosed) return ENDED;
    // Half a line is one only where nothing more can come.
    const final = this.#mirroring.isWhole;
    return this.#copy === undefined ? this.#openAndRead(into, final) : this.#read(this.#copy, into, final);
  }

  async #openAndRead(into: Buffer, final: boolean): Promise<Read> {
    const { options, cursor } = this;
    try {
      const size = sizeOf(options.path) ?? -1;
      if (size < (cursor?.offset ?? 0) && !final) return blind(this.#mirroring.error ?? this.#unready());
      const copy = await fileSource(options.path, options).open(cursor, this.#abort.signal);
      if (this.#isClosed) return ENDED;
      this.#copy = copy;
      return this.#read(copy, into, final);
    } catch (error) {
      return blind(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #read(copy: LogReader, into: Buffer, final: boolean): Read | Promise<Read> {
    // Before it is read: what is told from now on may be of bytes that this read does not see.
    const { told } = this.#mirroring;
    const read = copy.read(into, final);
    return 'kind' in read ? this.#judge(copy, read, told) : read.then((one) => this.#judge(copy, one, told));
  }

  /** A copy that was read to its end tells of the log only as much as the other side has told. */
  #judge(copy: LogReader, read: Read, told: Millis | undefined): Read {
    if (this.#isClosed) return ENDED;
    const { error } = this.#mirroring;
    if (copy !== this.#copy) return blind(error ?? this.#unready());
    if ('cursor' in read) this.cursor = read.cursor;
    if (read.kind === 'caught_up') {
      if (error !== undefined) return blind(error);
      return told === undefined ? blind(this.#unready()) : { ...read, asOf: Math.min(read.asOf, told) };
    }
    if (read.kind !== 'data' || read.end === undefined) return read;
    const { end, ...data } = read;
    return told === undefined || error !== undefined ? data : { ...data, end: Math.min(end, told) };
  }

  #unready(): Error {
    const { cursor } = this;
    return new Error(cursor === undefined ? 'it has not answered yet' : 'what was read of it is being copied again');
  }

  /**
   * A copy may be shorter than what was read of it: its machine crashed before it was written to disk, or somebody has
   * removed it. It is filled again before it is read on, since its reader would take it for another file.
   */
  readonly #compare = (size: number): void => {
    const copy = this.#copy;
    if (copy === undefined || size >= (this.cursor?.offset ?? 0)) return;
    this.#copy = undefined;
    void copy[Symbol.asyncDispose]();
  };
}

const blind = (error: Error): Read => ({ kind: 'blind', error });
