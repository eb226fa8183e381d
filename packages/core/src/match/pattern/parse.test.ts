import fc from 'fast-check';
import RE2 from 're2';
import { describe, expect, it } from 'vitest';
import { translate } from '../syntax.js';
import { matchTree, TooManySteps } from './matcher.test-oracle.js';
import { parsePattern } from './parse.js';
import { linesFor, patterns, randomOf, shippedPatterns } from './patterns.test-helper.js';
import type { Node } from './tree.js';

/** As rules are run: flags around what the walk makes of a pattern that RE2 accepts as it is written. */
function compile(source: string, flags: string): RE2 | undefined {
  try {
    new RE2(`(?${flags})${source}`, 'u');
    return new RE2(`(?${flags}:${translate(source).line})`, 'u');
  } catch {
    return undefined;
  }
}

const some = (node: Node, is: (node: Node) => boolean): boolean =>
  is(node) ||
  ('of' in node && (Array.isArray(node.of) ? node.of.some((one) => some(one, is)) : some(node.of as Node, is)));

const canBeEmpty = (node: Node): boolean => {
  switch (node.kind) {
    case 'assert':
      return true;
    case 'capture':
      return canBeEmpty(node.of);
    case 'repeat':
      return node.min === 0 || canBeEmpty(node.of);
    case 'concat':
      return node.of.every(canBeEmpty);
    case 'alternate':
      return node.of.some(canBeEmpty);
    default:
      return false;
  }
};
/** What a group holds after an iteration over nothing, engines do not agree on. */
const loopsOverNothing = (node: Node) => some(node, (one) => one.kind === 'repeat' && canBeEmpty(one.of));

/** RE2 looks at bytes, so that `\B` matches in the midst of a character beyond ASCII. */
const seesBytes = (node: Node, line: string) =>
  some(node, (one) => one.kind === 'assert' && one.what === 'no_word_boundary') && /[^\x00-\x7f]/.test(line);

/** What the tree says of a line, as RE2 says it: the texts of the match and of each group. */
function textsOf(node: Node, line: string, groups: number) {
  const chars = [...line];
  const found = matchTree(node, line);
  return found && Array.from({ length: groups }, (_, i) => found[i] && chars.slice(...found[i]).join(''));
}

const tooMany = 'too many steps';
function unlessTooMany<T>(work: () => T): T | typeof tooMany {
  try {
    return work();
  } catch (error) {
    if (error instanceof TooManySteps) return tooMany;
    throw error;
  }
}

it('means what RE2 means: the same lines, the same match, the same groups', () => {
  const seen = { parsed: 0, left: 0, lines: 0, hits: 0, told: 0 };
  const property = fc.property(patterns, fc.integer(), ({ source, flags }, seed) => {
    const node = parsePattern(source, flags);
    const re2 = compile(source, flags);
    if (!re2) return;
    seen[node ? 'parsed' : 'left'] += 1;
    if (!node) return;
    const isListed = !some(node, ({ kind }) => kind === 'unlisted');
    const told = isListed && !loopsOverNothing(node);
    for (const line of linesFor(node, randomOf(seed), 6)) {
      const expected = re2.exec(line);
      const found = unlessTooMany(() => textsOf(node, line, expected?.length ?? 0));
      if (found === tooMany) continue;
      seen.lines += 1;
      if (expected) seen.hits += 1;
      const where = `/${source}/${flags} on ${JSON.stringify(line)}`;
      if (expected && !seesBytes(node, line)) expect(found, where).toBeDefined();
      if (!expected && isListed) expect(found, where).toBeUndefined();
      if (!told || !expected || seesBytes(node, line)) continue;
      seen.told += 1;
      expect(found, where).toEqual([...expected].map((text) => text ?? undefined));
    }
  });
  fc.assert(property, {
    numRuns: 4000,
    ...(process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) }),
  });
  expect(seen.lines).toBeGreaterThan(10_000);
  expect(seen.hits).toBeGreaterThan(5_000);
  expect(seen.told).toBeGreaterThan(2_000);
  expect(seen.left * 100).toBeLessThan(seen.parsed);
});

it('understands every rule that is shipped', () => {
  const left = [...shippedPatterns].filter(([, { source, flags }]) => parsePattern(source, flags) === undefined);
  expect(shippedPatterns.size).toBeGreaterThan(300);
  expect(left.map(([name]) => name)).toEqual([]);
});

describe('a tree', () => {
  const text = (of: string, fold = false): Node => ({ kind: 'text', text: of, fold });
  it.each([
    ['[.]\\x41\\Qb*\\E', '', text('.Ab*')],
    ['(?i:ab)c', '', { kind: 'concat', of: [text('ab', true), text('c')] }],
    ['a(?i)b', '', { kind: 'concat', of: [text('a'), text('b', true)] }],
    [
      'ab*?',
      'U',
      { kind: 'concat', of: [text('a'), { kind: 'repeat', of: text('b'), min: 0, max: Infinity, greedy: true }] },
    ],
    [
      '(?P<n>a)|',
      '',
      {
        kind: 'alternate',
        of: [
          { kind: 'capture', group: 1, name: 'n', of: text('a') },
          { kind: 'concat', of: [] },
        ],
      },
    ],
    ['[^\\x00-\\x{10ffff}]', '', { kind: 'class', ranges: [] }],
    [
      '[ks]',
      'i',
      {
        kind: 'class',
        ranges: [
          [0x4b, 0x4b],
          [0x53, 0x53],
          [0x6b, 0x6b],
          [0x73, 0x73],
          [0x17f, 0x17f],
          [0x212a, 0x212a],
        ],
      },
    ],
    ['\\p{Greek}', '', { kind: 'unlisted' }],
    ['[à-ü]', 'i', { kind: 'unlisted' }],
    [
      '^\\A$\\z',
      'm',
      {
        kind: 'concat',
        of: ['line_start', 'line_start', 'line_end', 'line_end'].map((what) => ({ kind: 'assert', what })),
      },
    ],
  ])('of %s with flags "%s"', (source, flags, tree) => {
    expect(parsePattern(source, flags)).toEqual(tree);
  });

  it.each([
    '(',
    ')',
    'a)',
    '(a',
    '[a',
    '[]',
    'a**',
    'a{2}{3}',
    '*',
    '(?=a)',
    '(?<=a)',
    '\\1',
    '\\C',
    '\\Z',
    '\\q',
    'a{1001}',
    'a{3,2}',
    '(?P<a>x)(?P<a>y)',
    '[b-a]',
    '[[:nope:]]',
    '[\\b]',
    '\\x{110000}',
    '\\',
    '(?',
    '(?i',
    '(?z)',
    '(?i-)',
    '\ud800',
    '[a-\\d]',
    '\\p{Greek',
  ])('is not made of %s', (source) => expect(parsePattern(source)).toBeUndefined());

  it('has a bound on its depth, and takes no more than linear time', () => {
    const deep = 100_000;
    expect(parsePattern('('.repeat(deep) + ')'.repeat(deep))).toBeUndefined();
    expect(parsePattern('(?:'.repeat(deep))).toBeUndefined();
    expect(parsePattern('('.repeat(100) + ')'.repeat(100))).toBeDefined();
    const words = Array.from({ length: 5_000 }, (_, i) => `word number ${i}`);
    expect(parsePattern(words.join('|'))).toMatchObject({ kind: 'alternate', of: { length: 5_000 } });
  });
});
