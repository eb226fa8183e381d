import type { JobTruth } from './platform-jobs.js';

/**
 * What the truth has against "a restart happens once": one sentence per violation, none when all is well.
 * - a job of an attempt exists while one of an earlier attempt lives;
 * - two jobs of one attempt run at the same time;
 * - an attempt of `ran_once` has not exactly one job that ever ran, or has another left alive.
 */
export function violations(truth: readonly JobTruth[], ranOnce: readonly number[] = []): string[] {
  const found: string[] = [];
  for (const a of truth) {
    for (const b of truth) {
      if (a.attempt < b.attempt && endOf(a) > b.created_at) {
        found.push(`${b.id} (attempt ${b.attempt}) was made while ${a.id} (attempt ${a.attempt}) was alive`);
      }
      if (a.id < b.id && a.attempt === b.attempt && runTogether(a, b)) {
        found.push(`${a.id} and ${b.id}, both attempt ${a.attempt}, ran at the same time`);
      }
    }
  }
  for (const attempt of ranOnce) {
    const jobs = truth.filter((job) => job.attempt === attempt);
    const ran = jobs.filter((job) => job.started_at !== undefined);
    if (ran.length !== 1) found.push(`attempt ${attempt} has ${ran.length} jobs that ran: ${JSON.stringify(jobs)}`);
    const left = jobs.filter((job) => job.ended_at === undefined && job.started_at === undefined);
    if (left.length > 0) found.push(`attempt ${attempt} left ${left.map((job) => job.id).join(', ')} behind`);
  }
  return found;
}

function runTogether(a: JobTruth, b: JobTruth): boolean {
  if (a.started_at === undefined || b.started_at === undefined) return false;
  return a.started_at < endOf(b) && b.started_at < endOf(a);
}

function endOf(job: JobTruth): number {
  return job.ended_at ?? Number.POSITIVE_INFINITY;
}
