import type { JobRef } from '@sigwatch/core';
import { finalStates } from '@sigwatch/core';
import { noteCancel } from '../own-cancels.js';
import { meaningOf } from '../read/states.js';
import { namedJob, rowsOfIncarnation } from './job-rows.js';
import { act, complaint, type Writing } from './writing.js';

/**
 * Ends the job; of an array all tasks, of a heterogeneous job all parts. A job that SLURM has begun anew since is another
 * attempt's and left alone.
 */
export async function cancel(writing: Writing, job: JobRef, abort: AbortSignal): Promise<void> {
  const { poller, stateDirectory, now } = writing;
  const named = namedJob(job);
  const rows = await rowsOfIncarnation(writing, named, abort);
  const alive = rows.filter((row) => !finalStates.has(meaningOf(row.state)?.state ?? 'running'));
  if (alive.length === 0) return;
  noteCancel(stateDirectory, job, now());
  const answer = await act(writing, 'scancel', [named.plain], abort);
  poller.hasten();
  // scancel ends with 0 whatever slurmctld answers, and complains of what has ended meanwhile.
  const complaints = complaintsOf(answer.stderr);
  if (complaints.length > 0 || (answer.exitCode !== 0 && answer.stderr === ''))
    throw new Error(`cannot cancel ${job.id}: ${complaint(answer)}.`);
}

function complaintsOf(stderr: string): readonly string[] {
  const lines = stderr.split('\n').filter((line) => /error|fatal/i.test(line));
  return lines.filter((line) => !/already (?:completing|completed|finished)|Invalid job id specified/i.test(line));
}
