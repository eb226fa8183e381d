import { describe, expect, it } from 'vitest';
import { defaultAlerts } from '../../alerts/settings.js';
import type { JobStatus } from '../../contract.js';
import { newAttempt } from '../../run/attempt-state.js';
import { newSnapshot, type Snapshot } from '../snapshot.js';
import { alertContext } from './alert-context.js';

const START = 10_000_000;
const job = { id: 'heartbeat:/runs/r', incarnation: 'r' } as const;
const began = (status: Partial<JobStatus>, more: Partial<Snapshot> = {}): number =>
  alertContext(
    { run_id: 'r', name: 'r', settings: defaultAlerts, dry_run: false },
    {
      ...newSnapshot('r', START),
      engine: { ...newAttempt, job: { job, state: 'running', ...status } },
      ...more,
    },
    START,
  ).began;

describe('a run began', () => {
  it('when its platform says, where nobody watched as yet', () => {
    expect(began({ started_at: START - 7_620_000 })).toBe(START - 7_620_000);
  });

  it('when it was submitted, however long its job has waited', () => {
    expect(began({ started_at: START + 60_000 })).toBe(START);
    expect(began({})).toBe(START);
  });

  it('when its first attempt did', () => {
    expect(began({ started_at: START + 60_000 }, { began: START - 5_000 })).toBe(START - 5_000);
  });
});
