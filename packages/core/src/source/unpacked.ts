import { Readable, type Transform } from 'node:stream';
import type { Content } from './content.js';

const RAW_CHUNK = 64 * 1024;

/** What unpacks a stream, and how much of it it has used. */
export type Unpacker = Transform & { readonly bytesWritten: number };

/** The bytes of a compressed file, unpacked. Reading onwards streams; reading back starts from the front again. */
export class Unpacked implements Content {
  #chunks: Buffer[] = [];
  /** Position of the first byte of `#chunks`, and of the byte behind the last. */
  #start = 0;
  #end = 0;
  #stream: Unpacker | undefined;
  /** Where in the file the stream began. */
  #from = 0;
  #next: AsyncIterator<Buffer> | undefined;

  constructor(
    private readonly raw: (buffers: readonly Buffer[], position: number) => number,
    private readonly unpacker: () => Unpacker,
    /** Whether what unpacks it ends with a part of the file. */
    private readonly inFrames: boolean,
  ) {}

  async read(buffers: readonly Buffer[], position: number): Promise<number> {
    if (position < this.#start) this.stop();
    const wanted = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
    this.#next ??= this.#open();
    while (this.#end < position + wanted) {
      const { value, done } = await this.#next.next();
      if (done && this.#goOn()) continue;
      if (done) break;
      this.#chunks.push(value);
      this.#end += value.length;
      this.#drop(position);
    }
    this.#drop(position);
    return this.#copy(buffers, position);
  }

  stop(): void {
    this.#stream?.destroy();
    this.#stream = undefined;
    this.#next = undefined;
    this.#from = 0;
    this.#chunks = [];
    this.#start = 0;
    this.#end = 0;
  }

  /** Node's zstd ends with the first frame, and a file may have many: what it has left is unpacked by the next one. */
  #goOn(): boolean {
    const { raw } = this;
    const used = this.#stream?.bytesWritten ?? 0;
    if (!this.inFrames || used === 0 || raw([Buffer.alloc(1)], this.#from + used) === 0) return false;
    this.#from += used;
    this.#next = this.#open();
    return true;
  }

  #open(): AsyncIterator<Buffer> {
    const { raw } = this;
    const from = this.#from;
    const source = Readable.from(
      (function* () {
        for (let at = from; ; ) {
          const chunk = Buffer.allocUnsafe(RAW_CHUNK);
          const length = raw([chunk], at);
          if (length === 0) return;
          at += length;
          yield chunk.subarray(0, length);
        }
      })(),
    );
    const unpacker = this.unpacker();
    source.on('error', (error) => unpacker.destroy(error));
    unpacker.on('close', () => source.destroy());
    // An error that nobody waits for, because the file was closed, must not end the process.
    unpacker.on('error', () => {});
    this.#stream = unpacker;
    return source.pipe(unpacker)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  #drop(position: number): void {
    for (;;) {
      const first = this.#chunks[0];
      if (!first || this.#start + first.length > position) return;
      this.#chunks.shift();
      this.#start += first.length;
    }
  }

  #copy(buffers: readonly Buffer[], position: number): number {
    let skip = position - this.#start;
    let total = 0;
    let target = 0;
    let filled = 0;
    for (const chunk of this.#chunks) {
      let from = Math.min(skip, chunk.length);
      skip -= from;
      while (from < chunk.length && target < buffers.length) {
        const buffer = buffers[target] as Buffer;
        const count = chunk.copy(buffer, filled, from);
        from += count;
        filled += count;
        total += count;
        if (filled === buffer.length) {
          target += 1;
          filled = 0;
        }
      }
    }
    return total;
  }
}
