import { describe, expect, it } from 'vitest';
import { type Column, tableRows } from './columns.js';
import { widthOf } from './width.js';

const columns: readonly Column[] = [
  { title: 'run' },
  { title: 'step', right: true },
  { title: 'reason', shrinkTo: 12 },
];
const rows = [
  ['train-1', '120', 'no step was written for longer than usual'],
  ['损失', '7', ''],
];
const show = (width: number, color = false) => tableRows(columns, rows, { width, color });

describe('a table', () => {
  it('is as wide as it is where nothing says how wide it may be', () => {
    expect(show(Number.POSITIVE_INFINITY)).toEqual([
      'run      step  reason',
      'train-1   120  no step was written for longer than usual',
      '损失        7',
    ]);
  });

  it('goes on below, in its column, where the terminal ends', () => {
    expect(show(36)).toEqual([
      'run      step  reason',
      'train-1   120  no step was written',
      '               for longer than usual',
      '损失        7',
    ]);
  });

  it('becomes a block for each row where its columns have no room', () => {
    expect(show(24)).toEqual([
      'run     train-1',
      'step    120',
      'reason  no step was',
      '        written for',
      '        longer than',
      '        usual',
      '',
      'run     损失',
      'step    7',
    ]);
    expect(show(12).slice(0, 4)).toEqual(['run', '  train-1', 'step', '  120']);
  });

  it('loses no word at any width, and is never wider', () => {
    for (let width = 10; width < 80; width++) {
      const told = show(width);
      expect(Math.max(...told.map(widthOf)), `width ${width}`).toBeLessThanOrEqual(width);
      const words = told.flatMap((row) => row.trim().split(/ +/));
      for (const word of rows.flat().flatMap((cell) => cell.match(/\S+/g) ?? [])) expect(words).toContain(word);
    }
  });

  it('has the same words in the same places with colours, and no escape of a cell', () => {
    const told = tableRows(columns, [[{ text: 'a\u001b[2Jb', tone: 'bad' }, '1', 'x\ny']], { width: 80, color: true });
    expect(told[1]).toBe('\u001b[31mab\u001b[39m      1  x y');
    expect(show(36, true).map((row) => row.replaceAll(/\u001b\[\d+m/g, ''))).toEqual(show(36));
  });
});

it('a column that may shrink gives way before a narrower one', () => {
  const two: readonly Column[] = [
    { title: 'job', shrinkTo: 4 },
    { title: 'cause', shrinkTo: 5 },
  ];
  const told = tableRows(two, [['slurm:123', 'none of the ranks answered']], { width: 21, color: false });
  expect(told).toEqual(['job        cause', 'slurm:123  none of', '           the ranks', '           answered']);
});
