import type { JobStatus, Millis } from '@sigwatch/core';
import { rowsOfIncarnation } from './chain.js';
import type { Evidence } from './evidence.js';
import type { AccountedJob } from './sacct.js';
import type { LiveJob } from './squeue.js';
import { isPlatformReason, meaningOf } from './states.js';

type Whose = JobStatus['ended_by'];

/** Whose hand ended a job that squeue shows as ended; undefined where nobody tells, or accounting not yet. */
export function handByQueue(row: LiveJob, evidence: Evidence): Whose {
  const known = beforeAsking(row, row.ends, evidence);
  if (known !== undefined) return known;
  const [told] = rowsOfIncarnation(evidence).filter(
    ({ task, component }) => task === row.task && component === row.component,
  );
  if (told?.state === 'CANCELLED') return handByAccount(told, evidence);
  // A job with such a reason may also be cancelled by anybody: accounting is asked first.
  return evidence.accounted !== undefined && isPlatformReason(row.reason) ? 'platform' : undefined;
}

/** The same of one that accounting tells of. */
export function handByAccount(row: AccountedJob, evidence: Evidence): Whose {
  const known = beforeAsking(row, row.ended, evidence);
  if (known !== undefined || row.state !== 'CANCELLED') return known;
  // A row of the database without a hand: a rule of SLURM's did it. Lists of ended jobs never name one.
  if (row.by === undefined) return row.rough ? undefined : 'platform';
  // As long as only its end is written, a row belongs to root.
  const owner = evidence.live[0]?.uid ?? (row.partial ? undefined : row.uid);
  if (owner === undefined) return undefined;
  return row.by === owner ? 'owner' : 'admin';
}

function beforeAsking({ state }: { readonly state: string }, ended: Millis | undefined, { ours }: Evidence): Whose {
  if (meaningOf(state)?.byPlatform) return 'platform';
  return ours(ended) ? 'sigwatch' : undefined;
}
