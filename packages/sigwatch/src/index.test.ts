import { expect, it } from 'vitest';
import { category, remedy } from './index.js';

it('tells those who embed it what to do about a failure, and of what kind it is', () => {
  expect(remedy('oom')).toMatch(/^Reduce the micro batch size/);
  expect(remedy({ error_type: 'oom', fields: { allocation_size: '2.00 GiB', free: '1.20 GiB' } })).toMatch(
    /^Tried to allocate 2\.00 GiB with 1\.20 GiB free: /,
  );
  expect([category('oom'), category({ error_type: 'exception', subsystem: 'dataloader' })]).toEqual([
    'memory',
    'data_loading',
  ]);
});
