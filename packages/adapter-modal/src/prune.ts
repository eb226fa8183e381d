import { join } from 'node:path';
import type { Millis } from '@sigwatch/core';
import { pruneFiles } from '@sigwatch/core/host';

/** What is kept below `STATE/modal`: what was done, the clients' output, and copies of logs. */
const FOLDERS = ['apps', 'keys', 'clients', 'logs'] as const;

/** Deletes what was written last before that time: it must be of runs that have ended. What can't be deleted stays. */
export function pruneApps(stateDirectory: string, before: Millis): void {
  for (const folder of FOLDERS) pruneFiles(join(stateDirectory, 'modal', folder), before);
}
