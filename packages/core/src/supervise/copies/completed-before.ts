import type { Journal } from '../journal.js';
import type { RunContext, RunOptions } from '../options.js';
import { finishedIn } from './session-files.js';

/**
 * Of a run that goes on from what an earlier session has left, whether that has completed it: one sentence that says so
 * and what to do to begin anew; undefined where it has not. Never throws.
 */
export async function completedBefore({
  copies,
  checkpoint_dir,
}: Pick<RunOptions, 'copies' | 'checkpoint_dir'>): Promise<string | undefined> {
  if (copies?.continues !== true) return undefined;
  const finished = await finishedIn([copies.to, ...(checkpoint_dir === undefined ? [] : [checkpoint_dir])]);
  if (finished === undefined) return undefined;
  const { step, at, file } = finished;
  const when = at === undefined ? '' : ` on ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const where = step === undefined ? '' : ` at step ${step}`;
  return `This run is complete${where}${when}, as ${file} says: nothing is started. To begin anew, name another folder, or empty this one.`;
}

/** Ends a run of which nothing was begun yet, where an earlier session has completed it. Whether it did. */
export async function endsAsCompleted(run: RunContext, journal: Journal): Promise<boolean> {
  const { attempt, protocol } = journal.snapshot;
  const reason = attempt > 1 || protocol !== undefined ? undefined : await completedBefore(run);
  if (reason === undefined) return false;
  journal.commit({ phase: 'stopping', end: { state: 'succeeded', reason, cancel: false } }, { durable: true });
  return true;
}
