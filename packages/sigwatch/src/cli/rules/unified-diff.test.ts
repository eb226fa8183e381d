import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { unifiedDiff } from './unified-diff.js';

const numbered = (...lines: readonly number[]) => lines.map((line) => `line ${line}\n`).join('');
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

it('says what changed, with three lines around it', () => {
  const before = numbered(...upTo(9));
  expect(unifiedDiff('a.yaml', before, before.replace('line 5\n', 'line five\n'))).toEqual([
    '--- a.yaml',
    '+++ a.yaml',
    '@@ -2,7 +2,7 @@',
    ' line 2',
    ' line 3',
    ' line 4',
    '-line 5',
    '+line five',
    ' line 6',
    ' line 7',
    ' line 8',
  ]);
  expect(unifiedDiff('a.yaml', before, before)).toEqual([]);
});

const whole = numbered(...upTo(40));
it.each([
  ['at both ends', whole.replace('line 1\n', 'first\n').replace('line 40\n', 'last\n')],
  [
    'by lines that are gone and lines that are new',
    whole.replace('line 3\nline 4\n', '').replace('line 20\n', 'line 20\na\nb\n').replace('line 31\n', ''),
  ],
  ['in hunks that touch', whole.replace('line 10\n', 'x\n').replace('line 17\n', '').replace('line 18\n', 'y\n')],
  ['to nothing', ''],
  ['of an end without a line end', whole.slice(0, -1)],
])('is what patch reads: a text that changes %s', (_, after) => {
  const folder = mkdtempSync(join(tmpdir(), 'sigwatch-diff-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'a.yaml'), whole);
  const diff = `${unifiedDiff('a.yaml', whole, after).join('\n')}\n`;
  // `git apply` wants the prefixes that it writes itself.
  writeFileSync(join(folder, 'diff'), diff.replace('--- ', '--- a/').replace('+++ ', '+++ b/'));
  execFileSync('git', ['apply', 'diff'], { cwd: folder });
  expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(after);
});
