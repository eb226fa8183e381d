import type { JobRef } from '@sigwatch/core';
import { meaningOf } from '../read/states.js';
import { namedJob, rowsOfIncarnation } from './job-rows.js';
import { act, complaint, type Writing } from './writing.js';

/** To the batch script alone, or to what it has started by srun. */
export type SignalTo = 'batch' | 'step';

/** `signal` as `USR1` or `SIGUSR1`. Rejects where the job does not run. */
export async function signal(
  writing: Writing,
  job: JobRef,
  name: string,
  to: SignalTo,
  abort: AbortSignal,
): Promise<void> {
  const named = namedJob(job);
  const rows = await rowsOfIncarnation(writing, named, abort);
  if (!rows.some((row) => meaningOf(row.state)?.state === 'running'))
    throw new Error(`cannot send ${name} to ${job.id}: it does not run.`);
  // Without --batch SLURM signals the steps and not the script, which then would wait for them in vain.
  const whom = to === 'batch' ? ['--batch'] : [];
  const answer = await act(writing, 'scancel', [`--signal=${name.replace(/^SIG/, '')}`, ...whom, named.plain], abort);
  if (answer.exitCode !== 0 || /error|fatal/i.test(answer.stderr))
    throw new Error(`cannot send ${name} to ${job.id}: ${complaint(answer)}.`);
}
