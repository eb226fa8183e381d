import { type JobRef, unlessAborted } from '@sigwatch/core';
import { isGroup, isOf } from '../read/evidence.js';
import { type Incarnation, type JobId, parseIncarnation, parseJobId, plainId } from '../read/identity.js';
import type { LiveJob } from '../read/squeue.js';
import type { Writing } from './writing.js';

/** A job as we were given it, taken apart. */
export interface NamedJob {
  readonly id: JobId;
  /** As SLURM's commands take it. */
  readonly plain: string;
  readonly incarnation: Incarnation;
}

export function namedJob(job: JobRef): NamedJob {
  const id = parseJobId(job.id);
  const incarnation = parseIncarnation(job.incarnation);
  if (id === undefined || incarnation === undefined)
    throw new Error(`${job.id} (${job.incarnation}) is no job of SLURM: those are named slurm:123 or slurm:123_4.`);
  return { id, plain: plainId(id), incarnation };
}

/** What slurmctld knows now of all parts of a job, whichever incarnation; nothing when it knows no such job. Asked afresh. */
export function rowsNow({ listed }: Writing, { id }: NamedJob, abort: AbortSignal): Promise<readonly LiveJob[]> {
  return unlessAborted(() => listed.rows(id), abort);
}

/** The rows that are this incarnation, and not one that came after; tasks of a whole array begin anew one by one. */
export async function rowsOfIncarnation(writing: Writing, named: NamedJob, abort: AbortSignal) {
  const rows = (await rowsNow(writing, named, abort)).filter((row) => isOf(row, named.incarnation));
  return rows.filter((row) => isGroup(named.id, row) || row.restarts === named.incarnation.restarts);
}
