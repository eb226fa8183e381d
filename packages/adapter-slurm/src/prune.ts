import { join } from 'node:path';
import type { Millis } from '@sigwatch/core';
import { pruneFiles } from '@sigwatch/core/host';
import { slurmDirectory } from './state-files.js';

/** What is kept of jobs and of submissions, each in files of its own. */
const FOLDERS = ['jobs', 'cancelled', 'submitted', 'started', 'scripts'] as const;

/** Deletes what was written last before that time: it must be of runs that have ended. What can't be deleted stays. */
export function pruneJobs(stateDirectory: string, before: Millis): void {
  for (const folder of FOLDERS) pruneFiles(join(slurmDirectory(stateDirectory), folder), before);
}
