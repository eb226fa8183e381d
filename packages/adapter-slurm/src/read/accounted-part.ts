import { finalStates, type JobState } from '@sigwatch/core';
import { rowsOfIncarnation } from './chain.js';
import { handByAccount } from './ended-by.js';
import type { Evidence } from './evidence.js';
import { failedExit } from './exit-status.js';
import { detailed, fold, type Part } from './fold.js';
import type { AccountedJob } from './sacct.js';
import { meaningOf } from './states.js';

/** How the incarnation ended, by accounting; undefined where it does not tell (yet). */
export function accountedPart(evidence: Evidence): Part | undefined {
  const rows = rowsOfIncarnation(evidence);
  const parts = rows.map((row) => endedPart(row, evidence));
  return parts.length === 0 || parts.some((part) => part === undefined) ? undefined : fold(parts as Part[]);
}

/** Accounting that says it waits or runs only lags behind. */
function endedPart(row: AccountedJob, evidence: Evidence): Part | undefined {
  const requeued = row.state === 'REQUEUED';
  const meaning = requeued ? requeuedMeaning(row) : meaningOf(row.state);
  if (meaning === undefined || !finalStates.has(meaning.state) || row.ended === undefined) return undefined;
  const { state } = meaning;
  const by = state === 'cancelled' ? handByAccount(row, evidence) : undefined;
  // Of one that was cancelled or reached its limit accounting tells 0:0, whatever its script did.
  const exit = state === 'failed' ? failedExit(row.state, row.exit) : {};
  return {
    state,
    ...(state === 'succeeded' ? { exit_code: 0 } : { ...exit, reason: row.state }),
    ...detailed(meaning.detail),
    // One that was cancelled while it waited is said to have started then.
    ...(row.started === undefined || row.nodes.length === 0 ? {} : { started_at: row.started }),
    ended_at: row.ended,
    ...(row.nodes.length > 0 ? { nodes: row.nodes } : {}),
    ...(by === undefined ? {} : { ended_by: by }),
  };
}

/** Its exit code was one that the cluster requeues, or somebody has asked for it. */
function requeuedMeaning({ exit }: AccountedJob): { readonly state: JobState; readonly detail: string } {
  return exit === '0:0'
    ? { state: 'cancelled', detail: 'It was requeued.' }
    : { state: 'failed', detail: 'It was requeued for how it ended.' };
}
