import { resolve } from 'node:path';
import { type HealthReport, JobNotFoundError } from '@sigwatch/core';
import { ofJob } from '../asking/asked.js';
import { askerOf, type JobOptions } from '../embed-jobs.js';
import { measureJob } from './measure-job.js';
import type { NodePrefix } from './node-exec.js';

/** What `health` takes. */
export interface HealthOptions extends Omit<JobOptions, 'monitor'> {
  /** Nodes, and what stands before each command on them (`['kubectl', 'exec', 'POD', '--']`). Default: as the job's platform knows. */
  readonly nodes?: readonly NodePrefix[];
  /** Where checkpoints are, as this machine sees it. Default: `checkpoint_dir` of `config`. */
  readonly checkpointDir?: string;
  /** argv of nvidia-smi on the nodes. Default: `nvidia-smi`. */
  readonly nvidiaSmi?: readonly string[];
  /** ms for each part of the measurement. Default 20 s. */
  readonly timeout?: number;
  /** The report before, by which it is told what grows. Default: none. */
  readonly previous?: HealthReport;
  /** Ends the measurement: it rejects with its reason. Default: none. */
  readonly signal?: AbortSignal;
}

/**
 * What is measured beside the log, once: of a job (`ray:ID`, `slurm:123`, the id of a run), or of this machine without one.
 * What can't be read is `null` in the report, and `healthy` then too. Rejects as `status` does where there is no such job,
 * and when `signal` fires.
 */
export async function health(target?: string, options: HealthOptions = {}): Promise<HealthReport> {
  const { nodes, checkpointDir, nvidiaSmi, timeout, previous, signal = new AbortController().signal } = options;
  const asker = askerOf(options);
  const directory = checkpointDir ?? asker.settings.checkpoint_dir?.value;
  const asked = {
    ...(nodes === undefined ? {} : { nodes }),
    ...(directory === undefined ? {} : { checkpointDir: resolve(directory) }),
    ...(nvidiaSmi === undefined ? {} : { nvidia_smi: nvidiaSmi }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(previous === undefined ? {} : { previous }),
  };
  if (target === undefined) return measureJob(undefined, asked, signal);
  const report = await ofJob(target, asker, (found) => measureJob(found, asked, signal));
  if (report === undefined)
    throw new JobNotFoundError(
      target,
      `the runs in ${asker.stateDirectory}`,
      'Name a job as ray:ID, or a run that is there.',
    );
  return report;
}
