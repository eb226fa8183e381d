import type { RecordsSettings, Watch } from '@sigwatch/core';
import { type Written, watchWritten } from '../heartbeat/watch-written.js';
import { watchEnding } from '../watch-ending.js';
import { Committer } from './committer.js';
import { folderFor } from './folder.js';
import { Recorder } from './recorder.js';

/** Between two looks at what was committed (ms). */
const SOON = 200;

export type Recorded = Written & {
  /** Where the run's records are kept. Without it none are. */
  readonly records?: RecordsSettings;
};

/**
 * Watches a run, and keeps its records as its events are committed; they are whole, and committed by the command of their
 * settings, when `done` settles. Records that can't be written go to `./logs/monitor` from the start on, or are made up for
 * later; either is told of once, and changes nothing of the run.
 */
export function watchRecorded({ records, ...run }: Recorded, tell: (sentence: string) => void = () => {}): Watch {
  const watched = watchWritten(run, tell);
  if (records === undefined) return watched;
  const { deps } = run;
  let keeper: Keeper | undefined;
  let cancel: (() => void) | undefined;
  let told = false;
  const attempt = (act: (keeper: Keeper) => void) => {
    keeper ??= keeperOf(records, run, tell);
    try {
      act(keeper);
      told = false;
    } catch (error) {
      const { directory } = keeper;
      if (!told)
        tell(`The records in ${directory} can't be written: ${(error as Error).message}. They are made up for later.`);
      told = true;
    }
  };
  // Only who leads the run is told its events: before the first one, another process may be writing.
  watched.events$.subscribe(() => {
    cancel ??= deps.schedule(deps.now() + SOON, () => {
      cancel = undefined;
      attempt(({ recorder }) => recorder.follow());
    });
  });
  return watchEnding(
    watched,
    async (result) => {
      cancel?.();
      attempt(({ recorder }) => recorder.close(result.end !== undefined));
      await keeper?.committer.last();
    },
    () => cancel?.(),
  );
}

interface Keeper {
  readonly directory: string;
  readonly recorder: Recorder;
  readonly committer: Committer;
}

function keeperOf(
  records: RecordsSettings,
  { run_id, store, deps, command }: Omit<Recorded, 'records'>,
  tell: (sentence: string) => void,
): Keeper {
  const { directory, instead } = folderFor(records.directory, command?.cwd ?? process.cwd());
  if (instead !== undefined)
    tell(`The records can't be written to ${records.directory}: ${instead}. They are kept in ${directory}.`);
  // What is not in the Volume needs no commit.
  const committer = new Committer({ records: instead === undefined ? records : { directory }, deps, tell });
  const recorder = new Recorder({
    directory,
    run_id,
    now: () => deps.now(),
    events: (from) => store.events(run_id, from),
    wrote: (urgent) => committer.changed(urgent),
  });
  return { directory, recorder, committer };
}
