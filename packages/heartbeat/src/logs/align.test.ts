import fc from 'fast-check';
import { expect, it } from 'vitest';
import { overlap } from './align.js';

const lines = (from: number, to: number): Buffer =>
  Buffer.from(Array.from({ length: to - from }, (_, i) => `step ${from + i} | loss: ${(from + i) / 7}\n`).join(''));

it.each([
  ['appended', lines(0, 900), lines(0, 1_000), lines(0, 900).length],
  ['unchanged', lines(0, 900), lines(0, 900), lines(0, 900).length],
  ['rolled on', lines(0, 1_000), lines(500, 1_100), lines(500, 1_000).length],
  ['rolled on but for a line', lines(0, 1_000), lines(999, 1_200), lines(999, 1_000).length],
  ['rolled on in the midst of a line', lines(0, 1_000), lines(500, 1_100).subarray(3), lines(500, 1_000).length - 3],
  ['rolled away', lines(0, 1_000), lines(1_000, 1_100), 0],
  ['begun anew', lines(0, 1_000), lines(0, 3), 0],
  ['of which only the end is known', lines(990, 1_000), lines(0, 1_100), lines(0, 1_000).length],
  ['nothing', lines(0, 10), Buffer.alloc(0), 0],
])('%s', (_, before, now, expected) => {
  expect(overlap(before, now)).toBe(expected);
});

it('is what the naive search finds, of logs whose lines are all their own', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(300), fc.nat(300), (known, begin, more) => {
      const end = known + more;
      const from = Math.min(begin, end);
      const [before, now] = [lines(0, known), lines(from, end)];
      const naive = from < known ? lines(from, known).length : 0;
      expect(overlap(before, now)).toBe(naive);
    }),
  );
});

it('of equal lines it takes as few for new as can be, and ends soon', () => {
  const equal = (count: number) => Buffer.from('warning: slow\n'.repeat(count));
  expect(overlap(equal(20_000), equal(20_000))).toBe(equal(20_000).length);
  expect(overlap(equal(20_000), Buffer.concat([equal(20_000), Buffer.from('end\n')]))).toBe(equal(20_000).length);
});
