import { ArgumentError, type StoredRun } from '@sigwatch/core';
import { openStore } from '@sigwatch/store';
import type { Settings } from '../settings/settings.js';

/**
 * The run of this name, to be taken up again; undefined when there is none. Throws of one that has ended, which is over.
 * `option`: how who asks gives another name.
 */
export function unfinishedRun(
  named: Settings['run_id'],
  stateDirectory: string,
  option = '--run-id',
): StoredRun | undefined {
  if (named === undefined) return undefined;
  using store = openStore({ directory: stateDirectory, readonly: true });
  const run = store.load(named.value);
  if (run?.summary.ended_at === undefined) return run;
  const other =
    named.from === 'file' ? `choose another run_id in ${named.by}, or give ${option}` : `choose another ${option}`;
  throw new ArgumentError(`run ${named.value} has ended (${run.summary.state}); ${other}`);
}

/** The run that has this job, if it has not ended. */
export function runWith(job: string, stateDirectory: string): string | undefined {
  using store = openStore({ directory: stateDirectory, readonly: true });
  return store.list().find((run) => run.ended_at === undefined && run.job === job)?.run_id;
}
