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
    if (pass.judge(one) === 'known') return [];
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
  overlap.proved(BASE);
  const followed = overlap.followed();
  // A third `.` of the same second, of which nobody can say whether it is the first.
  expect(read(overlap, followed, [line(1, '.'), line(2, 'b')])).toEqual(['b']);
  expect(read(overlap, overlap.byTime(), [line(1, '.'), line(1, 'a'), line(1, '.'), line(2, 'b')])).toEqual(['.']);
  expect(read(overlap, followed, [line(3, 'c')])).toEqual(['c']);
});

it('two readings at once bring each line once', () => {
  const overlap = new Overlap();
  overlap.proved(BASE);
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
  overlap.proved(BASE);
  // A stream that is told again from its beginning.
  expect(read(overlap, overlap.followed(), [line(1, 'first'), line(late, 'last'), line(late, 'new')])).toEqual(['new']);
});

it('a stream brings nothing that would hide a gap: before a reading by time, and far ahead of it', () => {
  const overlap = new Overlap();
  const followed = overlap.followed();
  expect(read(overlap, followed, [line(1, 'soon')])).toEqual([]);
  overlap.proved(BASE);
  expect(read(overlap, followed, [line(1, 'soon'), line(3_600, 'far')])).toEqual(['soon']);
  expect(overlap.since).toBe(BASE + 1_000 - OVERLAP);
  read(overlap, overlap.byTime(), [line(1, 'soon'), line(1_800, 'between'), line(3_600, 'far')]);
  overlap.proved(BASE + 3_600_000);
  expect(read(overlap, followed, [line(3_600, 'far'), line(3_601, 'further')])).toEqual(['further']);
});

it('forgets while it reads, so that a long log takes no memory, and still takes nothing twice', () => {
  const overlap = new Overlap();
  const lines = Array.from({ length: 100_000 }, (_, i) => line(i, 'x'));
  expect(read(overlap, overlap.byTime(), lines)).toHaveLength(100_000);
  expect(overlap.size).toBeLessThan(25_000);
  expect(read(overlap, overlap.byTime(), lines.slice(-700))).toEqual([]);
});

it('what a reading has begun behind is known until it has ended, however far a stream is', () => {
  const overlap = new Overlap();
  read(overlap, overlap.byTime(), [line(0, 'old'), line(1, 'older')]);
  overlap.proved(BASE + 7_200_000);
  const late = overlap.byTime();
  const many = Array.from({ length: 30_000 }, (_, i) => line(7_000, `n${i}`));
  read(overlap, overlap.followed(), many);
  expect(read(overlap, late, [line(0, 'old'), line(1, 'older'), ...many])).toEqual([]);
});
