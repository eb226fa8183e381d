import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { adapterContract } from '@sigwatch/testkit';
import { childAdapter } from '../components/adapter.js';

const printed = ['first', 'second'];
const scripts = {
  succeeds: '',
  fails: 'process.exit(3)',
  sleeps: 'setInterval(() => {}, 1000)',
  prints: `for (const line of ${JSON.stringify(printed)}) console.log(line)`,
};

const makeHarness = async () => ({
  adapter: childAdapter({ now: Date.now }),
  now: Date.now,
  spec: (kind) => ({
    ...{ run_id: 'contract', attempt: 1, cwd: process.cwd(), env: {} },
    command: [process.execPath, '-e', scripts[kind]],
  }),
  printed,
  unknown: { id: '__name__:nobody', incarnation: '0' },
  async until(probe) {
    for (const limit = Date.now() + 60_000; Date.now() < limit; await sleep(20)) {
      const found = await probe();
      if (found !== undefined) return found;
    }
    throw new Error('not so within a minute');
  },
  settle: () => sleep(200),
  dispose: async () => {},
});

adapterContract('__name__', makeHarness, { describe, it });
