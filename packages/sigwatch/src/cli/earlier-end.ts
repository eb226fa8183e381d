import { driveProblem } from '@sigwatch/adapter-colab';
import { finishedIn } from '@sigwatch/core';
import type { JobRun } from '../job-run.js';
import { UsageError } from './problem.js';

/**
 * Of a run that goes on from what an earlier session has left: one sentence where that session has completed it, so that
 * nothing is to be started. Throws where the place of the copies is not there: the run would begin anew, and be lost.
 */
export async function earlierEnd({
  copies,
  checkpoint_dir,
}: Pick<JobRun, 'copies' | 'checkpoint_dir'>): Promise<string | undefined> {
  if (copies?.continues !== true) return undefined;
  const problem = driveProblem(copies.to);
  if (problem !== undefined) throw new UsageError(problem);
  const finished = await finishedIn([copies.to, ...(checkpoint_dir === undefined ? [] : [checkpoint_dir])]);
  if (finished === undefined) return undefined;
  const at =
    finished.at === undefined ? '' : ` on ${new Date(finished.at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const step = finished.step === undefined ? '' : ` at step ${finished.step}`;
  return `this run is complete${step}${at}, as ${finished.file} says: nothing is started. To begin anew, name another folder, or empty this one.`;
}
