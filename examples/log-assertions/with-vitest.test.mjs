// What sigwatch makes of a log, as assertions of Vitest. For Jest and others see with-jest-expect.mjs.
import { fileURLToPath } from 'node:url';
import { logMatchers } from '@sigwatch/testkit';
import { replay } from 'sigwatch';
import { expect, it } from 'vitest';

expect.extend(logMatchers((log) => replay(log, { monitor: 'megatron_basic' })));
const log = fileURLToPath(new URL('train.log', import.meta.url));

// The rules are compiled first, which takes longer than Vitest's five seconds where a machine is busy.
it('runs out of memory, and of nothing else', { timeout: 60_000 }, async () => {
  await expect(log).toHaveSignal('oom', { line: 3, text: expect.stringContaining('2.00 GiB') });
  await expect(log).toHaveRootCause('oom');
  await expect(log).not.toHaveSignal('nccl_timeout');
});
