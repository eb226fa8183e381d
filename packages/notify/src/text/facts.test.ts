import type { Notice } from '@sigwatch/core';
import { expect, it } from 'vitest';
import { factsOf } from './facts.js';

const notice = { run_id: 'r', attempt: 1, state: 'failed', links: [] } as unknown as Notice;
const machines = (where: Partial<Notice>) =>
  factsOf({ ...notice, ...where })
    .filter(({ name }) => name === 'Node' || name === 'Instance')
    .map(({ name, value }) => `${name} ${value}`);

it('a machine is named once where both names of it are the same', () => {
  expect(machines({ node: 'i-0abc', instance: 'i-0abc' })).toEqual(['Instance i-0abc']);
  expect(machines({ node: 'gpu-1', instance: 'i-0abc' })).toEqual(['Node gpu-1', 'Instance i-0abc']);
  expect(machines({ node: 'gpu-1' })).toEqual(['Node gpu-1']);
});
