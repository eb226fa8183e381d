import fc from 'fast-check';
import RE2 from 're2';
import { expect, it } from 'vitest';
import { compose } from '../compose.js';
import { folderOf } from '../files.fixture.js';
import { lintShadowed } from './lint-shadow.js';

const piece = fc.constantFrom(
  'a',
  'b',
  'ab',
  'ba',
  'A',
  '\\.',
  '.',
  'b+',
  'a?',
  '^',
  '$',
  '(?:a|b)',
  '(?:ab)?',
  '(ab|c)',
  '(?i:b)',
);
const way = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));
const pattern = fc
  .tuple(fc.constantFrom('', '', '(?i)', '(?:'), fc.array(way, { minLength: 1, maxLength: 3 }))
  .map(([start, ways]) => `${start}${ways.join('|')}${start === '(?:' ? ')' : ''}`);
const rule = fc.record({
  pattern,
  flags: fc.constantFrom('', '', 'i'),
  unless: fc.constantFrom(undefined, undefined, 'c', 'bb'),
});
const lines = ['', 'a', 'b', 'A', '.', 'c', 'x'].flatMap((one) =>
  ['', 'a', 'b', 'B', '.', 'ab', 'c'].flatMap((two) =>
    ['', 'b', 'A', 'ba', '.c', 'bb'].map((three) => one + two + three),
  ),
);

it('a rule that is told to be shadowed has no line that the other one leaves', () => {
  let told = 0;
  const property = fc.property(fc.array(rule, { minLength: 30, maxLength: 30 }), (rules) => {
    const text = rules.map(
      ({ pattern, flags, unless }, i) =>
        `  - { name: r${i}, pattern: '${pattern}', flags: '${flags}'${unless === undefined ? '' : `, unless: '${unless}'`} }\n`,
    );
    const where = folderOf({ 'm.yaml': `log_signals:\n${text.join('')}` });
    const path = `${where.cwd}/m.yaml`;
    const hits = rules.map(({ pattern, flags, unless }) => {
      const [must, not] = [pattern, unless].map((one) => one && new RE2(`(?${flags}:${one})`, 'u'));
      return new Set(lines.filter((line) => (must as RE2).test(line) && !(not && (not as RE2).test(line))));
    });
    for (const { message } of lintShadowed(compose([path], where).rules, path)) {
      told += 1;
      const [, by, hidden] = /^`r(\d+)` hits every line of `r(\d+)`/.exec(message) ?? [];
      const left = [...(hits[Number(hidden)] ?? [])].filter((line) => !hits[Number(by)]?.has(line));
      expect(left, `${message}\n${text[Number(by)]}${text[Number(hidden)]}`).toEqual([]);
      expect(Number(by)).toBeLessThan(Number(hidden));
    }
  });
  fc.assert(property, { numRuns: 40, ...(process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) }) });
  expect(told).toBeGreaterThan(20);
});
