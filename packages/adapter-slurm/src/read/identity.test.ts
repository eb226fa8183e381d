import { expect, it } from 'vitest';
import { jobRef, parseIncarnation, parseJobId, plainId } from './identity.js';

it.each([
  ['slurm:123', { base: '123' }],
  ['slurm:123_4', { base: '123', task: '4' }],
  ['123_0', { base: '123', task: '0' }],
  ['slurm:123+1', undefined],
  ['slurm:', undefined],
  ['local:run.1', undefined],
  ['slurm:12 3', undefined],
])('%s', (text, id) => {
  expect(parseJobId(text)).toEqual(id);
});

it('names a job and its incarnation, and reads them again', () => {
  const incarnation = { cluster: 'probe', submitted: 1_795_359_337, restarts: 2 };
  const ref = jobRef({ base: '14', task: '3' }, incarnation);
  expect(ref).toEqual({ id: 'slurm:14_3', incarnation: 'probe/1795359337/2' });
  expect(parseIncarnation(ref.incarnation)).toEqual(incarnation);
  expect(plainId({ base: '14', task: '3' })).toBe('14_3');
});

it.each(['', 'probe', 'probe/x/0', 'probe/1', 'a/b/1/0', 'none'])('%j is no incarnation', (text) => {
  expect(parseIncarnation(text)).toBeUndefined();
});
