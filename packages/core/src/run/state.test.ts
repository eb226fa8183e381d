import { describe, expect, it } from 'vitest';
import { type Phase, type StateEvent, transition } from './state.js';

const events: readonly StateEvent[] = [
  'job_pending',
  'job_running',
  'job_unknown',
  'suspected',
  'stalled',
  'overdue',
  'disproved',
  'job_succeeded',
  'job_failed',
  'job_timed_out',
  'job_cancelled',
  'sufficed',
  'stopped',
  'restarted',
];

// One row a state, one column an event, in the order of `events`; `-` stays.
const table: Readonly<Record<Phase, string>> = {
  pending:
    '- running unknown degraded stalled overdue - succeeded failed timed_out cancelled succeeded cancelled pending',
  running:
    'pending - unknown degraded stalled overdue - succeeded failed timed_out cancelled succeeded cancelled pending',
  degraded:
    'pending - unknown - stalled overdue running succeeded failed timed_out cancelled succeeded cancelled pending',
  stalled:
    'pending - unknown degraded - overdue running succeeded failed timed_out cancelled succeeded cancelled pending',
  overdue:
    'pending - unknown degraded stalled - running succeeded failed timed_out cancelled succeeded cancelled pending',
  unknown: 'pending running - - - - - succeeded failed timed_out cancelled succeeded cancelled pending',
  succeeded: '- - - - - - - - - - - - - -',
  failed: '- - - - - - - - - - - succeeded - pending',
  timed_out: '- - - - - - - - - - - succeeded - pending',
  cancelled: '- - - - - - - - - - - succeeded - pending',
};

describe.each(Object.entries(table) as [Phase, string][])('%s', (state, row) => {
  const nexts = row.split(' ');
  it.each(events.map((event, index) => [event, nexts[index] === '-' ? state : nexts[index]]))(
    '%s → %s',
    (event, next) => {
      expect(transition(state, event as StateEvent)).toBe(next);
    },
  );
});
