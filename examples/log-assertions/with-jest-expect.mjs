// The same with Jest's own `expect`, here under node:test. In Jest itself: import { expect, it } from '@jest/globals'.
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { logMatchers } from '@sigwatch/testkit';
import { expect } from 'expect';
import { replay } from 'sigwatch';

expect.extend(logMatchers((log) => replay(log, { monitor: 'megatron_basic' })));
const log = fileURLToPath(new URL('train.log', import.meta.url));

it('runs out of memory, and of nothing else', async () => {
  await expect(log).toHaveSignal('oom', { line: 3, text: expect.stringContaining('2.00 GiB') });
  await expect(log).toHaveRootCause('oom');
  await expect(log).not.toHaveSignal('nccl_timeout');
});
