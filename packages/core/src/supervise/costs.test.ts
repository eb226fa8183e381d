import { expect, it } from 'vitest';
import type { JobRef, JobState, SigwatchEvent } from '../contract.js';
import { pricingOf } from '../cost/prices.js';
import type { RunCost } from '../cost/run-cost.js';
import { intent } from '../protocol/index.js';
import { newAttempt } from '../run/attempt-state.js';
import { withCosts } from './costs.js';
import { newSnapshot, type Snapshot } from './snapshot.js';

const HOUR = 3_600_000;
const job: JobRef = { id: 'x:1', incarnation: '' };
const pricing = pricingOf({ gpu: 'H100', count: 1 }, { as_of: '2026-09-19', gpus: { H100: 1 } });

/** Commits of a run, one an hour; a job that runs since the first. */
function commits() {
  let snapshot = newSnapshot('r', 0);
  let hours = 0;
  return (change: Partial<Snapshot>, event_type?: string): number | null => {
    const before = snapshot;
    hours += 1;
    const event = {
      timestamp: '',
      event_type,
      run_id: 'r',
      attempt: change.attempt ?? snapshot.attempt,
      data: { state: 'failed' },
    };
    const events = event_type === undefined ? [] : [event as unknown as SigwatchEvent];
    const after = { ...before, ...change };
    const priced = withCosts(pricing, { before, after, at: hours * HOUR }, events);
    snapshot = { ...after, ...(priced.cost && { cost: priced.cost }) };
    const told = priced.events[0]?.data.cost as unknown as RunCost | undefined;
    return told?.total ?? null;
  };
}

const is = (state: JobState): Partial<Snapshot> => ({
  engine: { ...newAttempt, job: { job, state } },
});
const protocol = intent({ key: 'k', attempt: 2, previous: job });

it('a job that ended with its attempt costs nothing more, whatever is done then', () => {
  const commit = commits();
  commit({ phase: 'following' }, 'attempt_started');
  commit(is('running'));
  commit(is('failed'));
  expect(commit({ phase: 'stopping', end: { state: 'failed', reason: '', cancel: true } }, 'attempt_ended')).toBe(1);
  commit({ stopped: true });
  expect(commit({ phase: 'ended' }, 'run_ended')).toBe(1);
});

it('a job that is cancelled for the end of its run costs until it was seen to have ended', () => {
  const commit = commits();
  commit({ phase: 'following' }, 'attempt_started');
  commit(is('running'));
  expect(commit({ phase: 'stopping', end: { state: 'failed', reason: '', cancel: true } }, 'attempt_ended')).toBe(1);
  commit({});
  commit({ stopped: true });
  commit({});
  expect(commit({ phase: 'ended' }, 'run_ended')).toBe(3);
});

it('a job that is cancelled for a restart costs until the next one may be submitted', () => {
  const commit = commits();
  commit({ phase: 'following' }, 'attempt_started');
  commit(is('running'));
  expect(commit({ phase: 'starting', engine: newAttempt, protocol }, 'attempt_ended')).toBe(1);
  commit({ protocol: { ...protocol, phase: 'cancelling' } });
  commit({ protocol: { ...protocol, phase: 'sweeping', since: 0 } });
  commit({ protocol: { ...protocol, phase: 'submitting', not_after: 0, held: false } });
  expect(commit({ attempt: 2, phase: 'following' }, 'attempt_started')).toBe(3);
});

it('a job that is left as it is costs nothing of the run any more', () => {
  const commit = commits();
  commit({ phase: 'following' }, 'attempt_started');
  commit(is('running'));
  commit({ phase: 'stopping', end: { state: 'failed', reason: '', cancel: false } }, 'attempt_ended');
  commit({});
  expect(commit({ phase: 'ended' }, 'run_ended')).toBe(1);
});
