import { statSync } from 'node:fs';
import type { Deps, Millis } from '../../contract.js';
import { pause } from '../../pause.js';

/** Files are looked at so often (ms): by looks alone, since changes on a server ring no bell here. */
const LOOK: Millis = 1_000;
/** What has changed is taken up when it was left alone for so long (ms): an editor, or `git pull`, writes in several steps. */
const SETTLED: Millis = 2_000;

export interface WatchFilesOptions {
  /** Those that are looked at; asked for anew at each look. */
  readonly files: () => Iterable<string>;
  readonly deps: Deps;
  readonly abort: AbortSignal;
  /** They are others than before, and have been left alone since. */
  readonly changed: () => void;
  /** Tells one state of a file from another. Default: its inode, size and times. */
  readonly look?: (path: string) => string;
}

/** Looks at files until `abort`. Never throws. */
export function watchFiles({ files, deps, abort, changed, look = lookAt }: WatchFilesOptions): void {
  const seen = () => new Map([...files()].map((path) => [path, look(path)]));
  /** As they were when they were last loaded: one that is new here was loaded just now. */
  const loaded = seen();
  let last = loaded;
  let since = deps.now();
  const step = () => {
    const now = seen();
    if (!areAlike(now, last)) since = deps.now();
    last = now;
    for (const [path, state] of now) if (!loaded.has(path)) loaded.set(path, state);
    if (areAlike(now, loaded) || deps.now() - since < SETTLED) return;
    for (const [path, state] of now) loaded.set(path, state);
    changed();
  };
  void (async () => {
    for (;;) {
      await pause(deps, deps.now() + LOOK, abort);
      if (abort.aborted) return;
      step();
    }
  })();
}

/** Whether files that both know are the same. */
function areAlike(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  for (const [path, state] of one) if ((other.get(path) ?? state) !== state) return false;
  return true;
}

function lookAt(path: string): string {
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(path);
    return `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
  } catch {
    // One that is gone for a moment is being replaced; one that stays away is told of by the reload.
    return '';
  }
}
