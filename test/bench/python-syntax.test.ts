import { execFileSync } from 'node:child_process';
import { compileRules, hitsIn, type Rule } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { isInstalled } from './peers/index.mjs';
import { pythonLines } from './peers/python.mjs';
import { pythonSyntax } from './peers/python-syntax.mjs';

const CASES: readonly (readonly [pattern: string, flags: string, lines: readonly string[]])[] = [
  ['a|(?i)b|c', '', ['a', 'A', 'b', 'B', 'c', 'C']],
  ['x(?i)b|c', '', ['xB', 'XB', 'xC', 'C', 'X']],
  ['(?:x(?i)b|c)d', '', ['xBd', 'xBD', 'Cd', 'CD']],
  ['(?i)a(?-i:b)c', '', ['ABC', 'AbC', 'abc']],
  ['a.c', 'i', ['ABC', 'abd']],
  ['(?P<one>a)(?<two>b)\\z', '', ['ab', 'abc']],
  ['^end$', '', ['end', 'end ', 'the end']],
  ['[[:alpha:]_-]+[[:digit:]]', '', ['ab-1', '--', '9']],
  ['[]a]x', '', [']x', 'ax', 'bx']],
  ['[^]a]x', '', [']x', 'ax', 'bx']],
  ['[\\w.\\-\\]]{2,3}!', '', ['a]!', 'a!', '.-!']],
  ['\\Qa.b(\\E+', '', ['a.b((', 'axb(']],
  ['\\x{1F4A5}|\\x41\\_|\\07', '', ['💥', 'A_', '\x07', 'A']],
  ['训练.成', '', ['训练完成', '训练成']],
  ['a{2,}[{}]#', '', ['aaa{#', 'a{#']],
  ['\\bé', '', ['é', 'aé']],
  ['(?s)a(?m)$', '', ['a', 'ab']],
];

const plain: Rule = {
  name: 'asked',
  pattern_type: 'regex',
  kind: 'notice',
  severity: 'warning',
  symptom_of: [],
  actions: [],
  metadata: {},
};

describe.runIf(isInstalled(pythonLines))('a pattern of RE2 in the syntax of Python', () => {
  it('matches the same lines', () => {
    const asked = CASES.map(([pattern, flags, lines]) => ({ pattern: pythonSyntax(pattern, flags), lines }));
    const script =
      'import json, re, sys\n' +
      'print(json.dumps([[re.compile(one["pattern"], re.ASCII).search(line) is not None for line in one["lines"]]' +
      ' for one in json.load(sys.stdin)]))';
    const theirs = JSON.parse(
      execFileSync('python3', ['-W', 'error', '-c', script], { input: JSON.stringify(asked), encoding: 'utf8' }),
    );
    const ours = CASES.map(([pattern, flags, lines]) => {
      const matcher = compileRules([{ ...plain, pattern, flags }]);
      return lines.map((line) => hitsIn(matcher, Buffer.from(line)).length > 0);
    });
    expect(theirs).toEqual(ours);
    expect(ours.every((hits) => hits.includes(true) && hits.includes(false))).toBe(true);
  });

  it('is refused where there is none', () => {
    for (const pattern of ['\\pN', '\\p{Greek}', '(?U)a+', '[[:^alpha:]]', '\\C', '[a'])
      expect(() => pythonSyntax(pattern), pattern).toThrow();
  });
});
