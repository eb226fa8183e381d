import type { RunState } from '../contract.js';

/** What can move a run from one state to another. */
export type StateEvent =
  | 'job_pending'
  | 'job_running'
  | 'job_unknown'
  | 'suspected'
  | 'stalled'
  /** Nothing is heard of it any more, and its job has not ended. */
  | 'overdue'
  | 'disproved'
  | 'job_succeeded'
  | 'job_failed'
  | 'job_timed_out'
  | 'job_cancelled'
  | 'sufficed'
  | 'stopped'
  | 'restarted';

/** A run whose job lives may be shown as timed out: unlike one that is, it can leave that again. */
export type Phase = RunState | 'overdue';

type Row = Partial<Record<StateEvent, Phase>>;

/** The job's own final word, and a person's, hold in every state that is not final. */
const endings: Row = {
  job_succeeded: 'succeeded',
  job_failed: 'failed',
  job_timed_out: 'timed_out',
  job_cancelled: 'cancelled',
  sufficed: 'succeeded',
  stopped: 'cancelled',
};

const open: Row = { suspected: 'degraded', stalled: 'stalled', overdue: 'overdue' };

const table: Record<Phase, Row> = {
  pending: { ...endings, ...open, job_running: 'running', job_unknown: 'unknown' },
  running: { ...endings, ...open, job_pending: 'pending', job_unknown: 'unknown' },
  degraded: { ...endings, ...open, job_pending: 'pending', job_unknown: 'unknown', disproved: 'running' },
  stalled: { ...endings, ...open, job_pending: 'pending', job_unknown: 'unknown', disproved: 'running' },
  overdue: { ...endings, ...open, job_pending: 'pending', job_unknown: 'unknown', disproved: 'running' },
  unknown: {
    ...endings,
    job_pending: 'pending',
    job_running: 'running',
  },
  // A final state is left only by a new attempt, and by a late word of the run itself that it is done.
  succeeded: {},
  failed: { restarted: 'pending', sufficed: 'succeeded' },
  timed_out: { restarted: 'pending', sufficed: 'succeeded' },
  cancelled: { restarted: 'pending', sufficed: 'succeeded' },
};
for (const state of ['pending', 'running', 'degraded', 'stalled', 'overdue', 'unknown'] as const)
  table[state].restarted = 'pending';

/** Pure: the next state. What a state does not list leaves it as it is. */
export function transition(state: Phase, event: StateEvent): Phase {
  return table[state][event] ?? state;
}
