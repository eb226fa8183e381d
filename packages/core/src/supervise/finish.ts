import { childAbort } from '../child-abort.js';
import type { ActionRunner } from './actions.js';
import { endRun } from './advance.js';
import { lastCopies } from './copies/keep-copies.js';
import { handOver } from './hand-over.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import { stopJob } from './stop.js';
import { clearTwinsOnce, mayHaveTwins } from './twins.js';
import { within } from './within.js';

/** How long (ms) the end of a run waits for its last actions, and for a platform to show what else it has made. */
const PATIENCE = 60_000;

/** Ends the run: its jobs first where that was decided, then what was still to be done, then its last word. */
export async function finish(
  run: RunContext,
  journal: Journal,
  actions: ActionRunner,
  abort: AbortSignal,
): Promise<void> {
  if (journal.snapshot.end?.cancel) await stopJobs(run, journal, abort);
  else if (mayHaveTwins(run, journal)) await lastLookForTwins(run, journal, abort);
  await lastCopies(run, journal, abort);
  abort.throwIfAborted();
  await lastHandOver(run, journal, abort);
  if (!(await within(run, journal, actions.idle(), PATIENCE, abort)))
    journal.notice('Some actions of the run were not done in time: they are left as they are, in its journal.');
  abort.throwIfAborted();
  endRun(run, journal);
}

async function stopJobs(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  await stopJob(run, journal, abort);
  abort.throwIfAborted();
  if (journal.snapshot.stopped !== true) journal.commit({ stopped: true });
}

/** What people are to be told of the end is told now, if they can be: else it stays queued. */
export async function lastNotices(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  run.notices.closing();
  const until = run.deps.now() + PATIENCE;
  await within(run, journal, run.notices.settled(until), PATIENCE, abort);
}

async function lastHandOver(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  const handing = childAbort(abort);
  const handed = handOver(run, journal, handing.signal);
  const done = await within(run, journal, handed, PATIENCE, abort);
  handing.end();
  await handed;
  const left = journal.snapshot.hand_over ?? [];
  if (!done && !abort.aborted)
    journal.notice(`What refers to ${left.map(({ from }) => from.id).join(', ')} could not be seen to in time.`);
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
