import { ArgumentError, type JobRef } from '@sigwatch/core';
import { type Asker, jobCalled } from '../asking/target.js';
import type { Typed } from '../job-settings.js';
import type { Settings } from '../settings/settings.js';
import { withoutSecrets } from './given-adapter.js';
import { runWith } from './known-run.js';
import type { AskedJob } from './ready-job.js';

/** A job that exists, as a run of it would be asked for. */
export interface AttachedJob {
  readonly asked: AskedJob;
  readonly settings: Settings;
}

/** Throws of a text that names no job. */
export function requireJobId(id: string): asserts id is JobRef['id'] {
  if (!/^[a-z][\w-]*:./.test(id))
    throw new ArgumentError(`${id} names no job: give the platform and the job's number or name, such as slurm:123`);
}

/**
 * A job by its name, such as `slurm:123`: the run that has it, where there is one that has not ended, else a new one.
 * `typed`: what a restart submits; where none is given what the platform knows of it. Rejects with a JobNotFoundError where
 * the platform has none of this name, and when it can't be asked.
 */
export async function attachedJob(id: JobRef['id'], typed: Typed | undefined, asker: Asker): Promise<AttachedJob> {
  const { settings, stateDirectory } = asker;
  const taken = (run_id: string): AttachedJob => ({
    asked: {},
    settings: { ...settings, run_id: { value: run_id, from: 'flag', by: 'attach' } },
  });
  const run_id = runWith(id, stateDirectory);
  if (run_id !== undefined) return taken(run_id);
  const { config, known } = await jobCalled(id, asker);
  // By a name that a platform knows it may be one that a run has.
  const same = runWith(known.job.id, stateDirectory);
  if (same !== undefined) return taken(same);
  const asked: AskedJob = {
    typed: typed ?? known.command ?? { argv: [], cwd: process.cwd() },
    name: known.name ?? id.slice(id.indexOf(':') + 1),
    adapter: withoutSecrets(config, settings),
    job: known.job,
  };
  return { asked, settings };
}
