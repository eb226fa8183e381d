import { expect, it } from 'vitest';
import type { JobAdapter } from '../contract.js';
import { intent } from '../protocol/state.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import { stopJob } from './stop.js';

const begun = intent({ key: 'r/1', attempt: 1 });

/** How often a platform that can't be reached was asked until the run may end, or until that was given up. */
async function askedBeforeEnd(snapshot: object): Promise<{ readonly asked: number; readonly ended: boolean }> {
  const giveUp = new AbortController();
  let asked = 0;
  const unreachable = () => {
    asked += 1;
    if (asked >= 3) giveUp.abort();
    return Promise.reject(new Error('nothing listens there'));
  };
  const adapter = {
    ...{ name: 'x', lag: 0, status: unreachable, cancel: unreachable },
    submission: { find: unreachable },
  } as unknown as JobAdapter;
  const schedule = (_: number, wake: () => void) => {
    queueMicrotask(wake);
    return () => {};
  };
  const deps = { now: () => 0, schedule };
  const journal = { snapshot: { engine: {}, start: {}, ...snapshot }, commands: () => [], notice: () => {} };
  const done = stopJob({ adapter, deps } as unknown as RunContext, journal as unknown as Journal, giveUp.signal);
  return done.then(
    () => ({ asked, ended: true }),
    () => ({ asked, ended: false }),
  );
}

it('a run whose first submission was refused ends, although its platform can not be reached', async () => {
  const protocol = { ...begun, phase: 'refused', retry_at: 1, words: 'nothing listens there', refusals: 1 };
  expect(await askedBeforeEnd({ protocol })).toEqual({ asked: 0, ended: true });
});

it.each([
  ['may have made a job', { ...begun, phase: 'uncertain', not_after: 1, plain_submits: 1 }],
  ['comes after a job', { ...begun, phase: 'refused', retry_at: 1, previous_key: 'r/0' }],
])('one whose submission %s is asked about again and again', async (_, protocol) => {
  expect(await askedBeforeEnd({ protocol })).toEqual({ asked: 3, ended: false });
});
