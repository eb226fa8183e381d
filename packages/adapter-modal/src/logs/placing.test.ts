import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type LogLine, logLine } from './log-line.js';
import { Overlap, type Pass } from './overlap.js';

const BASE = Date.UTC(2026, 10, 23);
const line = (second: number, text: string, container = 'ta-1'): LogLine => {
  const stamp = new Date(BASE + second * 1000)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z/, '+00:00');
  return logLine(`${stamp} ${container} ${text}`) as LogLine;
};

/** What a reading brings that is not known; late lines have a `!`. */
function read(overlap: Overlap, pass: Pass, lines: readonly LogLine[]): readonly string[] {
  return lines.flatMap((one) => {
    const judged = pass.judge(one);
    if (judged === 'known') return [];
    overlap.take(one);
    return [judged === 'late' ? `${one.text}!` : one.text];
  });
}

const proved = (...lines: readonly LogLine[]) => {
  const overlap = new Overlap();
  read(overlap, overlap.byTime(), lines);
  overlap.proved(BASE);
  return overlap;
};

const steps = (from: number, to: number, second: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => line(second, `step ${from + i}`));

it('tells what a stream has left out in the midst of a second from what goes on', () => {
  const overlap = proved(...steps(1, 3, 0));
  expect(read(overlap, overlap.followed(), [...steps(7, 9, 0), line(0, 'failed')])).toHaveLength(4);
  const whole = [...steps(1, 9, 0), line(0, 'failed'), ...steps(10, 11, 0)];
  expect(read(overlap, overlap.byTime(), whole)).toEqual(['step 4!', 'step 5!', 'step 6!', 'step 10', 'step 11']);
  // Those that are alike are counted for themselves, and other containers have an order of their own.
  const more = [...whole, line(0, 'step 12'), line(0, 'step 1', 'ta-2'), line(1, 'step 13')];
  expect(read(overlap, overlap.byTime(), more)).toEqual(['step 12', 'step 1', 'step 13']);
});

it('tells by the second what is older than the newest', () => {
  const overlap = proved(line(0, 'a'), line(5, 'e'));
  const lines = [line(0, 'a'), line(1, 'b'), line(4, 'd', 'ta-2'), line(5, 'e'), line(6, 'f')];
  expect(read(overlap, overlap.byTime(), lines)).toEqual(['b!', 'd', 'f']);
});

it('believes a stream that begins where the copy ends, and one whose standard error comes a moment later', () => {
  const overlap = proved(line(0, 'a'), line(1, 'b'));
  expect(read(overlap, overlap.followed(), [line(1, 'c'), line(3, 'out'), line(2, 'err')])).toEqual([
    'c',
    'out',
    'err',
  ]);
});

it('a stream that is told again from its beginning brings late what was left out', () => {
  const overlap = proved(line(0, 'a'), line(1, 'b'), line(2, 'd'), line(2, 'e'));
  const again = [line(0, 'a'), line(1, 'b'), line(1, 'c'), line(2, 'x'), line(2, 'd'), line(2, 'e'), line(2, 'f')];
  expect(read(overlap, overlap.followed(), again)).toEqual(['c!', 'x!', 'f']);
});

it('whatever a stream leaves out: what is not late is in order, and nothing is lost or doubled', () => {
  const gaps = fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 2 })), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 9 }), (made, every) => {
      let second = 0;
      const lines = made.map(([, gap], i) => {
        second += Math.floor(gap / 2);
        return line(second, `${i}`);
      });
      const overlap = proved();
      const stream = overlap.followed();
      const kept: string[] = [];
      lines.forEach((one, i) => {
        if (made[i]?.[0]) kept.push(...read(overlap, stream, [one]));
        if (i % every === 0) kept.push(...read(overlap, overlap.byTime(), lines.slice(0, i + 1)));
      });
      kept.push(...read(overlap, overlap.byTime(), lines));
      const inOrder = kept.filter((text) => !text.endsWith('!')).map(Number);
      expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
      const all = kept.map((text) => Number.parseInt(text, 10)).sort((a, b) => a - b);
      expect(all).toEqual([...lines.keys()]);
      // A line that is late stands behind one that was printed after it.
      kept.forEach((text, i) => {
        const own = Number.parseInt(text, 10);
        if (text.endsWith('!')) expect(kept.slice(0, i).some((other) => Number.parseInt(other, 10) > own)).toBe(true);
      });
    }),
  );
});
