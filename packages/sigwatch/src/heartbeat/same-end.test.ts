import type { JobStatus } from '@sigwatch/core';
import { expect, it } from 'vitest';
import { isSameEnd } from './same-end.js';

const job = { id: 'heartbeat:/runs/r', incarnation: '1' } as const;
const ENDED = { ended_at: 1_000 };

it.each<[string, Omit<JobStatus, 'job'>, boolean]>([
  ['the same sentinel', { state: 'failed', ended_at: 900 }, true],
  ['an end whose time nobody tells', { state: 'timed_out' }, true],
  ['a later sentinel', { state: 'failed', ended_at: 1_100 }, false],
  ['it lives again', { state: 'running' }, false],
  ['it is awaited again', { state: 'pending' }, false],
])('%s', (_, status, wanted) => {
  expect(isSameEnd(ENDED, { job, ...status })).toBe(wanted);
});
