import type { StoredRun } from '@sigwatch/core';
import { openStore } from '@sigwatch/store';
import type { Settings } from '../settings/settings.js';
import { stateDirectoryOf } from './directories.js';
import { UsageError } from './problem.js';

type Options = Readonly<Record<string, unknown>>;

/** The run of this name, to be taken up again; undefined when there is none. One that has ended is over. */
export function unfinishedRun(named: Settings['run_id'], options: Options): StoredRun | undefined {
  if (named === undefined) return undefined;
  using store = openStore({ directory: stateDirectoryOf(options), readonly: true });
  const run = store.load(named.value);
  if (run?.summary.ended_at === undefined) return run;
  const other =
    named.from === 'file' ? `choose another run_id in ${named.by}, or give --run-id` : 'choose another --run-id';
  throw new UsageError(`run ${named.value} has ended (${run.summary.state}); ${other}`);
}
