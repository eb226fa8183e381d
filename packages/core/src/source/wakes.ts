import { watch } from 'node:fs';
import path from 'node:path';
import type { Millis } from '../contract.js';
import type { FileWatcher, NodeFileSystem } from './file-system-of.js';

/** One who is told of a file, until `end` is called. */
export interface Subscription {
  /** Whether the file's directory is being watched; if not, no hint comes, and one subscribes again later. */
  readonly watching: boolean;
  end(): void;
}

interface Watched {
  readonly directory: string;
  watcher: FileWatcher | undefined;
  /** By the name of the file that is followed. */
  readonly listeners: Map<string, Listeners>;
  /** Told when a name comes or goes. */
  readonly names: Set<() => void>;
  /** When the watch was asked for. */
  readonly since: Millis;
}

/** Where no watch can be had, another one is tried for no more often than this (ms). */
const RETRY = 1_000;

/** Starts a watch of a directory; throws when that is impossible. */
export type WatchDirectory = (directory: string, changed: (name: string | null, event?: string) => void) => FileWatcher;

const watchDirectory: WatchDirectory = (directory, changed) =>
  watch(directory, { persistent: false }, (event, name) => changed(name, event));

/** The same by what stands in for `node:fs`, whose watch may be missing. */
export const watchBy =
  (fs: Pick<NodeFileSystem, 'watch'>): WatchDirectory =>
  (directory, changed) => {
    if (fs.watch === undefined) throw new Error('this file system tells of no changes');
    return fs.watch(directory, { persistent: false }, (event, name) => changed(name, event));
  };

/**
 * Hints that a file may have changed: one watch per directory, shared by all who pass the same `Wakes`. Where watching
 * is impossible (no inotify watches left, directory not there) no hint comes, and polling does all the work.
 */
export class Wakes {
  readonly #directories = new Map<string, Watched>();

  constructor(private readonly watch: WatchDirectory = watchDirectory) {}

  /**
   * Calls `changed` whenever something happens to `file` or to a rotated sibling: a file whose name begins with its name
   * and goes on with `.`, `-`, `_` or `~`. Never keeps the process alive; the watch ends with its last user. `now` only
   * tells whether to try once more where no watch could be had before.
   */
  subscribe(file: string, changed: () => void, now: Millis): Subscription {
    const directory = path.resolve(path.dirname(file));
    const name = path.basename(file);
    const watched = this.#watched(directory, now);
    return new FileSubscription(watched, name, changed, this.#leave);
  }

  /** As `subscribe`, but `changed` is called when a name comes to be or goes in `directory`. */
  subscribeNames(directory: string, changed: () => void, now: Millis): Subscription {
    const at = path.resolve(directory);
    const watched = this.#watched(at, now);
    // Of its own, so that one who subscribes twice is told until both have ended.
    const listener = () => changed();
    watched.names.add(listener);
    return {
      get watching() {
        return watched.watcher !== undefined;
      },
      end: () => {
        watched.names.delete(listener);
        this.#leave(watched);
      },
    };
  }

  #watched(directory: string, now: Millis): Watched {
    const known = this.#directories.get(directory);
    const usable = known !== undefined && (known.watcher !== undefined || now < known.since + RETRY);
    return usable ? known : this.#start(directory, now);
  }

  readonly #leave = (watched: Watched): void => {
    if (watched.listeners.size === 0 && watched.names.size === 0) this.#stop(watched);
  };

  #start(directory: string, now: Millis): Watched {
    const watched: Watched = { directory, watcher: undefined, listeners: new Map(), names: new Set(), since: now };
    this.#directories.set(directory, watched);
    const lost = () => {
      this.#stop(watched);
      tellAll(watched);
    };
    const changed = (name: string | null, event?: string) => {
      // Appending is a `change`.
      if (event !== 'change') for (const listener of watched.names) listener();
      if (name === null) return tellAll(watched);
      const exact = watched.listeners.get(name);
      if (exact !== undefined) return tell(exact);
      for (let at = 1; at < name.length; at += 1) {
        if (!SEPARATORS.includes(name[at] as string)) continue;
        const listeners = watched.listeners.get(name.slice(0, at));
        if (listeners !== undefined) tell(listeners);
      }
      // This is how inotify tells that the directory itself was removed; one of the same name needs a new watch.
      if (name === path.basename(directory) && event !== 'change') lost();
    };
    try {
      watched.watcher = this.watch(directory, changed);
      watched.watcher.on('error', lost);
    } catch {
      watched.watcher = undefined;
    }
    return watched;
  }

  #stop(watched: Watched): void {
    if (this.#directories.get(watched.directory) === watched) this.#directories.delete(watched.directory);
    watched.watcher?.close();
    watched.watcher = undefined;
  }
}

/** There is one for each of many files, so that it is kept small. */
class FileSubscription implements Subscription {
  constructor(
    private readonly watched: Watched,
    private readonly name: string,
    private readonly changed: () => void,
    private readonly leave: (watched: Watched) => void,
  ) {
    const others = watched.listeners.get(name);
    watched.listeners.set(name, others === undefined ? changed : [...listOf(others), changed]);
  }

  get watching(): boolean {
    return this.watched.watcher !== undefined;
  }

  end(): void {
    const { watched, name } = this;
    const left = listOf(watched.listeners.get(name)).filter((listener) => listener !== this.changed);
    if (left.length > 0) watched.listeners.set(name, left);
    else watched.listeners.delete(name);
    this.leave(watched);
  }
}

type Listeners = (() => void) | readonly (() => void)[];

const listOf = (listeners: Listeners | undefined): readonly (() => void)[] =>
  listeners === undefined ? [] : typeof listeners === 'function' ? [listeners] : listeners;

const SEPARATORS = '.-_~';

function tell(listeners: Listeners): void {
  if (typeof listeners === 'function') return listeners();
  for (const listener of listeners) listener();
}

function tellAll({ listeners, names }: Watched): void {
  for (const some of [...listeners.values()]) tell(some);
  for (const listener of [...names]) listener();
}

/** What tells one reader of its file, as long as that can be had. */
export class FileHints {
  #subscription: Subscription | undefined;
  #retry = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly wakes: Wakes | undefined,
    private readonly file: string,
    private readonly changed: () => void,
  ) {}

  /** Call before a read, so that nothing that comes after it goes unheard. */
  renew(now: Millis): void {
    if (this.wakes === undefined || this.#subscription?.watching || now < this.#retry) return;
    this.#retry = now + RETRY;
    this.#subscription?.end();
    this.#subscription = this.wakes.subscribe(this.file, this.changed, now);
  }

  close(): void {
    this.#subscription?.end();
    this.#subscription = undefined;
  }
}
