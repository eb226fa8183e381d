import { Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import type { FileFacts, FileSystem } from './file-system.js';

/** Bytes by position, whether they lie in the file as they are or compressed. */
export interface Content {
  /** Fills `buffers` in turn from byte `position`; fewer bytes than asked for mean the end. */
  read(buffers: readonly Buffer[], position: number): number | Promise<number>;
}

/** A file that is open, and what it was when it was opened. Whoever opens it closes it. */
export interface OpenFile {
  readonly path: string;
  readonly facts: FileFacts;
  readonly content: Content;
  /** The bytes as they lie in the file; the same as `content` unless it is compressed. */
  readonly raw: Content;
  readonly compressed: boolean;
  close(): void;
}

const GZIP_CHUNK = 64 * 1024;

/**
 * Opens a file for reading by position. `gzip: 'detect'` looks at its first bytes; `'lenient'` does so too and takes
 * a compressed file that breaks off for one that ends there.
 * Throws Node's error when it can't be opened, and `EISDIR` for what is no regular file.
 */
export function openFile(files: FileSystem, path: string, gzip: 'never' | 'detect' | 'lenient' = 'never'): OpenFile {
  const fd = files.open(path);
  try {
    const facts = files.factsOfOpen(fd);
    if (facts.kind !== 'file') {
      throw Object.assign(new Error(`EISDIR: not a regular file, '${path}'`), { code: 'EISDIR' });
    }
    let open = true;
    // A number that was closed may already belong to another file.
    const read = (buffers: readonly Buffer[], position: number): number => {
      if (!open) throw Object.assign(new Error(`EBADF: '${path}' was closed`), { code: 'EBADF' });
      return files.read(fd, buffers, position);
    };
    const raw: Content = { read };
    const magic = Buffer.alloc(2);
    const compressed = gzip !== 'never' && files.read(fd, [magic], 0) === 2 && magic[0] === 0x1f && magic[1] === 0x8b;
    const unpacked = compressed ? new Gunzipped(read, gzip === 'lenient') : undefined;
    const close = () => {
      if (!open) return;
      open = false;
      unpacked?.stop();
      files.close(fd);
    };
    return { path, facts, raw, content: unpacked ?? raw, compressed, close };
  } catch (error) {
    files.close(fd);
    throw error;
  }
}

/** The decompressed bytes of a gzip file. Reading onwards streams; reading back starts from the front again. */
class Gunzipped implements Content {
  #chunks: Buffer[] = [];
  /** Position of the first byte of `#chunks`, and of the byte behind the last. */
  #start = 0;
  #end = 0;
  #stream: Readable | undefined;
  #next: AsyncIterator<Buffer> | undefined;

  constructor(
    private readonly raw: (buffers: readonly Buffer[], position: number) => number,
    private readonly lenient: boolean,
  ) {}

  async read(buffers: readonly Buffer[], position: number): Promise<number> {
    if (position < this.#start) this.stop();
    const wanted = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
    this.#next ??= this.#open();
    while (this.#end < position + wanted) {
      const { value, done } = await this.#next.next();
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
    this.#chunks = [];
    this.#start = 0;
    this.#end = 0;
  }

  #open(): AsyncIterator<Buffer> {
    const { raw } = this;
    const source = Readable.from(
      (function* () {
        for (let at = 0; ; ) {
          const chunk = Buffer.allocUnsafe(GZIP_CHUNK);
          const length = raw([chunk], at);
          if (length === 0) return;
          at += length;
          yield chunk.subarray(0, length);
        }
      })(),
    );
    const gunzip = createGunzip({
      chunkSize: GZIP_CHUNK,
      ...(this.lenient && { finishFlush: constants.Z_SYNC_FLUSH }),
    });
    source.on('error', (error) => gunzip.destroy(error));
    gunzip.on('close', () => source.destroy());
    // An error that nobody waits for, because the file was closed, must not end the process.
    gunzip.on('error', () => {});
    this.#stream = gunzip;
    return source.pipe(gunzip)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
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
