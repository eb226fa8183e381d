import type { JobRef, JobStatus, Millis } from '@sigwatch/core';
import type { Look } from './looks.js';
import type { RayDeps } from './ray-deps.js';
import { goneStatus, statusOf } from './status.js';
import { submissionIdIn } from './submission-id.js';

/** Of each job that Ray knows, or that is known to be gone. Rejects when Ray can't be asked. */
export async function statusNow(
  deps: RayDeps,
  jobs: readonly JobRef[],
  abort: AbortSignal,
  since?: Millis,
): Promise<ReadonlyMap<string, JobStatus>> {
  abort.throwIfAborted();
  const named = jobs.flatMap((job) => {
    const id = submissionIdIn(job.id);
    return id === undefined ? [] : [{ job, id }];
  });
  if (named.length === 0) return new Map();
  const looks = await deps.looks.at(
    named.map(({ id }) => id),
    abort,
    since,
  );
  const statuses = named.flatMap(({ job, id }) => {
    const look = looks.get(id);
    const status = look && statusBy(deps, job, look);
    return status === undefined ? [] : [[job.id, status] as const];
  });
  return new Map(statuses);
}

/**
 * A job that is not known is gone only where it is known to have been there, and for as long as one answer may be wrong it
 * is unknown: in this cluster somebody has deleted it; where another cluster answers, its own is lost.
 */
export function statusBy({ notes }: RayDeps, job: JobRef, look: Look): JobStatus | undefined {
  const { job: told, server, asOf, gone } = look;
  const here = server.session === job.incarnation;
  // First: Ray may put a job back that is deleted at once, as one whose supervisor has died.
  const ended = notes.endOf(job);
  if (ended !== undefined) return { ...ended, as_of: asOf };
  if (here && told !== undefined) {
    const stopped = notes.hasStopped(job);
    return statusOf(job, told, { asOf, stopped });
  }
  if (!notes.wasSeen(job) || !(here ? gone.job : gone.cluster)) return undefined;
  return goneStatus(job, here ? 'deleted' : 'lost', { asOf, stopped: notes.hasStopped(job) });
}
