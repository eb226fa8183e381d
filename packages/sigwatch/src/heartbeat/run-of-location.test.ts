import type { RunSummary } from '@sigwatch/core';
import { expect, it } from 'vitest';
import { runsOfLocation } from './run-of-location.js';

const run = (run_id: string, job: string | undefined, started_at: number, ended_at?: number): RunSummary => ({
  ...{ run_id, name: run_id, state: 'running', attempt: 1, restarts: 0, started_at, updated_at: started_at },
  jobs: job === undefined ? [] : [job],
  ...(job !== undefined && { job }),
  ...(ended_at !== undefined && { ended_at }),
});
const HERE = 'heartbeat:s3://b/p/r1';

it.each<[string, readonly RunSummary[], readonly (string | undefined)[]]>([
  ['nobody has watched it', [], [undefined, undefined, 'r1']],
  ['it is watched, or was left', [run('r1', HERE, 1)], ['r1', undefined, 'r1-2']],
  ['it has ended there', [run('r1', HERE, 1, 2)], [undefined, 'r1', 'r1-2']],
  ['it has ended, and lives again', [run('r1-2', HERE, 3), run('r1', HERE, 1, 2)], ['r1-2', 'r1', 'r1-3']],
  ['the last end counts', [run('r1', HERE, 1, 2), run('r1-2', HERE, 3, 4)], [undefined, 'r1-2', 'r1-3']],
  ['another place has a run of this name', [run('r1', 'heartbeat:/x/r1', 1)], [undefined, undefined, 'r1-2']],
  ['logs were watched under this name', [run('r1', undefined, 1, 2)], [undefined, undefined, 'r1-2']],
])('%s', (_, runs, wanted) => {
  const { open, ended, next } = runsOfLocation(runs, HERE, 'r1');
  expect([open?.run_id, ended?.run_id, next]).toEqual(wanted);
});

it.each([
  ['a run, with spaces', 'a-run-with-spaces'],
  ['..', 'run'],
  ['.hidden', 'hidden'],
  ['x'.repeat(200), 'x'.repeat(120)],
])('of %j the id is %s', (name, wanted) => {
  expect(runsOfLocation([], HERE, name).next).toBe(wanted);
});
