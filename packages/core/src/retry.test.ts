import { virtualClock } from '@sigwatch/testkit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Retry, retry, retryDelay } from './retry.js';

const passing = new Error('the server is busy');
const always = () => true;

/** Fails so many times, and then succeeds; notes when each try began. */
function failing(times: number, now: () => number) {
  const began: number[] = [];
  const call = async (): Promise<string> => {
    began.push(now());
    if (began.length <= times) throw passing;
    return `try ${began.length}`;
  };
  return { began, call };
}

it('waits 1, 2 and 4 seconds where chance takes nothing away, and tries no fourth time again', async () => {
  const clock = virtualClock(0);
  const { began, call } = failing(9, clock.now);
  const told: Retry[] = [];
  const tried = retry(call, {
    ...{ deps: clock, random: () => 0, retryable: always },
    onRetry: (one) => told.push(one),
  });
  await expect(clock.run(tried)).rejects.toBe(passing);
  expect(began).toEqual([0, 1_000, 3_000, 7_000]);
  expect(told).toEqual([
    { retry: 1, delay: 1_000, error: passing },
    { retry: 2, delay: 2_000, error: passing },
    { retry: 3, delay: 4_000, error: passing },
  ]);
  expect(clock.pending()).toBe(0);
});

it('resolves as the first try that succeeds', async () => {
  const clock = virtualClock(0);
  const { call } = failing(2, clock.now);
  expect(await clock.run(retry(call, { deps: clock, retryable: always }))).toBe('try 3');
});

it('throws on at once what is not retryable, with the error as it was', async () => {
  const clock = virtualClock(0);
  const { began, call } = failing(9, clock.now);
  const tried = retry(call, { deps: clock, retryable: (error) => error !== passing });
  await expect(tried).rejects.toBe(passing);
  expect(began).toEqual([0]);
});

it('begins no retry behind the time that it has, counted from the first try', async () => {
  const clock = virtualClock(0);
  const { began, call } = failing(9, clock.now);
  const tried = retry(call, { deps: clock, random: () => 0, retryable: always, within: 3_500, retries: 9 });
  await expect(clock.run(tried)).rejects.toBe(passing);
  expect(began).toEqual([0, 1_000, 3_000]);
});

it('makes no second call where a try took longer than there is time', async () => {
  const clock = virtualClock(0);
  let calls = 0;
  const slow = async () => {
    calls += 1;
    await clock.sleep(10_000);
    throw passing;
  };
  await expect(clock.run(retry(slow, { deps: clock, retryable: always, within: 5_000 }))).rejects.toBe(passing);
  expect(calls).toBe(1);
});

it('ends its waiting at the abort, with its reason, and leaves no timer behind', async () => {
  const clock = virtualClock(0);
  const abort = new AbortController();
  const { began, call } = failing(9, clock.now);
  const tried = retry(call, { deps: clock, random: () => 0, retryable: always, abort: abort.signal });
  await clock.settle();
  const reason = new Error('nobody wants it any more');
  abort.abort(reason);
  await expect(tried).rejects.toBe(reason);
  expect(began).toEqual([0]);
  expect(clock.pending()).toBe(0);
});

it('makes no call at all where it is aborted before', async () => {
  const { began, call } = failing(0, () => 0);
  await expect(retry(call, { retryable: always, abort: AbortSignal.abort('over') })).rejects.toBe('over');
  expect(began).toEqual([]);
});

it('makes one call where there are to be no retries', async () => {
  const { began, call } = failing(9, () => 0);
  await expect(retry(call, { retryable: always, retries: 0 })).rejects.toBe(passing);
  expect(began).toHaveLength(1);
});

it.each([
  { retries: -1 },
  { retries: 1.5 },
  { retries: Number.NaN },
  { initial: -1 },
  { initial: Number.NaN },
  { factor: 0.5 },
  { max: Number.POSITIVE_INFINITY },
  { jitter: 1.1 },
])('refuses numbers that make no sense: %j', async (pace) => {
  const { began, call } = failing(0, () => 0);
  await expect(retry(call, { retryable: always, ...pace })).rejects.toMatchObject({
    name: 'ArgumentError',
    code: 'argument_invalid',
  });
  expect(began).toEqual([]);
});

const paces = fc.record({
  initial: fc.double({ min: 0, max: 1e9, noNaN: true }),
  factor: fc.double({ min: 1, max: 1e6, noNaN: true }),
  max: fc.double({ min: 0, max: 1e9, noNaN: true }),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
});
const numbers = fc.integer({ min: 1, max: 5_000 });
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

it('waits never below what chance may take away, and never above the cap, whatever the numbers', () => {
  fc.assert(
    fc.property(paces, numbers, chance, (pace, number, random) => {
      const delay = retryDelay(pace, number, random);
      const longest = retryDelay({ ...pace, jitter: 0 }, number, 0);
      expect(delay).toBeGreaterThanOrEqual(longest * (1 - pace.jitter) * (1 - 1e-9));
      expect(delay).toBeLessThanOrEqual(longest);
      expect(longest).toBeLessThanOrEqual(pace.max);
      expect(longest).toBeLessThanOrEqual(Math.max(pace.initial * pace.factor ** (number - 1), 0) || 0);
    }),
  );
});

it('waits longer from retry to retry until the cap, but for chance', () => {
  fc.assert(
    fc.property(paces, numbers, (pace, number) => {
      const at = (one: number) => retryDelay({ ...pace, jitter: 0 }, one, 0);
      expect(at(number + 1)).toBeGreaterThanOrEqual(at(number));
    }),
  );
});

it('begins no more tries than there are to be, and none later than the sum of the longest waits', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 6 }), fc.array(chance, { minLength: 7 }), async (retries, chances) => {
      const clock = virtualClock(0);
      const { began, call } = failing(99, clock.now);
      let drawn = 0;
      const random = () => chances[drawn++] as number;
      await expect(clock.run(retry(call, { deps: clock, random, retries, retryable: always }))).rejects.toBe(passing);
      expect(began).toHaveLength(retries + 1);
      expect(began.at(-1)).toBeLessThanOrEqual(1_000 * (2 ** retries - 1));
    }),
    { numRuns: 40 },
  );
});
