import type { JobRef } from '@sigwatch/core';
import { isGroup } from '../read/evidence.js';
import { type JobId, jobRef, parseIncarnation, parseJobId, seconds } from '../read/identity.js';
import type { AccountedJob } from '../read/sacct.js';
import type { LiveJob } from '../read/squeue.js';
import { readComment, type SigwatchComment } from './comment.js';
import type { Asked } from './submissions.js';
import { commentInLine } from './submit-line.js';

type First = ReadonlyMap<string, number>;

/** As it is now: SLURM may have begun it anew by itself, more than once. Tasks of a whole array are begun anew one by one. */
export function liveRef(row: LiveJob, cluster: string, first: First): JobRef {
  const comment = readComment(row.comment ?? '');
  const id = wholeId(row, comment);
  const own = seconds(row.submitted);
  if (isGroup(id, row)) return jobRef(id, { cluster, submitted: first.get(row.base) ?? own, restarts: 0 });
  const submitted = comment?.submitted ?? (row.restarts === 0 ? own : (first.get(row.base) ?? own));
  return jobRef(id, { cluster, submitted, restarts: row.restarts });
}

export function accountedRef(row: AccountedJob, cluster: string, first: First): JobRef {
  const comment = commentOf(row);
  const submitted = comment?.submitted ?? first.get(row.base) ?? seconds(row.submitted);
  return jobRef(wholeId(row, comment), { cluster, submitted, restarts: comment?.restart ?? 0 });
}

/** Of each job its latest start. */
export function newest(jobs: readonly JobRef[]): readonly JobRef[] {
  const found = new Map<string, JobRef>();
  for (const job of jobs) {
    const before = found.get(job.id);
    if (before === undefined || oldestFirst([before, job])[1] === job) found.set(job.id, job);
  }
  return [...found.values()];
}

/** Epoch seconds of the first submission of each job: of restart 0, which only accounting tells of a job that was requeued. */
export function firstSubmissions(
  accounted: readonly AccountedJob[],
  asked: Asked | undefined,
  live: readonly LiveJob[],
): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  const earlier = (base: string, at: number) => first.set(base, Math.min(at, first.get(base) ?? at));
  for (const { base, submitted } of accounted) earlier(base, seconds(submitted));
  for (const { base, submitted, restarts } of live)
    if (restarts === 0 || !first.has(base)) earlier(base, seconds(submitted));
  for (const job of asked?.jobs ?? []) {
    const id = parseJobId(job.id);
    const incarnation = parseIncarnation(job.incarnation);
    if (id !== undefined && incarnation !== undefined) first.set(id.base, incarnation.submitted);
  }
  return first;
}

/** An array is one job, unless one task of it was submitted alone; so is a heterogeneous job. */
function wholeId({ base }: JobId, comment: SigwatchComment | undefined): JobId {
  return comment?.task === undefined ? { base } : { base, task: String(comment.task) };
}

/** What accounting keeps of a comment, else the one that `sbatch` was given. */
export function commentOf({ comment, submitLine }: AccountedJob): SigwatchComment | undefined {
  return readComment(comment ?? '') ?? commentInLine(submitLine ?? '');
}

export function oldestFirst(jobs: readonly JobRef[]): readonly JobRef[] {
  const age = ({ id, incarnation }: JobRef): readonly number[] => {
    const known = parseIncarnation(incarnation);
    return [known?.submitted ?? 0, Number(parseJobId(id)?.base ?? 0), known?.restarts ?? 0];
  };
  return [...jobs].sort((one, other) => {
    const [a, b] = [age(one), age(other)];
    return a.map((value, at) => value - (b[at] ?? 0)).find((difference) => difference !== 0) ?? 0;
  });
}
