import { describe, expect, it } from 'vitest';
import { posix } from './peers/posix.mjs';
import { differences } from './runner/differences.mjs';
import type { Ran } from './runner/process.mjs';
import { interleaved } from './runner/rounds.mjs';
import { atLeast, atMost, skipped } from './runner/row.mjs';
import { table } from './runner/table.mjs';

const ran = (cpu: number, rss: number): Ran => ({ wall: 2 * cpu, cpu, rss, status: 0, stdout: '', stderr: '' });

describe('rounds', () => {
  it('let everyone run once before anyone runs again, and keep the least of times and the most of memory', () => {
    const order: string[] = [];
    const contestant = (name: string, cpus: number[]) => ({
      name,
      run() {
        order.push(name);
        const cpu = cpus.shift() ?? 0;
        return ran(cpu, 10 * cpu);
      },
    });
    const timed = interleaved([contestant('a', [3, 1]), contestant('b', [2, 4])], 2);
    expect(order).toEqual(['a', 'b', 'a', 'b']);
    expect(timed.map(({ name, cpu, wall, rss }) => ({ name, cpu, wall, rss }))).toEqual([
      { name: 'a', cpu: 1, wall: 2, rss: 30 },
      { name: 'b', cpu: 2, wall: 4, rss: 40 },
    ]);
  });
});

describe('differences', () => {
  it('are told of what both tell, and a count that is missing is none', () => {
    const ours = { lines: 3, byRule: { a: 2, b: 1 }, sums: { step: 6 } };
    expect(differences('we', ours, 'they', { lines: 3 })).toEqual([]);
    expect(differences('we', ours, 'they', { byRule: { a: 2, c: 5 } })).toEqual([
      'lines of rule b: we 1, they 0',
      'lines of rule c: we 0, they 5',
    ]);
    expect(differences('we', { byRule: {} }, 'they', { byRule: { a: 2 } })).toEqual(['lines of rule a: we 0, they 2']);
    expect(differences('we', ours, 'they', { lines: 4, sums: { step: 7 } })).toEqual([
      'lines that match: we 3, they 4',
      'sum of field step: we 6, they 7',
    ]);
  });
});

describe('the table', () => {
  it('says of each figure what it has to be and whether it is, and why one is missing', () => {
    const rows = [
      { work: 'scan', ours: '4 MB/s', against: 'rg 2 MB/s', ...atLeast(2, 2) },
      { work: 'memory', ours: '251 MiB', against: 'limit', ...atMost(251, 250, ' MiB') },
      skipped('live', 'there is none yet', '≤ 4 ms'),
    ];
    expect(table(rows).split('\n')).toEqual([
      'work    sigwatch  against    figure  bar        met',
      'scan    4 MB/s    rg 2 MB/s  2       ≥ 2x       yes',
      'memory  251 MiB   limit      251     ≤ 250 MiB  NO',
      'live    -         -                  ≤ 4 ms',
      '',
      'live: there is none yet',
    ]);
  });
});

describe('a pattern for grep', () => {
  it('means the same in its own syntax', () => {
    expect(posix('(?P<a>[\\d.]+?) \\d{2,3}? (?:x|y)*?\\b')).toBe('([0-9.]+) [0-9]{2,3} (x|y)*\\b');
    expect(posix('(?i)Lost 2')).toBe('[lL][oO][sS][tT] 2');
    expect(posix('[^)]*[\\w-]\\(\\.')).toBe('[^)]*[[:alnum:]_-]\\(\\.');
  });

  it('is refused where it has none', () => {
    expect(() => posix('(?=a)')).toThrow('no form for grep');
    expect(() => posix('[a')).toThrow('a class without its end');
    expect(() => posix('(?i)[a]')).toThrow('classes in a folded pattern');
  });
});
