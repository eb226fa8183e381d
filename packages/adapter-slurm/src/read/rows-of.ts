import { finalStates } from '@sigwatch/core';
import type { JobId } from './identity.js';
import type { LiveJob } from './squeue.js';
import { meaningOf } from './states.js';

/** Of the rows with the job's number those that tell of it: a task's own, or all parts. */
export function rowsOf({ base, task }: JobId, rows: readonly LiveJob[]): readonly LiveJob[] {
  if (task === undefined) return rows;
  const own = rows.filter((row) => row.task === task);
  if (own.length > 0) return own;
  // Tasks that never began end in one row without their numbers.
  return rows.filter(
    (row) => row.task === undefined && row.component === undefined && row.raw === base && hasEnded(row.state),
  );
}

function hasEnded(word: string): boolean {
  const meaning = meaningOf(word);
  return meaning !== undefined && finalStates.has(meaning.state);
}
