import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { scratch } from '../test/fake-slurm.js';
import { pruneJobs } from './prune.js';

const directory = scratch();

it('deletes what is old of jobs and submissions, and nothing else', () => {
  const state = directory();
  const file = (name: string, at: number) => {
    const path = join(state, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '{}');
    utimesSync(path, at, at);
    return path;
  };
  const names = ['jobs/5.json', 'cancelled/5', 'submitted/r%2F1.json', 'started/5.json', 'scripts/5-1.sbatch'];
  const old = names.map((name) => file(`slurm/${name}`, 99));
  const kept = [...names.map((name) => file(`slurm/${name}.new`, 101)), file('slurm/squeue-1.json', 99)];
  kept.push(file('runs/r/run.db', 99));
  pruneJobs(state, 100_000);
  expect(old.filter((path) => existsSync(path))).toEqual([]);
  expect(kept.filter((path) => !existsSync(path))).toEqual([]);
  expect(() => pruneJobs(join(state, 'none'), 100_000)).not.toThrow();
});
