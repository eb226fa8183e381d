import type { Readable } from 'node:stream';
import type { Cursor, Deps, LogReader, LogSource, Read } from '../contract.js';
import { frame, restOfLine, UNKNOWN } from './lines.js';

/**
 * Standard input, or a child's pipe. Data is taken from the stream only as it is read, so that a fast writer waits.
 * It can't be resumed: a second `open`, or one after a restart, goes on with what the stream still brings.
 */
export function streamSource(id: string, stream: Readable, options: { readonly deps: Deps }): LogSource {
  return {
    id,
    async open(_from: Cursor | undefined, abort: AbortSignal, changed?: () => void): Promise<LogReader> {
      return new StreamReader(stream, options.deps, abort, changed ?? (() => {}));
    },
  };
}

class StreamReader implements LogReader {
  #chunks: Buffer[] = [];
  #buffered = 0;
  #offset = 0;
  #cut = false;
  #over = false;
  #closed = false;
  #error: Error | undefined;

  constructor(
    private readonly stream: Readable,
    private readonly deps: Deps,
    private readonly abort: AbortSignal,
    private readonly changed: () => void,
  ) {
    this.#over = stream.readableEnded || stream.destroyed;
    stream.on('readable', this.changed);
    stream.on('end', this.#onEnd);
    stream.on('close', this.#onEnd);
    stream.on('error', this.#onError);
    if (abort.aborted) this.#close();
    else abort.addEventListener('abort', this.#close, { once: true });
  }

  async read(into: Buffer, final = false): Promise<Read> {
    if (this.#closed) return { kind: 'ended' };
    const asOf = this.deps.now();
    // One byte more than fits tells whether a `\r` in the last place is half of a line end.
    if (!this.#pull(into.length + 1)) {
      // A pipe's bytes reach the stream in the next turn of the event loop, if there are any.
      await new Promise((resolve) => setImmediate(resolve));
      this.#pull(into.length + 1);
    }
    for (;;) {
      const length = this.#copy(into);
      const next = this.#buffered > into.length ? this.#byteAt(into.length) : UNKNOWN;
      if (this.#cut && length > 0) {
        const rest = restOfLine(into, length);
        this.#cut = !rest.ends;
        this.#drop(rest.bytes);
        this.#pull(into.length + 1);
        continue;
      }
      const framed = frame(into, length, next, final || this.#over);
      if (framed.kind === 'lines') {
        this.#drop(framed.bytes);
        this.#cut = framed.cut;
        return { kind: 'data', bytes: framed.bytes, cursor: this.#at(), ...(framed.cut && { cut: true }) };
      }
      if (this.#error) return { kind: 'blind', error: this.#error };
      return this.#over ? { kind: 'ended' } : { kind: 'caught_up', asOf, cursor: this.#at() };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#close();
  }

  // Whether at least one whole buffer is there.
  #pull(wanted: number): boolean {
    while (this.#buffered < wanted) {
      const chunk: Buffer | string | null = this.stream.read();
      if (chunk === null) return false;
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      this.#chunks.push(bytes);
      this.#buffered += bytes.length;
    }
    return true;
  }

  #copy(into: Buffer): number {
    let length = 0;
    for (const chunk of this.#chunks) {
      length += chunk.copy(into, length);
      if (length === into.length) break;
    }
    return length;
  }

  #byteAt(position: number): number {
    let at = position;
    for (const chunk of this.#chunks) {
      if (at < chunk.length) return chunk[at] as number;
      at -= chunk.length;
    }
    return UNKNOWN;
  }

  #drop(bytes: number): void {
    this.#offset += bytes;
    this.#buffered -= bytes;
    let left = bytes;
    for (let first = this.#chunks[0]; first && left > 0; first = this.#chunks[0]) {
      if (first.length > left) this.#chunks[0] = first.subarray(left);
      else this.#chunks.shift();
      left -= Math.min(left, first.length);
    }
  }

  #at(): Cursor {
    return { path: '', inode: '', head: '', tail: '', offset: this.#offset, generation: 0, seen: [] };
  }

  readonly #onEnd = (): void => {
    // `close` may come while bytes are still buffered in the stream.
    this.#pull(Number.POSITIVE_INFINITY);
    this.#over = true;
    this.changed();
  };

  readonly #onError = (error: Error): void => {
    this.#error = error;
    this.changed();
  };

  readonly #close = (): void => {
    this.#closed = true;
    this.#chunks = [];
    this.stream.off('readable', this.changed);
    this.stream.off('end', this.#onEnd);
    this.stream.off('close', this.#onEnd);
    this.stream.off('error', this.#onError);
    this.abort.removeEventListener('abort', this.#close);
    this.stream.pause();
  };
}
