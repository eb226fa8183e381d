import { resolve } from 'node:path';
import type { Cursor, Deps, Discovery, LogSource, Millis } from '../contract.js';
import { lazily } from '../match/lazily.js';
import { Bell } from './bell.js';
import { type CommonReading, FileSource, sharedReading } from './file-source.js';
import type { FileSystem } from './file-system.js';
import { KnownSources } from './known-sources.js';
import { type Pattern, parsePattern } from './pattern.js';
import { rotatedFrom } from './rotation.js';
import { type Found, Tree } from './tree.js';
import { Wakes } from './wakes.js';

/** How files are found. */
export interface DiscoverOptions {
  readonly deps: Deps;
  /** `true` (default): also files that appear later, each followed. `false`: those that are there now, read once. */
  readonly follow?: boolean;
  readonly wakes?: Wakes;
  readonly lingerMs?: Millis;
  /** How often (ms, default 5000) it is asked which directories have changed. Watching them only makes it faster. */
  readonly listMs?: Millis;
  /** Whether the directories are watched for new files, one watch each. Default: true. */
  readonly watch?: boolean;
  /** Cursors of an earlier run: a file that was renamed in the meantime is known by them. */
  readonly known?: readonly Cursor[];
  /** Default: node:fs. */
  readonly files?: FileSystem;
  /** As of `fileSource`. */
  readonly common?: CommonReading;
}

// Of the time, one part in so many is spent on looking, however fast directories change.
const SHARE = 5;
// Takes as long to make as a whole command's rules to load, and one file has no order.
const natural = lazily(() => new Intl.Collator('en', { numeric: true }));

/**
 * The log files that paths, directories and globs mean.
 *
 * - A path is a source at once, also when it does not exist yet, so that a log that never appears can stall. One without
 *   an ending may come to be a directory.
 * - A directory means the files below it that look like text logs (see `hasLogName` and `holdsText`).
 * - While following, rotated siblings and renamed files are no sources: the reader of the source goes through them.
 *   Read once, they are, since nobody else would read them.
 */
export function discoverFiles(patterns: readonly string[], options: DiscoverOptions): Discovery {
  const { deps, follow = true, listMs = 5000, watch = true } = options;
  return {
    async *sources(abort: AbortSignal): AsyncGenerator<LogSource> {
      const shared = sharedReading(options);
      const parsed = patterns.map((pattern) => parsePattern(pattern, shared.directories.files));
      const known = new KnownSources(shared.directories, follow ? (options.known ?? []) : []);
      const bell = new Bell();
      const wakes = follow && watch ? (options.wakes ?? new Wakes()) : undefined;
      const watchFolder = wakes && ((at: string, now: Millis) => wakes.subscribeNames(at, bell.ring, now));
      const open = parsed.filter((pattern) => pattern.open);
      const trees = open.map((pattern) => new Tree(pattern, shared.directories, watchFolder));
      function* news(first: boolean, now: Millis): Generator<LogSource> {
        const found = [...(first ? literals(parsed) : []), ...trees.flatMap((tree) => tree.look(now))];
        // Let go of one by one, since a generator keeps what it holds while it waits.
        const candidates = inOrder(found).reverse();
        if (candidates.length > 0 && !first) known.refresh();
        for (let one = candidates.pop(); one !== undefined; one = candidates.pop()) {
          const { path, settle } = one;
          if (abort.aborted) return;
          const at = resolve(path);
          const verdict = judge(path, at, parsed, known, follow);
          if (verdict !== 'open') settle();
          if (verdict !== 'source') continue;
          known.add(at);
          yield new FileSource(path, path, shared);
        }
      }
      try {
        for (let first = true; !abort.aborted; first = false) {
          const began = deps.now();
          bell.reset();
          yield* news(first, began);
          if (abort.aborted) return;
          if (!follow || open.length === 0) return;
          const busy = (deps.now() - began) * (SHARE - 1);
          if (busy > 0) await pause(deps, busy, abort);
          await pause(deps, listMs, abort, bell);
        }
      } finally {
        for (const tree of trees) tree.close();
      }
    },
  };
}

const literals = (patterns: readonly Pattern[]): Found[] =>
  patterns.flatMap(({ literal }) => (literal === undefined ? [] : [{ path: literal, settle: () => {} }]));

// In natural order (`rank_2` before `rank_10`), but each file before what was rotated away from it.
function inOrder(found: Found[]): Found[] {
  const rotated = new Set(found.filter(({ path }) => rotatedFrom(path) !== undefined));
  return found.sort(
    (a, b) =>
      Number(rotated.has(a)) - Number(rotated.has(b)) ||
      natural().compare(a.path, b.path) ||
      (a.path < b.path ? -1 : a.path > b.path ? 1 : 0),
  );
}

/** `open`: it is no source now, and may be one later. `at`: the whole path. */
function judge(
  file: string,
  at: string,
  patterns: readonly Pattern[],
  known: KnownSources,
  follow: boolean,
): 'source' | 'none' | 'open' {
  if (known.has(at)) return 'none';
  // Who names a file wants it, whatever its name looks like.
  if (!follow || patterns.some((pattern) => pattern.literal === file)) return 'source';
  // What it was rotated from stays a source.
  if (known.isRotated(at)) return 'none';
  return known.isSameFile(at) ? 'open' : 'source';
}

/** Resolves after `ms`, at `abort`, or when the bell rings; leaves no timer and no listener behind. */
async function pause(deps: Deps, ms: Millis, abort: AbortSignal, bell?: Bell): Promise<void> {
  const over = new AbortController();
  const end = () => over.abort();
  const cancel = deps.schedule(deps.now() + ms, end);
  abort.addEventListener('abort', end, { once: true });
  if (abort.aborted) end();
  await (bell ?? new Bell()).wait(over.signal);
  cancel();
  abort.removeEventListener('abort', end);
}
