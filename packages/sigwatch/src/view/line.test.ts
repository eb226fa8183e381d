import { describe, expect, it } from 'vitest';
import { type Line, LOG_ROWS, renderLine } from './line.js';
import { widthOf } from './width.js';

const line = (more: Partial<Line> = {}): Line => ({
  time: '10:04:00',
  label: 'notice',
  tone: 'dim',
  text: '',
  ...more,
});
const look = (width: number) => ({ width, color: false });

describe('a line', () => {
  const text = 'the quick brown fox jumps over the lazy dog '.repeat(8).trim();

  it('is whole where there is no terminal, however long it is', () => {
    const long = 'x'.repeat(100_000);
    expect(renderLine(line({ text: long, rows: 2 }), look(Number.POSITIVE_INFINITY))).toEqual([
      `10:04:00  notice      ${long}`,
    ]);
  });

  it('goes on below itself on a terminal, without losing a word', () => {
    for (const width of [20, 59, 60, 80, 120]) {
      const rows = renderLine(line({ text }), look(width));
      expect(Math.max(...rows.map(widthOf))).toBeLessThanOrEqual(width);
      expect(rows.join(' ').replaceAll(/ +/g, ' ')).toBe(`10:04:00 notice ${text}`);
    }
    const rows = renderLine(line({ text }), look(80));
    expect(rows.slice(1).every((row) => row.startsWith(`${' '.repeat(22)}t`) || /^ {22}\w/.test(row))).toBe(true);
  });

  it('of a log takes a bounded number of rows, and says that there is more', () => {
    const rows = renderLine(line({ text: 'x'.repeat(60_000), rows: LOG_ROWS }), look(80));
    expect(rows).toHaveLength(LOG_ROWS);
    expect(rows.at(-1)).toMatch(/x…$/);
  });

  it('cuts no label', () => {
    expect(renderLine(line({ label: 'attempt 100', text: 'slurm:7' }), look(80))).toEqual([
      '10:04:00  attempt 100  slurm:7',
    ]);
    const long = renderLine(line({ label: 'l'.repeat(40), text: 'words' }), look(30));
    expect(long.join('').replaceAll(' ', '')).toBe(`10:04:00${'l'.repeat(40)}words`);
  });

  it('keeps its columns with wide characters, and lets nothing of a log move the cursor', () => {
    const rows = renderLine(line({ text: '损失'.repeat(40) }), look(80));
    expect(rows.map(widthOf)).toEqual([80, 80, 66]);
    const evil = line({ text: 'a\u001b[2J\u001b]0;t\u0007\rb\u0008\u009b1m', label: 'x\u001b[1m' });
    expect(renderLine(evil, look(80))).toEqual(['10:04:00  x           a b']);
  });
});
