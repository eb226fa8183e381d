import { setTimeout as sleep } from 'node:timers/promises';
import type { Discovery, JobAdapter, JobRef, Millis } from '@sigwatch/core';
import { type Slurm, slurmCommands } from './command.js';
import { lookUp } from './known/look-up.js';
import { parseJobId } from './read/identity.js';
import { jobLogs } from './read/job-logs.js';
import { Listed } from './read/listed.js';
import { logPaths } from './read/log-paths.js';
import { type Poller, slurmPoller } from './read/poller.js';
import { Reading } from './read/reading.js';
import { Memory } from './read/remembered.js';
import { type SlurmSettings, slurmSettings } from './settings.js';
import { cancel } from './write/cancel.js';
import { exec } from './write/exec.js';
import { find } from './write/find.js';
import { handOver } from './write/hand-over.js';
import { release } from './write/release.js';
import { signal } from './write/signal.js';
import { submit } from './write/submit.js';
import type { Writing } from './write/writing.js';

export interface SlurmAdapterOptions {
  /** Of all runs: what was learnt of jobs is kept in `slurm/` below it. */
  readonly stateDirectory: string;
  /** Follows files and globs that need not exist yet. */
  readonly logs: (paths: readonly string[]) => Discovery;
  readonly settings?: Partial<SlurmSettings>;
  readonly now?: () => Millis;
  /** Default: SLURM's commands of `PATH`. */
  readonly slurm?: Slurm;
  /** Shared by all adapters of a process, so that one squeue answers all of them. Default: an own one. */
  readonly poller?: Poller;
  /** What jobs are submitted with. Default: that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Is told in sentences what was changed of a submission, and why a job was not requeued. */
  readonly tell?: (sentence: string) => void;
  /** Default: by a timer. */
  readonly pause?: (ms: Millis, abort: AbortSignal) => Promise<void>;
}

/** What the parts of the adapter work with. */
export interface SlurmDeps {
  readonly slurm: Slurm;
  readonly poller: Poller;
  readonly listed: Listed;
  readonly reading: Reading;
  readonly stateDirectory: string;
  readonly settings: SlurmSettings;
  readonly now: () => Millis;
  readonly pause: (ms: Millis, abort: AbortSignal) => Promise<void>;
}

/** slurmctld answers for itself at once; a submission that was under way may still become a job. */
const LAG = 10_000;

/** Looks cost no call: most of them are answered by what squeue said last (ms). */
const LOOK = 5_000;

/** Jobs of a SLURM cluster, by its commands. */
export function slurmAdapter(options: SlurmAdapterOptions): JobAdapter {
  const deps = slurmDeps(options);
  const { reading } = deps;
  const writing = writingOf(deps, options);
  const { restart_by: restartBy, repoint_dependents, checkpoint_signal } = deps.settings;
  const findJobs = (key: string, abort: AbortSignal) => find(writing, key, abort);
  return {
    name: 'slurm',
    lag: LAG,
    settle: deps.settings.log_wait_seconds * 1000,
    poll: Math.min(LOOK, deps.settings.poll_interval_seconds * 1000),
    sharesLogs: true,
    delays: restartBy === 'resubmit',
    status: (jobs, abort, since) => reading.status(jobs, abort, since),
    logs: (job) => logsOf(deps, options.logs, job),
    logPaths: (job) => pathsOf(reading, job),
    lookUp: (id, abort) => lookUp(deps, id, abort),
    cancel: (job, abort) => cancel(writing, job, abort),
    submission: {
      submit: (spec, key, how, abort) => submit({ ...writing, restartBy, find: findJobs }, spec, key, how, abort),
      find: findJobs,
      release: (job, abort) => release(writing, job, abort),
    },
    signal: (job, name, abort) => signal(writing, job, name, checkpoint_signal?.to ?? 'batch', abort),
    exec: (job, command, abort) => exec(writing, job, command, abort),
    handOver: (from, to, abort) => handOver(writing, from, to, repoint_dependents, abort),
  };
}

/** Of a task whose own number is not known yet, and of a job that nobody knows, there are none to tell. */
async function pathsOf(reading: Reading, job: JobRef): Promise<readonly string[]> {
  const id = parseJobId(job.id);
  const known = id && (await reading.remembered(job));
  return (id && known && logPaths(id, known)) ?? [];
}

function writingOf({ poller, listed, stateDirectory, now }: SlurmDeps, { env, tell }: SlurmAdapterOptions): Writing {
  return { poller, listed, stateDirectory, now, env: env ?? process.env, tell: tell ?? (() => {}) };
}

export function slurmDeps(options: SlurmAdapterOptions): SlurmDeps {
  const { stateDirectory, slurm = slurmCommands, now = Date.now } = options;
  const settings = slurmSettings(options.settings);
  const { user, cluster, poll_interval_seconds } = settings;
  const interval = poll_interval_seconds * 1000;
  const poller = options.poller ?? slurmPoller({ slurm, stateDirectory, user, cluster, interval, now });
  const memory = new Memory(stateDirectory);
  const listed = new Listed(poller, memory);
  const reading = new Reading({ poller, listed, memory, stateDirectory, now });
  return { slurm, poller, listed, reading, stateDirectory, settings, now, pause: options.pause ?? pause };
}

function logsOf({ reading, pause }: SlurmDeps, open: SlurmAdapterOptions['logs'], job: JobRef): Discovery {
  const id = parseJobId(job.id);
  if (id === undefined) throw new Error(`${job.id} is no job of SLURM: those are named slurm:123 or slurm:123_4.`);
  return jobLogs(id, () => reading.remembered(job), open, pause);
}

const pause = (ms: Millis, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }).catch(() => {});
