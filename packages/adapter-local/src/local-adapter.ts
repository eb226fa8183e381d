import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Discovery, JobAdapter, JobStatus, Millis } from '@sigwatch/core';
import { cancel } from './cancel.js';
import { findJobs } from './find.js';
import { attemptFiles, filesIn, parseJobId } from './job-files.js';
import { readAttempt, statusOf } from './job-status.js';
import { lookUp } from './look-up.js';
import { defaultShim } from './shim-order.js';
import { signal } from './signal.js';
import { submit } from './submit.js';

export interface LocalAdapterOptions {
  /** The directory of runs; attempt n of a run lives in `RUN_ID/attempt-n/` below it. */
  readonly directory: string;
  /** Gives the logs of an attempt's directory; the command's output is `OUTPUT_FILE` in it. */
  readonly logs: (directory: string) => Discovery;
  readonly now?: () => Millis;
  /** Time (ms) between SIGTERM and SIGKILL when a job is cancelled. Default 10 s. */
  readonly graceMs?: number;
  /** The built shim, for a program that bundles this module. Default: `shim.js` beside this module. */
  readonly shim?: string;
}

export type LocalDeps = Required<Omit<LocalAdapterOptions, 'logs'>>;

/**
 * Jobs that are processes of this machine. A small shim starts each one, outlives sigwatch, and leaves the exit status
 * in the attempt's directory, so that a sigwatch that starts later finds everything there.
 */
export function localAdapter(options: LocalAdapterOptions): JobAdapter {
  const deps: LocalDeps = {
    directory: resolve(options.directory),
    now: options.now ?? Date.now,
    graceMs: options.graceMs ?? 10_000,
    shim: options.shim ?? defaultShim(),
  };
  const { directory } = deps;

  return {
    name: 'local',
    lag: 0,
    sharesFiles: true,
    async status(jobs, abort) {
      abort.throwIfAborted();
      const answer = new Map<string, JobStatus>();
      for (const job of jobs) {
        const attempt = readAttempt(directory, job);
        if (attempt) answer.set(job.id, statusOf(attempt, job));
      }
      return answer;
    },
    logs(job) {
      const name = parseJobId(job.id);
      if (!name) throw new Error(`${job.id} is no local job: those are named local:RUN_ID.ATTEMPT.`);
      return options.logs(attemptFiles(directory, name.run_id, name.attempt).directory);
    },
    async logPaths(job, abort) {
      abort.throwIfAborted();
      const name = parseJobId(job.id);
      return name === undefined ? [] : [attemptFiles(directory, name.run_id, name.attempt).output];
    },
    async lookUp(id, abort) {
      abort.throwIfAborted();
      return lookUp(directory, id);
    },
    cancel: (job, abort) => cancel(deps, job, abort),
    async signal(job, name, abort) {
      abort.throwIfAborted();
      signal(directory, job, name);
    },
    submission: {
      submit: (spec, key, how, abort) => submit(deps, spec, key, how, abort),
      async find(key, abort) {
        abort.throwIfAborted();
        const asOf = deps.now();
        return { ...findJobs(directory, key), asOf };
      },
      async release(job, abort) {
        abort.throwIfAborted();
        const attempt = readAttempt(directory, job);
        if (!attempt) throw new Error(`cannot release ${job.id}: there is no such job in ${directory}.`);
        writeFileSync(filesIn(attempt.files.directory).release, '');
      },
    },
  };
}
