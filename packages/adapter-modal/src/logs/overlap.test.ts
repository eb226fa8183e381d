import { expect, it } from 'vitest';
import { type LogLine, logLine } from './log-line.js';
import { OVERLAP, Overlap, type Pass } from './overlap.js';

const BASE = Date.UTC(2026, 10, 23);
const line = (second: number, text: string): LogLine => {
  const stamp = new Date(BASE + second * 1000)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z/, '+00:00');
  return logLine(`${stamp} ta-1 ${text}`) as LogLine;
};

/** The texts that a reading brings which are new. */
function read(overlap: Overlap, pass: Pass, lines: readonly LogLine[]): readonly string[] {
  return lines.flatMap((one) => {
    if (!pass.isNew(one)) return [];
    overlap.take(one);
    return [one.text];
  });
}

it('counts lines that are alike: three in a second are three, however often they are read', () => {
  const overlap = new Overlap();
  const dots = [line(1, '.'), line(1, '.'), line(1, '.'), line(2, 'done')];
  expect(read(overlap, overlap.byTime(), dots.slice(0, 2))).toEqual(['.', '.']);
  expect(read(overlap, overlap.byTime(), dots)).toEqual(['.', 'done']);
  expect(read(overlap, overlap.byTime(), dots)).toEqual([]);
});

it('a stream that begins in the middle leaves what may be known to a reading by time', () => {
  const overlap = new Overlap();
  read(overlap, overlap.byTime(), [line(1, '.'), line(1, 'a')]);
  const followed = overlap.followed();
  // A third `.` of the same second, of which nobody can say whether it is the first.
  expect(read(overlap, followed, [line(1, '.'), line(2, 'b')])).toEqual(['b']);
  expect(read(overlap, overlap.byTime(), [line(1, '.'), line(1, 'a'), line(1, '.'), line(2, 'b')])).toEqual(['.']);
  expect(read(overlap, followed, [line(3, 'c')])).toEqual(['c']);
});

it('two readings at once bring each line once', () => {
  const overlap = new Overlap();
  const [one, other] = [overlap.followed(), overlap.byTime()];
  const got = [];
  for (let second = 0; second < 50; second += 1) {
    got.push(...read(overlap, second % 3 ? one : other, [line(second, 'x')]));
    got.push(...read(overlap, second % 3 ? other : one, [line(second, 'x')]));
  }
  expect(got).toHaveLength(50);
});

it('reads again from a while before the last line, and takes what is older for known', () => {
  const overlap = new Overlap();
  expect(overlap.since).toBeUndefined();
  const late = OVERLAP / 1000 + 100;
  read(overlap, overlap.byTime(), [line(1, 'first'), line(late, 'last')]);
  expect(overlap.since).toBe(BASE + late * 1000 - OVERLAP);
  overlap.prune();
  // A stream that is told again from its beginning.
  expect(read(overlap, overlap.followed(), [line(1, 'first'), line(late, 'last'), line(late, 'new')])).toEqual(['new']);
});
