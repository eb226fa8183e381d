import type { JobRef } from '../contract.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';

/** The job's id as its platform knows it. */
export const nativeId = ({ id }: JobRef): string => id.slice(id.indexOf(':') + 1);

/** What the attempt at hand is called; `job_id` once it has a job. */
export function attemptValues(
  run: Pick<RunContext, 'run_id' | 'name'>,
  { snapshot, directory }: Pick<Journal, 'snapshot' | 'directory'>,
) {
  const { attempt, job, phase } = snapshot;
  return {
    run_id: run.run_id,
    name: run.name,
    attempt: String(attempt),
    output_dir: directory,
    // Before its submission the attempt has none: what stands there is the job of the one before.
    ...(job === undefined || phase === 'starting' ? {} : { job_id: nativeId(job) }),
  };
}
