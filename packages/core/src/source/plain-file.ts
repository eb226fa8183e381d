import type { LogSource } from '../contract.js';
import { compressionOf } from './compression.js';
import { FileSource } from './file-source.js';
import { nodeFileSystem } from './file-system.js';

/** A file that lies there as it is to be read, so that several can read parts of it at once. */
export interface PlainFile {
  readonly path: string;
  readonly inode: string;
  /** In bytes, when it was looked at. */
  readonly size: number;
  /** Where it was left open: for all threads of the process, until whoever asked for it closes it. */
  readonly fd?: number;
}

/**
 * The file of a source that reads one from front to end, open where it is larger than `whole` bytes. Undefined for what
 * is followed, unpacked, no file, or can't be opened now: that is for the source's own reader.
 */
export function plainFile(source: LogSource, whole: number): PlainFile | undefined {
  const path = source instanceof FileSource ? source.plainPath : undefined;
  if (path === undefined) return undefined;
  const files = nodeFileSystem;
  let fd: number;
  try {
    fd = files.open(path);
  } catch {
    return undefined;
  }
  let stays = false;
  try {
    const { kind, inode, size } = files.factsOfOpen(fd);
    if (kind !== 'file' || compressionOf((into) => files.read(fd, [into], 0)) !== undefined) return undefined;
    stays = size > whole;
    return { path, inode, size, ...(stays && { fd }) };
  } catch {
    return undefined;
  } finally {
    if (!stays) files.close(fd);
  }
}
