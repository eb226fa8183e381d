import type { Json, Store } from '@sigwatch/core';
import { expect, it } from 'vitest';
import { firstRefusal } from './first-refusal.js';

const holding = (snapshot: Json): Pick<Store, 'load'> => ({
  load: () => ({ snapshot }) as unknown as ReturnType<Store['load']>,
});
const refused = { attempt: 1, jobs: [], protocol: { phase: 'refused', words: 'no such partition' } };

it('is told in the platform’s words', () => {
  expect(firstRefusal(holding(refused), 'r')).toBe('no such partition');
});

it.each([
  ['a later attempt, whose refusal is waited out', { ...refused, attempt: 2, jobs: ['slurm:1'] }],
  ['a run that had a job', { ...refused, jobs: ['slurm:1'] }],
  ['a submission whose reply was lost', { ...refused, protocol: { phase: 'uncertain', not_after: 1 } }],
  ['a run that follows logs', { attempt: 1, jobs: [] }],
])('is not: %s', (_, snapshot) => {
  expect(firstRefusal(holding(snapshot), 'r')).toBeUndefined();
});

it('of a run that is not stored is none', () => {
  expect(firstRefusal({ load: () => undefined }, 'r')).toBeUndefined();
});
