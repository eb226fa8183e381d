import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { PassThrough, type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RefusedError } from '@sigwatch/core';
import { ZipFile } from 'yazl';
import { type Entry, readable } from './entries.js';
import { tooBig } from './too-big.js';

/** A moment that every zip can hold; what was changed when does not matter to a package. In local time, which zips have. */
const MTIME = new Date(1980, 0, 1);
/** Bytes. What the store of a cluster takes. */
const MOST = 500 * 1024 * 1024;

/**
 * Writes a zip of the entries, and returns a hash (hex) of their names, modes and contents. Each file is read once, in
 * pieces: what was hashed is what is in the zip, also while somebody writes to the folder. Rejects with `RefusedError`.
 */
export async function pack(
  { entries, target, from, most = MOST }: Packing,
  abort: AbortSignal,
): Promise<{ readonly hash: string }> {
  const all = createHash('sha256');
  const zip = new ZipFile();
  const failed = new Promise<never>((_, reject) => zip.on('error', reject));
  const reading: { now?: Readable } = {};
  for (const entry of entries) add(zip, entry, all, reading);
  zip.end();
  let size = 0;
  const bounded = new Transform({
    transform(part: Buffer, _, done) {
      size += part.length;
      if (size > most) done(new RefusedError(tooBig(from, entries, most)));
      else done(null, part);
    },
  });
  const output = (zip.outputStream as Readable).pipe(new PassThrough());
  const written = pipeline(output, bounded, createWriteStream(target, { mode: 0o600 }), { signal: abort });
  try {
    await Promise.race([written, failed]);
  } finally {
    reading.now?.destroy();
    output.destroy();
    await written.catch(() => {});
  }
  return { hash: all.digest('hex') };
}

export interface Packing {
  readonly entries: readonly Entry[];
  /** Path of the zip; what is there is replaced. */
  readonly target: string;
  /** The folder that is packed, for sentences. */
  readonly from: string;
  /** Bytes that the zip may have. */
  readonly most?: number;
}

function add(zip: ZipFile, { path, file, executable }: Entry, all: Hash, reading: { now?: Readable }): void {
  const kind = file === undefined ? 'folder' : executable ? 'program' : 'file';
  const tell = (digest: string): Hash => all.update(`${JSON.stringify([path, kind, digest])}\n`);
  const options = { mtime: MTIME, mode: executable ? 0o100755 : 0o100644, forceDosTimestamp: true };
  if (file === undefined) {
    tell('');
    zip.addEmptyDirectory(path, { mtime: MTIME, mode: 0o040755, forceDosTimestamp: true });
    return;
  }
  zip.addReadStreamLazy(path, options, (give) => {
    const digest = createHash('sha256');
    const read = createReadStream(file);
    reading.now = read;
    const hashing = new Transform({
      transform(part: Buffer, _, done) {
        digest.update(part);
        done(null, part);
      },
      flush(done) {
        tell(digest.digest('hex'));
        done();
      },
    });
    readable(file, pipeline(read, hashing)).catch((error: Error) => zip.emit('error', error));
    give(null, hashing);
  });
}
