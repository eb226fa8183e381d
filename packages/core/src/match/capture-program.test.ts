import fc from 'fast-check';
import RE2 from 're2';
import { expect, it } from 'vitest';
import { compileCaptures } from './capture-program.js';

/** Patterns, each with the parts of a line that it matches. */
const patterns: readonly (readonly [string, readonly string[]])[] = [
  [
    'iteration +(\\d+)/ *(\\d+) .*?ms: ([\\d.]+).*?loss: (\\S+).*?norm: (\\S+)',
    ['iteration ', '7', '/', ' 9', ' ', 'ms: ', '4', 'loss: ', '2', 'norm: ', '1'],
  ],
  ['step (\\d+)(?:.*?loss: ([-+\\d.eE]+))?(?:.*?norm: (\\S+))?', ['step ', '12', ' loss: ', '2.5', ' norm: ', '1']],
  ['op=(\\w+).*ran for (\\d+) ms', ['op=', 'X', ' ran for ', '12', ' ms']],
  ['error: (.+)', ['error: ', 'x']],
  ['a(b*)(b?)c.*', ['a', 'b', 'c']],
  ['x(\\d+)y', ['x', '5', '5', 'y']],
  ['a([^|]*)\\|.*?b([a-f]+)x', ['a', ' ', '|', 'b', 'c', 'x']],
  ['k.*k(\\s*)(\\D+)', ['k', 'k', ' ', 'x']],
  ['loss: (\\S+).*loss: (\\S+)', ['loss: ', '1', 'loss: ', '2']],
];
const words = [
  ...[
    'iteration ',
    ' ',
    '12',
    '/',
    '34',
    'ms: ',
    '5.5',
    'loss: ',
    'nan',
    '-1e5',
    'norm: ',
    '0.2',
    'step ',
    'op=',
    'X',
    'ran for ',
  ],
  ...[' ms', 'error: ', 'a', 'b', 'bb', 'c', 'x', '55y', '5y', '|', 'f', 'k', '█', '💥', '.', '\t'],
];

it.each(patterns)('%s: where the program finds a match it is the one RE2 finds', (pattern, parts) => {
  const program = compileCaptures(pattern);
  expect(program).toBeDefined();
  const re2 = new RE2(pattern, 'u');
  const noise = fc.oneof(
    { weight: 3, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constantFrom(...words, ...parts) },
  );
  const line = fc.tuple(...parts.map((part) => fc.tuple(noise, fc.constant(part)))).map((all) => all.flat().join(''));
  let matched = 0;
  fc.assert(
    fc.property(line, noise, (start, end) => {
      const text = start + end;
      const found = program!(text);
      if (!found) return;
      matched += 1;
      expect(found).toEqual([...re2.exec(text)!]);
    }),
    { numRuns: 4000 },
  );
  expect(matched).toBeGreaterThan(100);
});

it('finds the same as RE2 for patterns put together at random', () => {
  const atoms = [
    'a',
    'b',
    '/',
    '\\.',
    '\\d',
    '\\d+',
    '[ab]+',
    '[^a]*',
    '\\S+',
    '\\s*',
    'b?',
    '.*',
    '.*?',
    '(\\d+)',
    '([^b]*)',
    '(\\w+)',
    '(.*)',
  ];
  const pattern = fc
    .array(fc.constantFrom(...atoms), { minLength: 1, maxLength: 8 })
    .map((parts) => `a${parts.join('')}`);
  const texts = fc.array(
    fc
      .array(fc.constantFrom('a', 'b', '/', '.', '1', '22', ' ', '█', '_'), { maxLength: 14 })
      .map((parts) => parts.join('')),
    { maxLength: 12 },
  );
  let compared = 0;
  fc.assert(
    fc.property(pattern, texts, (source, lines) => {
      const program = compileCaptures(source);
      if (!program) return;
      const re2 = new RE2(source, 'u');
      for (const line of lines) {
        const found = program(line);
        if (found) expect([source, line, found]).toEqual([source, line, [...re2.exec(line)!]]);
        if (found) compared += 1;
      }
    }),
    { numRuns: 6000 },
  );
  expect(compared).toBeGreaterThan(500);
});

it.each([
  '\\d+ x',
  '^a',
  'a$',
  'a|b',
  'a(b|c)',
  '(?i)a',
  'a\\bb',
  'a+?b',
  'a{2}',
  'ü',
  'a.',
  '(ab)',
  'a(?:b)',
  'a\\x41',
  '[é]',
])('leaves %s to RE2', (pattern) => {
  expect(compileCaptures(pattern)).toBeUndefined();
});
