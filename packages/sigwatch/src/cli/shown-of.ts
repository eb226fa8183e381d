import { join } from 'node:path';
import type { Store } from '@sigwatch/core';
import type { ViewOptions } from '../view/view-state.js';

/** What a view has to know of a run before its first event. */
export function shownOf(store: Store, stateDirectory: string, run_id: string): Partial<ViewOptions> {
  const job = jobOf(store, run_id);
  return { record: join(stateDirectory, 'runs', run_id), ...(job === undefined ? {} : { job_before: job }) };
}

/** What keeps a journal from being read is told by who supervises the run. */
function jobOf(store: Store, run_id: string): string | undefined {
  try {
    return store.load(run_id)?.summary.job;
  } catch {
    return undefined;
  }
}
