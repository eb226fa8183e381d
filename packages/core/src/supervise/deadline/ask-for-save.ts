import type { JobAdapter, JobRef, Millis } from '../../contract.js';
import { askPlatform } from '../ask-platform.js';
import { askProgram, canAsk } from '../control/ask-program.js';
import type { Journal } from '../journal.js';
import type { RunContext } from '../options.js';
import type { DeadlineJournal } from './deadline-journal.js';
import { nameOf } from './deadline-journal.js';
import type { JobEnd } from './ends.js';
import { nearOf } from './next-step.js';
import type { DeadlineSettings } from './settings.js';
import { askedByRequest, askedBySignal, leftOf, nobodyAsks, notSaved } from './words.js';

/** A start of a job, and all that is needed in order to have it save. */
export interface Keeping {
  readonly run: RunContext;
  readonly journal: Journal;
  readonly adapter: JobAdapter;
  readonly job: JobRef;
  readonly settings: DeadlineSettings;
  readonly notes: DeadlineJournal;
}

/** An answer may take so long (ms) at the most: a step, and the writing of what may be large. */
const ANSWER: Millis = 600_000;

/** Whether the program itself can be asked now, by a request. */
export const takesRequests = ({ journal }: Pick<Keeping, 'journal'>): boolean =>
  canAsk(journal, { action: 'save_checkpoint' });

/**
 * Brings the question under way to the program: by a request where it takes those, else by a signal where one is named.
 * Returns whether the question has reached it, or nobody can bring it there. Rejects where the platform can't be asked.
 */
export async function askForSave(keeping: Keeping, end: JobEnd, abort: AbortSignal): Promise<boolean> {
  if (takesRequests(keeping)) return byRequest(keeping, end, abort);
  const { adapter, settings } = keeping;
  if (settings.signal !== undefined && adapter.signal !== undefined) {
    await bySignal(keeping, settings.signal, end, abort);
    return true;
  }
  byNobody(keeping, end);
  return true;
}

async function byRequest(keeping: Keeping, end: JobEnd, abort: AbortSignal): Promise<boolean> {
  const { run, journal, job, notes } = keeping;
  notes.trouble('asked', askedByRequest(end, run.deps.now()));
  const { questions } = notes.state;
  const left = end.at - run.deps.now();
  const near = nearOf(notes.state, end);
  const wait = Math.max(1_000, Math.min(ANSWER, left / 2, left > near ? left - near : left));
  const key = `deadline/${nameOf(job)}/${questions}`;
  const reason = `${leftOf(end, run.deps.now())}.`;
  const { status, message, path } = await askProgram(
    run,
    journal,
    { key, action: 'save_checkpoint', reason, wait },
    abort,
  );
  const { question } = notes.state;
  if (question === undefined) return false;
  const asked = { ...question, asked: run.deps.now(), by: 'request' as const };
  if (status === 'done') {
    notes.commit({ question: { ...asked, ...(path === undefined ? {} : { path }) } });
    return true;
  }
  const why = notSaved(status, message);
  // It may be at it: what comes of it is looked for until its time is over.
  if (status === 'unanswered') {
    notes.trouble('unanswered', why, { question: asked, why });
    return true;
  }
  // The same question has its answer: the next one is another.
  notes.trouble(status, why, { questions: questions + 1, why });
  return false;
}

async function bySignal(
  { run, adapter, job, notes }: Keeping,
  signal: string,
  end: JobEnd,
  abort: AbortSignal,
): Promise<void> {
  await askPlatform(run, adapter, 'signal', async (own) => adapter.signal?.(job, signal, own), abort);
  const { question, told } = notes.state;
  if (question === undefined) return;
  const now = run.deps.now();
  const text = askedBySignal(end, now, signal, run.checkpoint_dir !== undefined);
  const asked = { question: { ...question, asked: now, by: 'signal' as const } };
  if (told.includes('asked')) notes.commit(asked);
  else notes.trouble('asked', text, asked);
}

function byNobody({ run, adapter, job, settings, notes }: Keeping, end: JobEnd): void {
  const { question } = notes.state;
  if (question === undefined) return;
  const now = run.deps.now();
  const why =
    settings.signal === undefined
      ? 'its program takes no requests, and `deadline.signal` names no signal'
      : `its program takes no requests, and ${adapter.name} can't send signals`;
  const asked = { question: { ...question, asked: now, by: 'nobody' as const }, why: `${why}` };
  notes.trouble('nobody', nobodyAsks(end, now, job, why, run.checkpoint_dir), asked);
}
