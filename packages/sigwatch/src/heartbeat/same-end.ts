import type { JobState, JobStatus, RunSummary } from '@sigwatch/core';

const OVER: ReadonlySet<JobState> = new Set(['succeeded', 'failed', 'cancelled', 'timed_out']);

/** Whether what the heartbeats tell now is the end that a run of the journal had, and not a later one, nor a new life. */
export function isSameEnd(ended: Pick<RunSummary, 'ended_at'>, { state, ended_at }: JobStatus): boolean {
  if (!OVER.has(state)) return false;
  return ended_at === undefined || ended.ended_at === undefined || ended_at <= ended.ended_at;
}
