import type { Cursor, Deps, Discovery, LogSource, Millis } from '../contract.js';
import { lazily } from '../match/lazily.js';
import { directoryHints } from './directory-hints.js';
import { fileSource } from './file-source.js';
import { type FileSystem, nodeFileSystem } from './file-system.js';
import { KnownSources } from './known-sources.js';
import { type Pattern, parsePattern } from './pattern.js';
import { rotatedFrom } from './rotation.js';
import type { Wakes } from './wakes.js';

export interface DiscoverOptions {
  readonly deps: Deps;
  /** `true` (default): also files that appear later, each followed. `false`: those that are there now, read once. */
  readonly follow?: boolean;
  readonly wakes?: Wakes;
  readonly lingerMs?: Millis;
  /** How often (ms, default 5000) directories are listed. Watching them only makes it faster. */
  readonly listMs?: Millis;
  /** Whether chokidar watches the directories, one watch each. Default: true. */
  readonly watch?: boolean;
  /** Cursors of an earlier run: a file that was renamed in the meantime is known by them. */
  readonly known?: readonly Cursor[];
  /** Default: node:fs. */
  readonly files?: FileSystem;
}

// Takes as long to make as a whole command's rules to load, and one file has no order.
const natural = lazily(() => new Intl.Collator('en', { numeric: true }));

/**
 * The log files that paths, directories and globs mean.
 *
 * - A path is a source at once, also when it does not exist yet, so that a log that never appears can stall. One without
 *   an ending may come to be a directory.
 * - A directory means the files below it that look like text logs (see `looksLikeLog`).
 * - While following, rotated siblings and renamed files are no sources: the reader of the source goes through them.
 *   Read once, they are, since nobody else would read them.
 */
export function discoverFiles(patterns: readonly string[], options: DiscoverOptions): Discovery {
  const { deps, follow = true, listMs = 5000, watch = true, files = nodeFileSystem } = options;
  return {
    async *sources(abort: AbortSignal): AsyncGenerator<LogSource> {
      const parsed = patterns.map((pattern) => parsePattern(pattern, files));
      const known = new KnownSources(files, follow ? (options.known ?? []) : []);
      const several = parsed.filter((pattern) => pattern.literal === undefined);
      const open = parsed.filter((pattern) => pattern.literal === undefined || pattern.mayBeDirectory);
      const hints =
        follow && watch && several.length > 0 ? directoryHints(several.map((pattern) => pattern.base)) : undefined;
      try {
        for (let first = true; !abort.aborted; first = false) {
          known.refresh();
          for (const file of found(first ? parsed : open, files)) {
            if (abort.aborted) return;
            if (isNew(file, parsed, known, follow)) {
              known.add(file);
              yield fileSource(file, { ...options, follow });
            }
          }
          if (!follow || open.length === 0) return;
          await pause(deps, listMs, abort, hints?.next());
        }
      } finally {
        hints?.close();
      }
    },
  };
}

// In natural order (`rank_2` before `rank_10`), but each file before what was rotated away from it.
function found(patterns: readonly Pattern[], files: FileSystem): string[] {
  const paths = [...new Set(patterns.flatMap((pattern) => pattern.list(files)))];
  const rotated = (file: string) => (rotatedFrom(file) === undefined ? 0 : 1);
  return paths.sort((a, b) => rotated(a) - rotated(b) || natural().compare(a, b) || (a < b ? -1 : 1));
}

function isNew(file: string, patterns: readonly Pattern[], known: KnownSources, follow: boolean): boolean {
  if (known.has(file)) return false;
  // Who names a file wants it, whatever its name looks like.
  if (!follow || patterns.some((pattern) => pattern.literal === file)) return true;
  return !known.isRotated(file) && !known.isSameFile(file);
}

/** Resolves after `ms`, at `abort`, or with `hint`; leaves no timer and no listener behind. */
function pause(deps: Deps, ms: Millis, abort: AbortSignal, hint: Promise<void> | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      abort.removeEventListener('abort', done);
      resolve();
    };
    const cancel = deps.schedule(deps.now() + ms, done);
    abort.addEventListener('abort', done, { once: true });
    if (abort.aborted) done();
    void hint?.then(done);
  });
}
