import fc from 'fast-check';
import RE2 from 're2';
import { expect, it } from 'vitest';
import { translate } from '../syntax.js';
import { covers, waysOf } from './covers.js';
import { parsePattern } from './parse.js';
import { linesFor, patterns, randomOf } from './patterns.test-helper.js';

const covered = (one: string, other: string, flags = ['', ''] as readonly [string, string]) =>
  covers(parsePattern(one, flags[0])!, parsePattern(other, flags[1])!);

it.each([
  ['(a)b\\d+', '(?P<x>a)b[0-9]+', true],
  ['a\\w*', 'a\\d{2,5}', true],
  ['a\\d{2,5}', 'a\\w*', false],
  ['[^a]x', '[bc]x', true],
  ['foo', 'foo bar', false],
  ['\\bfoo', 'foo', false],
  ['a|b', 'a|b', true],
  ['\\p{Greek}', '\\p{Greek}', false],
])('%s and %s', (one, other, is) => expect(covered(one, other)).toBe(is));

it('a pattern in any case covers itself, but where a class is what it does not hold', () => {
  expect(covered('Foo [a-f]', 'Foo [a-f]', ['i', ''])).toBe(true);
  expect(covered('Foo [a-f]', 'Foo [a-f]', ['', 'i'])).toBe(false);
  expect(covered('Foo [^a]', 'Foo [^a]', ['i', ''])).toBe(false);
});

it('finds the ways of groups within groups', () => {
  expect(waysOf(parsePattern('(a|(?:b|c)|d)')!)).toHaveLength(4);
});

it('where one covers another, RE2 finds all lines of the one that it finds of the other', () => {
  const flags = fc.constantFrom('', 'i', 's', 'U');
  let told = 0;
  const property = fc.property(patterns, flags, flags, fc.integer(), ({ source }, wide, narrow, seed) => {
    const [one, other] = [parsePattern(source, wide), parsePattern(source, narrow)];
    if (!one || !other || !covers(one, other)) return;
    const [all, some] = [wide, narrow].map((kept) => {
      try {
        return new RE2(`(?${kept}:${translate(source).line})`, 'u');
      } catch {
        return undefined;
      }
    });
    if (!all || !some) return;
    told += 1;
    for (const line of linesFor(other, randomOf(seed), 5))
      if (some.test(line)) expect(all.test(line), `/${source}/${wide} covers ${narrow} on ${line}`).toBe(true);
  });
  fc.assert(property, { numRuns: 2000 });
  expect(told).toBeGreaterThan(300);
});
