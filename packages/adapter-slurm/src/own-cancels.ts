import { join } from 'node:path';
import type { JobRef, Millis } from '@sigwatch/core';
import { readJson } from '@sigwatch/core/host';
import { parseIncarnation } from './read/identity.js';
import { keepJson, slurmDirectory } from './state-files.js';

/** That we asked for the end of a job: accounting names our user then, as it does for the user's own scancel. */
interface OwnCancel {
  readonly incarnation: string;
  /** The first time. */
  readonly at: Millis;
}

/** Clocks of two machines, and times that SLURM tells in whole seconds. */
const SLACK = 2_000;

/** Clusters that have one home give the same numbers. */
function fileOf(stateDirectory: string, { id, incarnation }: JobRef): string {
  const cluster = parseIncarnation(incarnation)?.cluster ?? '';
  return join(slurmDirectory(stateDirectory), 'cancelled', cluster, id.slice(id.indexOf(':') + 1));
}

/** To be called before the scancel of a job; of one that ended before, it says nothing. */
export function noteCancel(stateDirectory: string, job: JobRef, at: Millis): void {
  const path = fileOf(stateDirectory, job);
  if (readJson<OwnCancel>(path)?.incarnation === job.incarnation) return;
  keepJson(path, { incarnation: job.incarnation, at } satisfies OwnCancel);
}

/** Whether we had asked for its end when it ended; `ended` is undefined while that is not known. */
export function isOwnCancel(stateDirectory: string, job: JobRef, ended: Millis | undefined): boolean {
  const noted = readJson<OwnCancel>(fileOf(stateDirectory, job));
  if (noted === undefined || noted.incarnation !== job.incarnation) return false;
  return ended === undefined || noted.at <= ended + SLACK;
}
