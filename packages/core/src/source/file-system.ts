import fs from 'node:fs';

/** What a reader needs to know of a file. Inodes are strings, because they exceed 2^53 on Lustre, BeeGFS and CIFS. */
export interface FileFacts {
  readonly inode: string;
  readonly size: number;
  /** Nanoseconds; only compared with each other. */
  readonly modified: bigint;
  /** Nanoseconds; of the last change of any kind, which nobody can set. */
  readonly changed: bigint;
  /** Nanoseconds; 0 where the file system does not know. */
  readonly born: bigint;
  readonly links: number;
  readonly kind: 'file' | 'directory' | 'other';
}

/**
 * The few calls that sources make, so that tests can pass a file system with stale mounts and reused inodes.
 * Synchronous: a call costs 1–3 µs, a promise ten times that. All throw Node's own errors (`code: 'ESTALE'`, …).
 */
export interface FileSystem {
  open(path: string): number;
  close(fd: number): void;
  /** Fills `buffers` in turn from byte `position`; returns how many bytes there were. */
  read(fd: number, buffers: readonly Buffer[], position: number): number;
  factsOfOpen(fd: number): FileFacts;
  /** `undefined`: there is no such path. */
  facts(path: string): FileFacts | undefined;
  list(directory: string): string[];
  /** What a walk meets at `path`: a link counts as the file that it leads to, but not as a directory. */
  kind(path: string): 'file' | 'directory' | 'other';
  /** The magic number of the file system that holds `path` (statfs `f_type`). */
  type(path: string): number;
  /** The clock that stamps the files (ms since the epoch); 0 where nobody knows it, so that no time proves anything. Default: that of who asks. */
  now?(): number;
}

/** What is asked of a file, as `node:fs` tells it with `{ bigint: true }`. */
export interface FileStats {
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly birthtimeNs: bigint;
  readonly nlink: bigint;
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

export function factsOf(stats: FileStats): FileFacts {
  return {
    inode: String(stats.ino),
    size: Number(stats.size),
    modified: stats.mtimeNs,
    changed: stats.ctimeNs,
    born: stats.birthtimeNs,
    links: Number(stats.nlink),
    kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other',
  };
}

const { O_RDONLY, O_NONBLOCK = 0, O_NOATIME = 0 } = fs.constants;
// Without O_NONBLOCK, opening a FIFO that has no writer would stop the whole process.
const READ = O_RDONLY | O_NONBLOCK;

/** What is read by the line would else note the moment of each reading in the file's inode, which costs as much as the read. */
function openToRead(path: string): number {
  try {
    return fs.openSync(path, READ | O_NOATIME);
  } catch (error) {
    // Only the file's owner may ask for it.
    if (O_NOATIME === 0 || !['EPERM', 'EINVAL'].includes(errorCode(error))) throw error;
    return fs.openSync(path, READ);
  }
}

/** The real thing. */
export const nodeFileSystem: FileSystem = {
  open: openToRead,
  close: (fd) => fs.closeSync(fd),
  read: (fd, buffers, position) => {
    const [first] = buffers;
    // Of one alone it takes two thirds as long.
    if (first !== undefined && buffers.length === 1) return fs.readSync(fd, first, 0, first.length, position);
    return fs.readvSync(fd, buffers, position);
  },
  factsOfOpen: (fd) => factsOf(fs.fstatSync(fd, { bigint: true })),
  facts: (path) => {
    const stats = fs.statSync(path, { bigint: true, throwIfNoEntry: false });
    return stats && factsOf(stats);
  },
  list: (directory) => fs.readdirSync(directory),
  kind: (path) => {
    const stats = fs.lstatSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory()) return 'directory';
    const target = stats?.isSymbolicLink() ? fs.statSync(path, { throwIfNoEntry: false }) : stats;
    return target?.isFile() ? 'file' : 'other';
  },
  type: (path) => fs.statfsSync(path).type,
};

// From linux/magic.h and the vendors' headers. Their clients cache attributes, so that only an open asks the server.
const NETWORK = new Set([
  0x6969, // NFS
  0x0bd00bd0, // Lustre
  0x47504653, // GPFS
  0xff534d42, // CIFS
  0xfe534d42, // SMB2
  0x517b, // SMB
  0x19830326, // BeeGFS
  0x00c36400, // CEPH
  0x65735546, // FUSE
  0x01021997, // 9p
  0xaad7aaea, // PanFS
  0x5346414f, // AFS
]);

/** Whether a file on this path may be written by another machine. `false` where it can't be known. */
export function isNetwork(files: FileSystem, path: string): boolean {
  try {
    // Some kernels hand the number out with its sign.
    return NETWORK.has(files.type(path) >>> 0);
  } catch {
    return false;
  }
}

export function errorCode(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? '';
}
