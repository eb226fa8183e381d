import { join } from 'node:path';
import { pruneApps } from '@sigwatch/adapter-modal';
import { pruneJobs } from '@sigwatch/adapter-slurm';
import type { Millis } from '@sigwatch/core';
import { pruneFiles } from '@sigwatch/core/host';
import { unfinishedSince } from '@sigwatch/store';
import { groupsDirectory } from './array-group.js';

const DAY = 86_400_000;
/** For so long what is known of jobs is kept for those who want to look at it (ms). */
const KEPT = 30 * DAY;

/** Deletes what is known of jobs, and copied of their logs or of logs beside heartbeats, of runs that have ended long ago. Nothing is deleted that is younger than a run that has not ended. */
export function pruneState(stateDirectory: string, now: Millis): void {
  const begun = [stateDirectory, groupsDirectory(stateDirectory)].map((one) => unfinishedSince(one) ?? now);
  // A job that is attached to was asked about before its run began.
  const before = Math.min(now - KEPT, ...begun.map((at) => at - DAY));
  pruneJobs(stateDirectory, before);
  pruneApps(stateDirectory, before);
  pruneFiles(join(stateDirectory, 'heartbeats'), before);
}
