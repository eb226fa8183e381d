import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Polled, PollQueue } from './poll-queue.js';

const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('put' as const), who: fc.nat(9), after: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), who: fc.nat(9) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('take' as const), after: fc.nat(30) }) },
);

it('hands out what a list that is searched would, however often a time is put off or brought forward', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
      const queue = new PollQueue<Polled & { readonly who: number }>();
      const all = Array.from({ length: 10 }, (_, who) => ({ who, due: 0, queued: undefined }));
      const naive = new Map<number, number>();
      let now = 0;
      for (const one of actions) {
        if (one.do === 'put') {
          queue.put(all[one.who] as (typeof all)[number], now + one.after);
          naive.set(one.who, now + one.after);
        } else if (one.do === 'remove') {
          queue.remove(all[one.who] as (typeof all)[number]);
          naive.delete(one.who);
        } else {
          now += one.after;
          const due = [...naive].filter(([, at]) => at <= now).map(([who]) => who);
          expect(new Set(queue.take(now).map(({ who }) => who))).toEqual(new Set(due));
          for (const who of due) naive.delete(who);
        }
        expect(queue.next).toBeLessThanOrEqual(Math.min(...naive.values()));
      }
    }),
    { numRuns: 500 },
  );
});

it('does not grow by what is put off again and again', () => {
  const queue = new PollQueue<Polled>();
  const one: Polled = { due: 0, queued: undefined };
  for (let n = 0; n < 1_000; n++) queue.put(one, 10 + n);
  expect(queue.next).toBe(10);
  expect(queue.take(10)).toEqual([]);
  expect(queue.next).toBe(1_009);
  expect(queue.take(1_009)).toEqual([one]);
  expect(queue.next).toBe(Number.POSITIVE_INFINITY);
});
