import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JobRef } from '@sigwatch/core';
import { type Claim, filesIn, jobRef, readRecord } from './job-files.js';

/**
 * Every job with the key. The answer is complete only when every directory and every claim could be read: a directory
 * that is not there is a no only when the one above it says so.
 */
export function findJobs(runs: string, key: string): { jobs: JobRef[]; complete: boolean } {
  const jobs: JobRef[] = [];
  let complete = true;
  for (const run of list(runs, () => readdirSync(dirname(runs)))) {
    for (const attempt of list(join(runs, run))) {
      if (!/^attempt-[1-9]\d*$/.test(attempt)) continue;
      const claim = claimIn(join(runs, run, attempt));
      if (claim?.key === key) jobs.push(jobRef(claim));
    }
  }
  return { jobs, complete };

  function list(directory: string, confirmMissing?: () => unknown): string[] {
    try {
      return readdirSync(directory);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A file among the runs is no run; a run that was removed meanwhile has no jobs.
      if (code === 'ENOTDIR' && !confirmMissing) return [];
      if (code !== 'ENOENT') complete = false;
      else tolerated(confirmMissing);
      return [];
    }
  }

  function claimIn(directory: string): Claim | undefined {
    return tolerated(() => readRecord<Claim>(filesIn(directory).claim));
  }

  function tolerated<T>(act: (() => T) | undefined): T | undefined {
    try {
      return act?.();
    } catch {
      complete = false;
      return undefined;
    }
  }
}
