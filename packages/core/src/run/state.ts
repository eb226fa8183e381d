import type { RunState } from '../contract.js';

/** What can move a run from one state to another. */
export type StateEvent =
  | 'job_pending'
  | 'job_running'
  | 'job_unknown'
  | 'suspected'
  | 'stalled'
  | 'disproved'
  | 'job_succeeded'
  | 'job_failed'
  | 'job_timed_out'
  | 'job_cancelled'
  | 'sufficed'
  | 'stopped'
  | 'restarted';

type Row = Partial<Record<StateEvent, RunState>>;

/** The job's own final word, and a person's, hold in every state that is not final. */
const endings: Row = {
  job_succeeded: 'succeeded',
  job_failed: 'failed',
  job_timed_out: 'timed_out',
  job_cancelled: 'cancelled',
  sufficed: 'succeeded',
  stopped: 'cancelled',
};

const table: Record<RunState, Row> = {
  pending: { ...endings, job_running: 'running', job_unknown: 'unknown', suspected: 'degraded', stalled: 'stalled' },
  running: { ...endings, job_pending: 'pending', job_unknown: 'unknown', suspected: 'degraded', stalled: 'stalled' },
  degraded: {
    ...endings,
    job_pending: 'pending',
    job_unknown: 'unknown',
    disproved: 'running',
    stalled: 'stalled',
  },
  stalled: {
    ...endings,
    job_pending: 'pending',
    job_unknown: 'unknown',
    disproved: 'running',
  },
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
for (const state of ['pending', 'running', 'degraded', 'stalled', 'unknown'] as const)
  table[state].restarted = 'pending';

/** Pure: the next state. What a state does not list leaves it as it is. */
export function transition(state: RunState, event: StateEvent): RunState {
  return table[state][event] ?? state;
}
