import type { Stats } from 'node:fs';
import type { FSWatcher } from 'chokidar';

/** Tells when a name appears or goes below some directories: one watch per directory, none per file. */
export interface DirectoryHints {
  /** Resolves at the next change, or at the first one since the last call. */
  next(): Promise<void>;
  close(): void;
}

/** Never fails and never keeps the process alive: where watching is impossible, it is silent. */
export function directoryHints(directories: readonly string[]): DirectoryHints {
  let changed = false;
  let closed = false;
  let wake: (() => void) | undefined;
  let watcher: FSWatcher | undefined;
  const change = () => {
    changed = true;
    wake?.();
  };
  const start = async () => {
    const { watch } = await import('chokidar');
    if (closed) return;
    watcher = watch([...new Set(directories)], {
      persistent: false,
      ignoreInitial: true,
      followSymlinks: false,
      ignorePermissionErrors: true,
      // chokidar would watch each file; files tell their directory's watch, which is all that is needed.
      ignored: (_path: string, stats?: Stats) => stats?.isFile() ?? false,
    });
    // Appending to a file is a `change`; only `rename` tells of a new name or one that is gone.
    watcher.on('raw', (event) => {
      if (event === 'rename') change();
    });
    watcher.on('addDir', change);
    watcher.on('ready', change);
    watcher.on('error', () => {});
  };
  start().catch(() => {});
  return {
    next: () =>
      new Promise((resolve) => {
        wake = () => {
          changed = false;
          wake = undefined;
          resolve();
        };
        if (changed) wake();
      }),
    close: () => {
      closed = true;
      watcher?.close().catch(() => {});
    },
  };
}
