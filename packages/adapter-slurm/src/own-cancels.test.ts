import { expect, it } from 'vitest';
import { scratch } from '../test/fake-slurm.js';
import { isOwnCancel, noteCancel } from './own-cancels.js';

const directory = scratch();
const job = { id: 'slurm:12_3', incarnation: 'probe/1/0' } as const;

it('a job that ended after we had asked for it was ended by us', () => {
  const state = directory();
  expect(isOwnCancel(state, job, undefined)).toBe(false);
  noteCancel(state, job, 100_000);
  expect(isOwnCancel(state, job, undefined)).toBe(true);
  expect(isOwnCancel(state, job, 100_500)).toBe(true);
  // SLURM tells whole seconds.
  expect(isOwnCancel(state, job, 99_000)).toBe(true);
  expect(isOwnCancel(state, job, 90_000)).toBe(false);
  // The first time counts.
  noteCancel(state, job, 200_000);
  expect(isOwnCancel(state, job, 100_500)).toBe(true);
  expect(isOwnCancel(state, { ...job, incarnation: 'probe/1/1' }, undefined)).toBe(false);
});
