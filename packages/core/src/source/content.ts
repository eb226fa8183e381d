import { compressionOf } from './compression.js';
import type { FileFacts, FileSystem } from './file-system.js';
import { Unpacked } from './unpacked.js';

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

/**
 * Opens a file for reading by position. `packed: 'detect'` looks at its first bytes whether it is compressed;
 * `'lenient'` does so too and takes a compressed file that breaks off for one that ends there.
 * Throws Node's error when it can't be opened, `EISDIR` for what is no regular file, and (lenient) says so when it is
 * compressed in a way that can't be read here: what can't be unpacked must not be read as if it were a log.
 */
export function openFile(files: FileSystem, path: string, packed: 'never' | 'detect' | 'lenient' = 'never'): OpenFile {
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
    const compression = packed === 'never' ? undefined : compressionOf((into) => files.read(fd, [into], 0));
    if (packed === 'lenient' && compression !== undefined && compression.unpack === undefined)
      throw new Error(compression.refusal(path));
    const { unpack } = compression ?? {};
    const unpacked = unpack && new Unpacked(read, () => unpack(packed === 'lenient'), compression?.inFrames === true);
    const close = () => {
      if (!open) return;
      open = false;
      unpacked?.stop();
      files.close(fd);
    };
    return { path, facts, raw, content: unpacked ?? raw, compressed: unpacked !== undefined, close };
  } catch (error) {
    files.close(fd);
    throw error;
  }
}
