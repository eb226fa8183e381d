import { decide, newMemory, thresholdsOf, type Verdict } from '@sigwatch/heartbeat';
import { expect, it } from 'vitest';
import { fleetTable } from './fleet-table.js';

const LOOK = { width: 200, color: false };
const verdict: Verdict = {
  ...decide(newMemory(), thresholdsOf({ default: 600_000 }), 0),
  state: 'running',
  reason: 'Its last heartbeat was 0 seconds ago.',
  started: true,
  silent: 235,
};

it('a row for each run, in whole seconds, and how many there are', () => {
  const one = fleetTable(new Map([['r1', verdict]]), '/runs', LOOK);
  expect(one[1]).toMatch(/^r1 +running +0s ago +Its last heartbeat/);
  expect(one.at(-1)).toBe('1 run below /runs/: 1 running');
  const two = fleetTable(
    new Map([
      ['r1', verdict],
      ['r2', { ...verdict, state: 'degraded' as const }],
    ]),
    '/runs',
    LOOK,
  );
  expect(two.at(-1)).toBe('2 runs below /runs/: 1 degraded, 1 running');
  expect(two[1]).toMatch(/^r2/);
});

it('a place without runs: what was looked for, and what may be wrong', () => {
  expect(fleetTable(new Map(), 's3://b/p', LOOK)).toEqual([
    'There is no run below s3://b/p/: no folder in it holds heartbeats. See that the name is right.',
  ]);
});
