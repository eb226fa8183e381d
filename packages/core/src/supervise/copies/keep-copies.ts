import * as promises from 'node:fs/promises';
import { pruneUnfinished } from '../../checkpoint/copy-files.js';
import type { Millis } from '../../contract.js';
import { pause } from '../../pause.js';
import { grown } from '../../protocol/rules.js';
import type { Journal } from '../journal.js';
import type { CopyOptions, RunContext } from '../options.js';
import { within } from '../within.js';
import { type Broken, copyNewest } from './copy-newest.js';
import { finishedIn, writeFinished } from './session-files.js';

const MINUTE = 60_000;
const EVERY: Millis = 15 * MINUTE;
/** Until there is a first copy, one is looked for so often: the machine may go at any time. */
const AT_FIRST: Millis = MINUTE;
/** What has failed is tried again after so long. */
const AGAIN = { initial: 5_000, max: MINUTE };
/** A copy of which nothing was written for so long is of somebody who has gone. */
const FORGOTTEN: Millis = 60 * MINUTE;

/** How long the end of a run waits for its last copy, and how often that is tried. */
const LAST = { within: 60 * MINUTE, tries: 3 };

type Copying = RunContext & { readonly copies: CopyOptions; readonly checkpoint_dir: string };
const hasCopies = (run: RunContext): run is Copying => run.copies !== undefined && run.checkpoint_dir !== undefined;

/** Copies checkpoints beside the following of an attempt, until `abort`. Trouble is told once, and when it is over. */
export async function keepCopies(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  if (!hasCopies(run)) return;
  const { copies, deps } = run;
  const every = copies.every ?? EVERY;
  const broken: Broken = new Map();
  for (let failures = 0; !abort.aborted; ) {
    await pruneUnfinished(copies.to, deps.now() - FORGOTTEN, promises);
    failures = (await copyOnce(run, journal, abort, broken)) ? 0 : failures + 1;
    const none = journal.snapshot.copies?.at === undefined;
    const next = failures > 0 ? grown(AGAIN, failures - 1) : none ? AT_FIRST : every;
    await pause(deps, deps.now() + Math.min(every, next), abort);
  }
}

/** A last look when all jobs of the run have ended; where it is complete, that is said beside the copies. */
export async function lastCopies(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  if (!hasCopies(run)) return;
  const work = async () => {
    // Nothing was started, since an earlier session has said so itself.
    if (journal.snapshot.jobs.length === 0 && (await finishedIn([run.copies.to])) !== undefined) return;
    for (let tries = 1; !abort.aborted; tries++) {
      const done = await copyOnce(run, journal, abort);
      const closed = done && (await close(run, journal, tries === LAST.tries));
      if (closed || tries === LAST.tries) return;
      await pause(run.deps, run.deps.now() + AGAIN.initial, abort);
    }
  };
  await within(run, journal, work(), LAST.within, abort);
}

/** Whether nothing failed. */
async function copyOnce(
  run: Copying,
  journal: Journal,
  abort: AbortSignal,
  broken: Broken = new Map(),
): Promise<boolean> {
  try {
    const bad = await copyNewest(run, journal, abort, broken);
    if (bad !== undefined) tell(journal, bad);
    return true;
  } catch (error) {
    if (!abort.aborted) tell(journal, error instanceof Error ? error.message : String(error));
    return false;
  }
}

function tell(journal: Journal, text: string): void {
  const { copies = { made: [] } } = journal.snapshot;
  if (copies.trouble === text) return;
  journal.commit({ copies: { ...copies, trouble: text } });
  journal.notice(text);
}

async function close(run: Copying, journal: Journal, last: boolean): Promise<boolean> {
  const { end, engine } = journal.snapshot;
  if (end?.state !== 'succeeded') return true;
  const { to } = run.copies;
  const step = engine.progress.last?.step ?? (await finishedIn([run.checkpoint_dir]))?.step;
  try {
    await writeFinished(to, { run_id: run.run_id, step, now: run.deps.now() });
    return true;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (last)
      journal.notice(`That the run is complete could not be said in ${to}: ${why}. A next session would go on.`);
    return false;
  }
}
