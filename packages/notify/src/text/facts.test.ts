import type { Notice } from '@sigwatch/core';
import { expect, it } from 'vitest';
import { factsOf } from './facts.js';

const notice = { run_id: 'r', attempt: 1, state: 'failed', links: [] } as unknown as Notice;
const machines = (where: Partial<Notice>) =>
  factsOf({ ...notice, ...where })
    .filter(({ name }) => name === 'Node' || name === 'Instance')
    .map(({ name, value }) => `${name} ${value}`);

const cost = {
  ...{ currency: 'USD', total: 12.3, wasted: 4, seconds: 1, wasted_seconds: 1, not_known: null },
  ...{ gpu_type: 'H100', gpu_count: 1, per_gpu_hour: 3.95, prices_as_of: '2026-09-19' },
};

it('tells what the run has cost, and that it is not known rather than nothing', () => {
  const told = (given: Partial<Notice>) => factsOf({ ...notice, ...given }).find(({ name }) => name === 'Cost so far');
  expect(told({ cost })?.value).toBe('12.30 USD, 4.00 of it wasted');
  expect(told({ cost: { ...cost, total: null, wasted: null } })?.value).toBe('not known');
  expect(told({})).toBeUndefined();
});

it('a machine is named once where both names of it are the same', () => {
  expect(machines({ node: 'i-0abc', instance: 'i-0abc' })).toEqual(['Instance i-0abc']);
  expect(machines({ node: 'gpu-1', instance: 'i-0abc' })).toEqual(['Node gpu-1', 'Instance i-0abc']);
  expect(machines({ node: 'gpu-1' })).toEqual(['Node gpu-1']);
});
