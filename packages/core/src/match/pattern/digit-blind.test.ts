import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isDigitBlind, whereBlind, withAnyDigit } from './digit-blind.js';
import { matchTree, TooManySteps } from './matcher.test-oracle.js';
import { parsePattern } from './parse.js';
import { linesFor, patterns, randomOf, shippedPatterns } from './patterns.test-helper.js';
import type { Node } from './tree.js';

const tree = (source: string, flags = ''): Node => parsePattern(source, flags) as Node;
const matches = (node: Node, line: string): boolean | undefined => {
  try {
    return matchTree(node, line) !== undefined;
  } catch (error) {
    if (error instanceof TooManySteps) return undefined;
    throw error;
  }
};
const withOtherDigits = (line: string, random: () => number): string =>
  [...line].map((one) => (one >= '0' && one <= '9' ? String(Math.floor(random() * 10)) : one)).join('');

it('knows to which patterns digits are all alike', () => {
  const blind = ['loss: (?P<loss>\\d+)', '\\bstep\\b.*?[\\w.]+$', '(?i)[^a-c]+|x{2,5}', '[0-45-9]'];
  expect(blind.filter((one) => !isDigitBlind(tree(one)))).toEqual([]);
  const seeing = ['[1-9]', '0*\\d', 'H100', '(?:a|b2)+', '[^5]', '\\p{Greek}'];
  expect(seeing.filter((one) => isDigitBlind(tree(one)))).toEqual([]);
});

it('such a pattern, a wider and a narrower one say of a line with other digits what they must', () => {
  const seen = { blind: 0, wider: 0, narrower: 0 };
  const all = fc.oneof(patterns, fc.constantFrom(...shippedPatterns.values()));
  fc.assert(
    fc.property(all, fc.integer(), ({ source, flags }, seed) => {
      const node = parsePattern(source, flags);
      if (node === undefined) return;
      const random = randomOf(seed);
      const wider = withAnyDigit(node);
      const narrower = whereBlind(node);
      expect(wider === undefined || isDigitBlind(wider)).toBe(true);
      expect(narrower === undefined || isDigitBlind(narrower)).toBe(true);
      for (const line of linesFor(node, random, 4)) {
        const other = withOtherDigits(line, random);
        const [here, there] = [matches(node, line), matches(node, other)];
        if (here === undefined || there === undefined) continue;
        if (isDigitBlind(node)) {
          seen.blind += 1;
          expect(there).toBe(here);
        }
        if (wider !== undefined && (here || there) && matches(wider, line) !== undefined) {
          seen.wider += 1;
          expect(matches(wider, line)).toBe(true);
        }
        if (narrower !== undefined && matches(narrower, line) === true) {
          seen.narrower += 1;
          expect(here && there).toBe(true);
        }
      }
    }),
    { numRuns: 400 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
});
