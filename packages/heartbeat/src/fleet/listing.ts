import type { Millis } from '@sigwatch/core';
import { type Answers, files, LOG } from '../answers.js';
import type { Entry, HeartbeatStore } from '../store/heartbeat-store.js';

/** What one listing tells of a run. */
export interface ListedRun {
  readonly files: { readonly [file in keyof Answers]?: Entry };
  /** When anything of it was last written, by the store's clock. */
  readonly written: Millis;
}

/** Runs by the names of their folders. */
export type Listing = ReadonlyMap<string, ListedRun>;

const WANTED: ReadonlyMap<string, keyof Answers | undefined> = new Map([
  ...Object.entries(files).map(([file, name]) => [name, file as keyof Answers] as const),
  [LOG, undefined],
]);
/** So many keys in a row that are nobody's business are a page of a listing: more of their folder are passed over. */
const MANY = 1_000;
/** Comes behind `/`, so that a folder's name with it comes behind all that is in the folder. */
const BEHIND = '0';

/**
 * Every run right below the store's root, from one listing of it. A folder is a run when it has a file of one. A folder
 * of thousands of checkpoints takes a request to pass over. Rejects when any part was not answered: nothing follows from
 * half a listing.
 */
export async function listRuns(store: HeartbeatStore, abort: AbortSignal): Promise<Listing> {
  const runs = new Map<string, { files: { -readonly [file in keyof Answers]?: Entry }; written: Millis }>();
  let after: string | undefined;
  do {
    let others = 0;
    let next: string | undefined;
    for await (const entry of store.list('', abort, after)) {
      const slash = entry.path.indexOf('/');
      const name = entry.path.slice(slash + 1);
      if (slash <= 0 || !WANTED.has(name)) {
        others += 1;
        next = others < MANY ? undefined : behind(entry.path, slash);
        if (next !== undefined) break;
        continue;
      }
      others = 0;
      const run = entry.path.slice(0, slash);
      const file = WANTED.get(name);
      const known = runs.get(run) ?? { files: {}, written: 0 };
      if (file !== undefined) known.files[file] = entry;
      known.written = Math.max(known.written, entry.modified);
      runs.set(run, known);
    }
    after = next;
  } while (after !== undefined);
  return runs;
}

/** What a listing goes on behind, so that the rest of a folder of a run (`RUN/checkpoints/`) is not told. */
function behind(path: string, slash: number): string | undefined {
  const folder = path.indexOf('/', slash + 1);
  if (slash <= 0 || folder < 0) return undefined;
  const name = path.slice(slash + 1);
  // The newest log stands in a folder of many perhaps.
  if (name.startsWith('logs/') && name < LOG) return `${path.slice(0, slash + 1)}${LOG.slice(0, -1)}`;
  return path.slice(0, folder) + BEHIND;
}
