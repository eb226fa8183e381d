import type { JobRef } from '@sigwatch/core';
import { type Incarnation, type JobId, seconds } from './identity.js';
import type { AccountedJob } from './sacct.js';
import type { LiveJob } from './squeue.js';

/** What is known of one incarnation of a job at one moment. */
export interface Evidence {
  readonly job: JobRef;
  readonly id: JobId;
  readonly incarnation: Incarnation;
  /** Rows of squeue with its id; none when slurmctld does not know it. */
  readonly live: readonly LiveJob[];
  /** Rows of accounting with its id, in order; undefined where it was not asked. */
  readonly accounted: readonly AccountedJob[] | undefined;
  /** Whether we had cancelled it when it ended. */
  readonly ours: (ended: number | undefined) => boolean;
  readonly now: number;
}

/** Whether the row is that incarnation, or one that follows from it. */
export function isOf(row: LiveJob, { submitted, restarts }: Incarnation): boolean {
  if (row.restarts < restarts) return false;
  return row.restarts === 0 ? seconds(row.submitted) === submitted : seconds(row.submitted) >= submitted;
}

/** Whether a whole array is asked for: its tasks are begun anew one by one. */
export const isGroup = (id: JobId, row: { readonly task?: string }) => id.task === undefined && row.task !== undefined;
