import type { JobStatus } from '@sigwatch/core';
import { accountedPart } from './accounted-part.js';
import { laterIncarnation, rowsOfIncarnation } from './chain.js';
import { type Evidence, isGroup, isOf } from './evidence.js';
import { fold, type Part } from './fold.js';
import { jobRef } from './identity.js';
import { livePart } from './live-part.js';
import type { LiveJob } from './squeue.js';

/** `ask`: accounting may tell more, and what is told so far stands for it if it can't. */
export type Verdict =
  | { readonly kind: 'status'; readonly status: JobStatus }
  | { readonly kind: 'ask'; readonly otherwise: JobStatus | undefined };

/** Merges both truths. squeue knows first and accounting knows more: who cancelled, and how earlier incarnations ended. */
export function judge(evidence: Evidence): Verdict {
  const present = evidence.live.filter((row) => isOf(row, evidence.incarnation));
  const current = present.filter((row) => isGroup(evidence.id, row) || row.restarts === evidence.incarnation.restarts);
  if (current.length > 0 && current.length === present.length) return ofCurrent(evidence, current);
  if (present.length > 0) return ofSuperseded(evidence, present);
  return ofAbsent(evidence);
}

function ofCurrent(evidence: Evidence, rows: readonly LiveJob[]): Verdict {
  const parts = rows.map((row) => livePart(row, evidence));
  if (parts.some((part) => part === undefined)) return { kind: 'ask', otherwise: undefined };
  const status = { job: evidence.job, ...fold(parts as Part[]) };
  const untold = status.state === 'cancelled' && status.ended_by === undefined;
  return untold ? { kind: 'ask', otherwise: status } : { kind: 'status', status };
}

/** Began anew, by SLURM or by us: the row tells of the next incarnation, and only accounting how this one ended. */
function ofSuperseded(evidence: Evidence, rows: readonly LiveJob[]): Verdict {
  const { job, id, incarnation, now } = evidence;
  // Processes of the old one are being ended: its end is not known before, and the next one has no start.
  if (rows.some((row) => row.state === 'COMPLETING' && row.ends !== undefined && row.ends > now))
    return { kind: 'status', status: { job, state: 'completing' } };
  const restarts = Math.max(...rows.map((row) => row.restarts));
  const successor = jobRef(id, { ...incarnation, restarts });
  const part = accountedPart(evidence);
  if (part !== undefined) return { kind: 'status', status: { job, ...part, successor } };
  const detail = 'SLURM began it anew, and accounting does not tell why.';
  return { kind: 'ask', otherwise: { job, state: 'cancelled', reason: 'REQUEUED', detail, successor } };
}

function ofAbsent(evidence: Evidence): Verdict {
  const part = accountedPart(evidence);
  if (part === undefined) return { kind: 'ask', otherwise: undefined };
  const successor = laterIncarnation(evidence);
  const status = { job: evidence.job, ...part, ...(successor ? { successor } : {}) };
  // Whose hand it was is about to be written.
  const untold =
    part.ended_by === undefined && rowsOfIncarnation(evidence).some(({ by, partial }) => by !== undefined && partial);
  return untold ? { kind: 'ask', otherwise: status } : { kind: 'status', status };
}
