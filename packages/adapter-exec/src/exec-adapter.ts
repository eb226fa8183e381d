import { join } from 'node:path';
import type { Deps, JobAdapter, JobRef } from '@sigwatch/core';
import { cancel } from './act/cancel.js';
import { exec } from './act/exec.js';
import { lookUp } from './act/look-up.js';
import { release } from './act/release.js';
import { signal } from './act/signal.js';
import { find, submit } from './act/submit.js';
import { type OtherSide, otherSide, prefixOf } from './ask/other-side.js';
import { type RunCommand, runCommand } from './ask/run-command.js';
import { ADAPTER } from './job/identity.js';
import { jobLogs, logPathOf } from './log.js';
import { type ExecSettings, execSettings } from './settings.js';
import { Statuses } from './status.js';

export interface ExecAdapterOptions {
  /** Of all runs: copies of logs, and how jobs ended, are kept in `exec/` below it. */
  readonly stateDirectory: string;
  readonly deps: Deps;
  readonly settings?: Partial<ExecSettings>;
  /** Default: commands of `PATH`. */
  readonly run?: RunCommand;
}

/** What the parts of the adapter work with. */
export interface ExecDeps extends Deps {
  readonly run: RunCommand;
  readonly side: OtherSide;
  readonly settings: ExecSettings;
  /** `STATE/exec`. */
  readonly kept: string;
  readonly statuses: Statuses;
}

/** What was done is to be seen at once; clocks are not that exact (ms). */
const LAG = 1_000;

/** Processes behind a command prefix: in a pod, over ssh, or right here. Nothing of ours has to be installed there. */
export function execAdapter(options: ExecAdapterOptions): JobAdapter {
  const deps = execDeps(options);
  const { settings, statuses, side } = deps;
  return {
    name: ADAPTER,
    lag: LAG,
    settle: LAG,
    poll: settings.poll_interval_seconds * 1000,
    status: (jobs, abort) => statuses.of(jobs, abort),
    logs: (job) => jobLogs(deps, job),
    async logPaths(job, abort) {
      abort.throwIfAborted();
      const path = logPathOf(deps, job);
      return path === undefined ? [] : [path];
    },
    lookUp: (id, abort) => lookUp(side, settings.directory, id, abort),
    cancel: (job, abort) => cancel(deps, job, abort),
    submission: {
      submit: (spec, key, how, abort) => submit(deps, spec, key, how, abort),
      find: (key, abort) => find(deps, key, abort),
      release: (job: JobRef, abort: AbortSignal) => release(deps, job, abort),
    },
    signal: (job, name, abort) => signal(deps, job, name, abort),
    exec: (job, command, abort) => exec(deps, job, command, abort),
  };
}

function execDeps({ stateDirectory, deps, settings: given, run = runCommand }: ExecAdapterOptions): ExecDeps {
  const settings = execSettings(given);
  const side = otherSide(run, prefixOf(settings.prefix, settings.shells), deps);
  const kept = join(stateDirectory, 'exec');
  const now = () => deps.now();
  const statuses = new Statuses({ side, directory: settings.directory, kept, now });
  return { now, schedule: (at, wake) => deps.schedule(at, wake), run, side, settings, kept, statuses };
}
