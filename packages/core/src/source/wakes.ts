import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';

interface Watched {
  readonly watcher: FSWatcher | undefined;
  /** By the name of the file that is followed. */
  readonly listeners: Map<string, Set<() => void>>;
}

/** Starts a watch of a directory; throws when that is impossible. */
export type WatchDirectory = (directory: string, changed: (name: string | null) => void) => FSWatcher;

const watchDirectory: WatchDirectory = (directory, changed) =>
  watch(directory, { persistent: false }, (_event, name) => changed(name));

/**
 * Hints that a file may have changed: one watch per directory, shared by all who pass the same `Wakes`. Where watching
 * is impossible (no inotify watches left, directory not there) no hint comes, and polling does all the work.
 */
export class Wakes {
  readonly #directories = new Map<string, Watched>();

  constructor(private readonly watch: WatchDirectory = watchDirectory) {}

  /**
   * Calls `changed` whenever something happens to `file` or to a file whose name begins with its name (rotated
   * siblings). Never keeps the process alive. Returns a function that ends it, and the watch with its last user.
   */
  subscribe(file: string, changed: () => void): () => void {
    const directory = path.resolve(path.dirname(file));
    const name = path.basename(file);
    const watched = this.#directories.get(directory) ?? this.#start(directory);
    const listeners = watched.listeners.get(name) ?? new Set();
    watched.listeners.set(name, listeners.add(changed));
    return () => {
      listeners.delete(changed);
      if (listeners.size === 0 && watched.listeners.get(name) === listeners) watched.listeners.delete(name);
      if (watched.listeners.size === 0) this.#stop(directory, watched);
    };
  }

  /** Whether `file`'s directory is being watched; if not, subscribe again later. */
  watching(file: string): boolean {
    return this.#directories.get(path.resolve(path.dirname(file)))?.watcher !== undefined;
  }

  #start(directory: string): Watched {
    const listeners: Watched['listeners'] = new Map();
    let watcher: FSWatcher | undefined;
    const lost = () => {
      this.#stop(directory, watched);
      for (const set of listeners.values()) for (const listener of [...set]) listener();
    };
    const changed = (name: string | null) => {
      const exact = name === null ? undefined : listeners.get(name);
      if (exact) for (const listener of [...exact]) listener();
      else {
        for (const [followed, set] of listeners) {
          if (name === null || name.startsWith(followed)) for (const listener of [...set]) listener();
        }
      }
      // This is how inotify tells that the directory itself was removed; one of the same name needs a new watch.
      if (name === path.basename(directory) && !exact) lost();
    };
    try {
      watcher = this.watch(directory, changed);
      watcher.on('error', lost);
    } catch {
      watcher = undefined;
    }
    const watched: Watched = { watcher, listeners };
    if (watcher) this.#directories.set(directory, watched);
    return watched;
  }

  #stop(directory: string, watched: Watched): void {
    if (this.#directories.get(directory) === watched) this.#directories.delete(directory);
    watched.watcher?.close();
  }
}

/** One reader's hint. It remembers a change that came between a read and the next wait. */
export class WakeUp {
  #changed = false;
  #resolve: (() => void) | undefined;
  #unsubscribe: (() => void) | undefined;
  #closed = false;

  constructor(
    private readonly wakes: Wakes | undefined,
    private readonly file: string,
  ) {}

  /** Call before a read: what happened so far will be seen by it. */
  reset(): void {
    this.#changed = false;
  }

  /** Something may be there to read. */
  readonly notify = (): void => {
    this.#changed = true;
    this.#resolve?.();
  };

  /** Resolves at a change since `reset`, at `abort`, or when closed. */
  wait(abort: AbortSignal): Promise<void> {
    if (this.#closed || abort.aborted) return Promise.resolve();
    if (this.wakes && !this.wakes.watching(this.file)) {
      this.#unsubscribe?.();
      this.#unsubscribe = this.wakes.subscribe(this.file, this.notify);
    } else if (!this.#unsubscribe) {
      this.#unsubscribe = this.wakes?.subscribe(this.file, this.notify);
    }
    if (this.#changed) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        abort.removeEventListener('abort', done);
        this.#resolve = undefined;
        resolve();
      };
      this.#resolve = done;
      abort.addEventListener('abort', done);
    });
  }

  close(): void {
    this.#closed = true;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#resolve?.();
  }
}
