import { constants } from 'node:fs';
import { errorCode, type FileStats, type FileSystem, factsOf } from './file-system.js';

/** What tells of changes until it is closed. */
export interface FileWatcher {
  on(event: 'error', heard: (error: Error) => void): unknown;
  close(): void;
}

/**
 * What logs are read through: so much of `node:fs`, by the same names and with the same errors (`code: 'ENOENT'`, …).
 * `node:fs` fits, and so does what stands in for it, such as the `fs` of `memfs`. Nothing is ever written by it.
 */
export interface NodeFileSystem {
  openSync(path: string, flags: number): number;
  closeSync(fd: number): void;
  readSync(fd: number, buffer: Uint8Array, offset: number, length: number, position: number): number;
  fstatSync(fd: number, options: { readonly bigint: true }): FileStats;
  statSync(path: string, options: { readonly bigint: true }): FileStats;
  lstatSync(path: string, options: { readonly bigint: true }): FileStats;
  readdirSync(path: string): readonly unknown[];
  /** Tells when something in a directory may have changed. Without it files are looked at twice a second. */
  watch?(
    path: string,
    options: { readonly persistent: false },
    changed: (event: string, name: string | null) => void,
  ): FileWatcher;
}

/** The calls of sources by those of `node:fs`. What it says of times is compared with no clock: it may have one of its own. */
export function fileSystemOf(fs: NodeFileSystem): FileSystem {
  const absent = <T>(ask: () => T): T | undefined => {
    try {
      return ask();
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return undefined;
      throw error;
    }
  };
  const facts = (path: string) => absent(() => factsOf(fs.statSync(path, { bigint: true })));
  return {
    open: (path) => fs.openSync(path, constants.O_RDONLY),
    close: (fd) => fs.closeSync(fd),
    read: (fd, buffers, position) => readInTurn(fs, fd, buffers, position),
    factsOfOpen: (fd) => factsOf(fs.fstatSync(fd, { bigint: true })),
    facts,
    list: (directory) => fs.readdirSync(directory).map(String),
    kind: (path) => {
      const stats = absent(() => fs.lstatSync(path, { bigint: true }));
      if (stats?.isDirectory()) return 'directory';
      if (stats?.isSymbolicLink()) return facts(path)?.kind === 'file' ? 'file' : 'other';
      return stats?.isFile() ? 'file' : 'other';
    },
    type: () => 0,
    now: () => 0,
  };
}

function readInTurn(fs: NodeFileSystem, fd: number, buffers: readonly Buffer[], position: number): number {
  let read = 0;
  for (const buffer of buffers) {
    const length = buffer.length === 0 ? 0 : fs.readSync(fd, buffer, 0, buffer.length, position + read);
    read += length;
    if (length < buffer.length) break;
  }
  return read;
}
