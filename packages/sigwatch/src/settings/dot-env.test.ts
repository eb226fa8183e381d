import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseDotEnv, readDotEnv } from './dot-env.js';

it.each<[string, string, Record<string, [string, number]>, string[]]>([
  ['plain', 'A=1\n# no\n\nB = two words # why\n', { A: ['1', 1], B: ['two words', 4] }, []],
  ['quotes', `A="x # y"\nB='z'\nexport C=3\r\n`, { A: ['x # y', 1], B: ['z', 2], C: ['3', 3] }, []],
  ['several lines', 'A="one\ntwo"\nB=3', { A: ['one\ntwo', 1], B: ['3', 3] }, []],
  ['the last one counts', 'A=1\nA=2', { A: ['2', 2] }, []],
  ['a line that is none', 'bad\nA=1\n', { A: ['1', 2] }, ['.env:1: it is no NAME=value, and is left out']],
  ['a name that is none', 'A B=1\nC=2', { C: ['2', 2] }, ['.env:1: it is no NAME=value, and is left out']],
  [
    'an open quote',
    'A=1\nB="x\nC=2',
    { A: ['1', 1], C: ['2', 3] },
    ['.env:2: the quote of B is not closed, and it is left out'],
  ],
])('%s', (_, text, values, problems) => {
  const told = parseDotEnv(text);
  expect(Object.fromEntries([...told.values].map(([name, { value, line }]) => [name, [value, line]]))).toEqual(values);
  expect(told.problems).toEqual(problems);
});

it('reads that of a folder, and takes none that is a folder itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sigwatch-dot-env-'));
  try {
    expect(readDotEnv(folder)).toBeUndefined();
    writeFileSync(join(folder, '.env'), 'A=1');
    expect(readDotEnv(folder)?.values.get('A')).toEqual({ value: '1', line: 1 });
    mkdirSync(join(folder, 'venv', '.env'), { recursive: true });
    expect(readDotEnv(join(folder, 'venv'))).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
