import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JobRef, Millis } from '@sigwatch/core';
import { readJson } from '@sigwatch/core/host';
import { parseIncarnation } from '../read/identity.js';
import { keepJson, slurmDirectory } from '../state-files.js';

/** What is kept of a submission beside SLURM: it may forget a job's comment, or the job. */
export interface Asked {
  /** When `sbatch` or `scontrol requeue` was first run with the key. */
  readonly asked_at: Millis;
  /** Which cluster was asked. */
  readonly cluster: string;
  /** What the job is called, and where it runs, as far as accounting will tell it too. */
  readonly name: string;
  readonly directory: string;
  /** Jobs that SLURM answered. */
  readonly jobs: readonly JobRef[];
  /** The job that was to be requeued. */
  readonly requeued?: JobRef;
}

export function askedFor(stateDirectory: string, key: string): Asked | undefined {
  return readJson<Asked>(fileOf(stateDirectory, key));
}

/** Must be on the disk before SLURM is asked: what is not here was never submitted. */
export function noteAsked(
  stateDirectory: string,
  key: string,
  asked: Omit<Asked, 'jobs' | 'asked_at'>,
  at: Millis,
): void {
  const before = askedFor(stateDirectory, key);
  const { cluster, name, directory, requeued } = asked;
  const known = { cluster, name, directory, ...(requeued === undefined ? {} : { requeued }) };
  keep(stateDirectory, key, { ...known, asked_at: before?.asked_at ?? at, jobs: before?.jobs ?? [] });
}

export function noteAnswered(stateDirectory: string, key: string, job: JobRef): void {
  const before = askedFor(stateDirectory, key);
  if (
    before === undefined ||
    before.jobs.some(({ id, incarnation }) => id === job.id && incarnation === job.incarnation)
  )
    return;
  keep(stateDirectory, key, { ...before, jobs: [...before.jobs, job] });
}

/** What a job was started with; a requeued one keeps it. */
export interface Started {
  readonly submitted: number;
  readonly command: readonly string[];
}

export function noteStarted(stateDirectory: string, job: JobRef, started: Started): void {
  keepJson(startedFile(stateDirectory, job), started);
}

/** Undefined where we did not submit it, or do not know it any more. */
export function startedWith(stateDirectory: string, job: JobRef, submitted: number): Started | undefined {
  const started = readJson<Started>(startedFile(stateDirectory, job));
  return started?.submitted === submitted ? started : undefined;
}

/** Clusters that have one home give the same numbers. */
function startedFile(stateDirectory: string, { id, incarnation }: JobRef): string {
  const cluster = parseIncarnation(incarnation)?.cluster ?? '';
  return join(slurmDirectory(stateDirectory), 'started', cluster, `${id.slice(id.indexOf(':') + 1)}.json`);
}

function keep(stateDirectory: string, key: string, asked: Asked): void {
  const path = fileOf(stateDirectory, key);
  keepJson(path, asked);
  for (const one of [path, dirname(path)]) flush(one);
}

function flush(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

const fileOf = (stateDirectory: string, key: string): string =>
  join(slurmDirectory(stateDirectory), 'submitted', `${encodeURIComponent(key)}.json`);
