import type { JobRef, JobStatus } from '../contract.js';
import { finalStates } from '../run/platform.js';

/** Ended for good. `completing` is not: its processes may still run and write. */
export function isFinal(status: JobStatus): boolean {
  return finalStates.has(status.state);
}

/**
 * Whether the job's command has, or may have, run. A start time is optional in the contract, therefore only a job that
 * still waits, or was cancelled without a start, counts as one that never ran.
 */
export function hasRun(status: JobStatus): boolean {
  if (status.started_at !== undefined) return true;
  return status.state !== 'pending' && status.state !== 'cancelled';
}

/** Undefined where the platform does not mention the job, or mentions another one that got the same id. */
export function statusOf(statuses: Readonly<Record<string, JobStatus>>, job: JobRef): JobStatus | undefined {
  const status = statuses[job.id];
  return status?.job.incarnation === job.incarnation ? status : undefined;
}

export function without(jobs: readonly JobRef[], ids: readonly string[]): readonly JobRef[] {
  return jobs.filter((job) => !ids.includes(job.id));
}

export const isSameJob = (a: JobRef, b: JobRef): boolean => a.id === b.id && a.incarnation === b.incarnation;

/**
 * Without what is never to be adopted, even by a list that shows it: the previous job, and what we cancelled ourselves. A
 * job that was begun anew under the same id is another one than the previous.
 */
export function oursAmong(
  jobs: readonly JobRef[],
  state: { readonly discarded: readonly string[]; readonly previous?: JobRef },
): readonly JobRef[] {
  const { discarded, previous } = state;
  return without(jobs, discarded).filter((job) => previous === undefined || !isSameJob(job, previous));
}

export function names(jobs: readonly JobRef[]): string {
  return jobs.map((job) => job.id).join(', ');
}
