import { childAbort } from '../child-abort.js';
import type { ActionRunner } from './actions.js';
import { endRun } from './advance.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import { pause } from './pause.js';
import { stopJob } from './stop.js';
import { clearTwinsOnce, mayHaveTwins } from './twins.js';

/** How long (ms) the end of a run waits for its last actions, and for a platform to show what else it has made. */
const PATIENCE = 60_000;

/** Ends the run: its jobs first where that was decided, then what was still to be done, then its last word. */
export async function finish(
  run: RunContext,
  journal: Journal,
  actions: ActionRunner,
  abort: AbortSignal,
): Promise<void> {
  if (journal.snapshot.end?.cancel) await stopJob(run, journal, abort);
  else if (mayHaveTwins(run, journal)) await lastLookForTwins(run, journal, abort);
  if (!(await within(run, journal, actions.idle(), PATIENCE, abort)))
    journal.notice('Some actions of the run were not done in time: they are left as they are, in its journal.');
  abort.throwIfAborted();
  endRun(run, journal);
}

async function lastLookForTwins(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  const looking = childAbort(abort);
  const looked = clearTwinsOnce(run, journal, looking.signal);
  const limit = (run.adapter?.lag ?? 0) + PATIENCE;
  const done = await within(run, journal, looked, limit, abort);
  looking.end();
  await looked;
  if (!done && !abort.aborted)
    journal.notice(`Whether the platform has made a second job of attempt ${journal.snapshot.attempt} is not known.`);
}

/** Whether it was done before `limit` ms had passed. Meanwhile the lease is kept. */
async function within(
  run: RunContext,
  journal: Journal,
  what: Promise<void>,
  limit: number,
  abort: AbortSignal,
): Promise<boolean> {
  const end = run.deps.now() + limit;
  const done = what.then(() => true);
  while (!abort.aborted && run.deps.now() < end) {
    const tick = childAbort(abort);
    const over = await Promise.race([done, pause(run.deps, Math.min(end, run.deps.now() + 5_000), tick.signal)]);
    tick.end();
    if (over === true) return true;
    journal.commands();
  }
  done.catch(() => {});
  return false;
}
