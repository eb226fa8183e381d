import type { Store } from '@sigwatch/core';
import { expect, it } from 'vitest';
import { namedRun } from './named-run.js';

const runs = [
  { run_id: 'old', started_at: 1, jobs: ['slurm:1', 'slurm:2'] },
  { run_id: 'again', started_at: 2, jobs: ['slurm:2', 'slurm:3'] },
  { run_id: 'task', started_at: 3, jobs: ['slurm:4_1'] },
];
const store = {
  list: () => runs.map(({ jobs, ...run }) => ({ ...run, job: jobs.at(-1) })),
  load: (id: string) => runs.filter(({ run_id }) => run_id === id).map(({ jobs }) => ({ snapshot: { jobs } }))[0],
} as unknown as Pick<Store, 'list' | 'load'>;

it.each([
  ['by its id', 'old', 'old'],
  ['by the job that it has', 'slurm:3', 'again'],
  ['by a task of an array', 'slurm:4_1', 'task'],
  ['by a job that it had', 'slurm:1', 'old'],
  ['by a job that it has, before one that had it', 'slurm:2', 'old'],
])('a run is named %s', (_, word, run_id) => {
  expect(namedRun(store, word)).toBe(run_id);
});

it('what names none is told with what to do', () => {
  expect(() => namedRun(store, 'new')).toThrow('there is no run new: sigwatch status lists the runs');
  expect(() => namedRun(store, 'slurm:9')).toThrow('sigwatch attach slurm:9');
});
