import type { Cursor, Deps, LogReader, Read } from '../contract.js';
import { Backoff } from './backoff.js';
import { type OpenFile, openFile } from './content.js';
import type { FileSystem } from './file-system.js';
import { Tail } from './tail.js';
import { encodeTrace, lastMark, traceOfCursor } from './trace.js';

/** Reads a file, compressed or not, from front to end, once. */
export class OnceReader implements LogReader {
  #tail: Tail | undefined;
  #from: Cursor | undefined;
  #generation: number;
  #ended = false;
  readonly #backoff = new Backoff();

  constructor(
    private readonly path: string,
    from: Cursor | undefined,
    private readonly deps: Deps,
    private readonly files: FileSystem,
    private readonly abort: AbortSignal,
  ) {
    this.#from = from;
    this.#generation = from?.generation ?? 0;
    abort.addEventListener('abort', this.close);
    if (abort.aborted) this.close();
  }

  async read(into: Buffer): Promise<Read> {
    if (this.#ended) return { kind: 'ended' };
    const now = this.deps.now();
    const held = this.#backoff.held(now);
    if (held) return { kind: 'blind', error: held };
    try {
      const read = await this.#read(into);
      this.#backoff.succeed();
      return read;
    } catch (error) {
      return this.#ended ? { kind: 'ended' } : { kind: 'blind', error: this.#backoff.fail(error, now) };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  readonly close = (): void => {
    this.#ended = true;
    this.abort.removeEventListener('abort', this.close);
    this.#tail?.file.close();
    this.#tail = undefined;
  };

  async #read(into: Buffer): Promise<Read> {
    if (!this.#tail) {
      const file = openFile(this.files, this.path, 'lenient');
      const from = this.#from;
      const inside = from !== undefined && from.offset > 0;
      const resumed = inside ? await this.#resume(file, from) : undefined;
      this.#tail = resumed ?? new Tail(file);
      // Closed in the meantime.
      if (this.#ended) file.close();
      if (inside && !resumed) return this.#restart('replaced', from.offset);
    }
    const taken = await this.#tail.take(into, true);
    if (taken.kind === 'lines') {
      return { kind: 'data', bytes: taken.bytes, cursor: this.#at(this.#tail), ...(taken.cut && { cut: true }) };
    }
    if (taken.kind === 'foreign') {
      const { offset } = this.#tail;
      this.#tail.file.close();
      this.#tail = new Tail(openFile(this.files, this.path, 'lenient'));
      return this.#restart('truncated', offset);
    }
    this.close();
    return { kind: 'ended' };
  }

  async #resume(file: OpenFile, from: Cursor): Promise<Tail | undefined> {
    try {
      return await Tail.resume(file, traceOfCursor(from));
    } catch (error) {
      file.close();
      throw error;
    }
  }

  #restart(reason: 'truncated' | 'replaced', offset: number): Read {
    this.#generation += 1;
    this.#from = undefined;
    const gap = `Bytes of ${this.path} after ${offset} may be lost: the file is not the one that was read up to there.`;
    return { kind: 'reset', reason, cursor: this.#at(this.#tail as Tail), gap };
  }

  #at(tail: Tail): Cursor {
    const trace = tail.trace('=');
    const mark = lastMark(trace);
    const earlier = trace.marks.slice(0, -1);
    const seen = earlier.length > 0 ? [encodeTrace({ ...trace, marks: earlier })] : [];
    const { inode, head } = trace;
    return { path: this.path, inode, head, tail: mark.tail, offset: mark.offset, generation: this.#generation, seen };
  }
}
