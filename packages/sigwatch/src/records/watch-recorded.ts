import type { Watch } from '@sigwatch/core';
import { type Written, watchWritten } from '../heartbeat/watch-written.js';
import { watchEnding } from '../watch-ending.js';
import { Recorder } from './recorder.js';

/** Between two looks at what was committed (ms). */
const SOON = 200;

export type Recorded = Written & {
  /** A folder for the run's records. Without it none are kept. */
  readonly records?: string;
};

/**
 * Watches a run, and keeps its records as its events are committed; they are whole when `done` settles. Records that can't be
 * written are told of once, and change nothing of the run.
 */
export function watchRecorded({ records, ...run }: Recorded, tell: (sentence: string) => void = () => {}): Watch {
  const watched = watchWritten(run, tell);
  if (records === undefined) return watched;
  const { run_id, store, deps } = run;
  const recorder = new Recorder({
    directory: records,
    run_id,
    now: () => deps.now(),
    events: (from) => store.events(run_id, from),
  });
  let cancel: (() => void) | undefined;
  let told = false;
  const attempt = (act: () => void) => {
    try {
      act();
      told = false;
    } catch (error) {
      if (!told)
        tell(`The records in ${records} can't be written: ${(error as Error).message}. They are made up for later.`);
      told = true;
    }
  };
  // Only who leads the run is told its events: before the first one, another process may be writing.
  watched.events$.subscribe(() => {
    cancel ??= deps.schedule(deps.now() + SOON, () => {
      cancel = undefined;
      attempt(() => recorder.follow());
    });
  });
  return watchEnding(
    watched,
    (result) => {
      cancel?.();
      attempt(() => recorder.close(result.end !== undefined));
    },
    () => cancel?.(),
  );
}
