import type { Cursor, Deps, LogReader, LogSource, Millis } from '../contract.js';
import { Closing } from './closing.js';
import { Descriptors } from './descriptors.js';
import { Directories } from './directories.js';
import { ErrorFileReader } from './error-file-reader.js';
import { type FileSystem, nodeFileSystem } from './file-system.js';
import { type FollowOptions, FollowReader } from './follow-reader.js';
import { OnceReader } from './once-reader.js';
import { isErrorFile } from './torchelastic.js';
import type { Wakes } from './wakes.js';

/** How a file is read. */
export interface FileSourceOptions {
  readonly deps: Deps;
  /** `true` (default): follow the file through rotations. `false`: read it to its end, then `ended`. */
  readonly follow?: boolean;
  /** Default: the path. */
  readonly id?: string;
  /** Hints when to read; share one between all sources of an engine. Without it no hint ever comes. */
  readonly wakes?: Wakes;
  /** How long (ms, default 5000) a file that was rotated away must be quiet before its descriptor is closed. */
  readonly lingerMs?: Millis;
  /** Default: node:fs. */
  readonly files?: FileSystem;
  /** What many searches have in common, so that each directory is listed once for all of them and all open no more than so many files. Its `files` are those that are read. Default: of its own. */
  readonly common?: CommonReading;
}

/**
 * A log file. Opening never fails: a file that can't be read makes the reader `blind`, one that does not exist yet
 * is `caught_up`. With `follow: false`, gzip is recognised and unpacked, and offsets are those of the unpacked bytes. The error file of
 * a torchrun worker is read as the traceback that it holds.
 */
export function fileSource(path: string, options: FileSourceOptions): LogSource {
  return new FileSource(options.id ?? path, path, sharedReading(options));
}

/** What file sources have in common that are read by one and the same clock: what directories hold, and which files are open. */
export type CommonReading = Pick<FollowOptions, 'directories' | 'descriptors' | 'closing'>;

/** One of it for each clock and file system: listings of directories, the bound on open files, and those that are being closed. */
export const commonReading = (deps: Pick<Deps, 'now'>, files: FileSystem = nodeFileSystem): CommonReading => ({
  directories: new Directories(files, deps.now),
  descriptors: new Descriptors(),
  closing: new Closing(),
});

/** What all file sources of one search have in common. */
export type SharedReading = FollowOptions & { readonly follow: boolean };

export function sharedReading(options: FileSourceOptions): SharedReading {
  const { deps, follow = true, wakes, lingerMs = 5000, files, common = commonReading(deps, files) } = options;
  return { deps, follow, wakes, lingerMs, ...common };
}

export class FileSource implements LogSource {
  constructor(
    readonly id: string,
    private readonly path: string,
    private readonly shared: SharedReading,
  ) {}

  /** Of a file that is read once, and handed out byte by byte unless it is compressed. */
  get plainPath(): string | undefined {
    const { follow, directories } = this.shared;
    return follow || directories.files !== nodeFileSystem || isErrorFile(this.path) ? undefined : this.path;
  }

  async open(from: Cursor | undefined, abort: AbortSignal, changed: () => void = () => {}): Promise<LogReader> {
    const { path, shared } = this;
    const { deps, follow, directories } = shared;
    const { files } = directories;
    if (isErrorFile(path)) return new ErrorFileReader(path, from, { ...shared, files, changed }, abort);
    return follow
      ? new FollowReader(path, from, shared, abort, changed)
      : new OnceReader(path, from, deps, files, abort);
  }
}
