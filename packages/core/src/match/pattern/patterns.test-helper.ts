import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { PatternType } from '../../contract.js';
import { readerOf } from '../reader-of.js';
import { escapeLiteral } from '../syntax.js';
import type { Node } from './tree.js';

export interface Pattern {
  readonly source: string;
  readonly flags: string;
}

interface Entry {
  readonly name: string;
  readonly pattern?: string;
  readonly pattern_type?: PatternType;
  readonly flags?: string;
}

const plugins = fileURLToPath(new URL('../../../../../plugins/', import.meta.url));

/** The RE2 pattern of each rule that is shipped, by pack and name. */
export const shippedPatterns: ReadonlyMap<string, Pattern> = new Map(
  readdirSync(plugins)
    .map((pack) => join(plugins, pack, 'monitoring'))
    .flatMap((folder) => yamlFiles(folder).map((name) => join(folder, name)))
    .flatMap((path) => {
      const { log_signals: entries = [] } = parse(readFileSync(path, 'utf8')) as { log_signals?: readonly Entry[] };
      return entries.flatMap(({ name, pattern, pattern_type = 'regex', flags = '' }): [string, Pattern][] => {
        if (pattern === undefined) return [];
        const regex = pattern_type === 'substring' ? escapeLiteral(pattern) : readerOf(pattern, pattern_type)?.pattern;
        return [[`${path.slice(plugins.length)}:${name}`, { source: regex ?? pattern, flags }]];
      });
    }),
);

function yamlFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'));
  } catch {
    return [];
  }
}

const words = [
  'a',
  'b',
  'k',
  's',
  'S',
  'K',
  'ab',
  'task ',
  'é',
  'σ',
  'ſ',
  'K',
  '█',
  '💥',
  ' ',
  '_',
  '-',
  '0',
  '12',
  '\x1a',
  '/',
];
const escapes = [
  ...['\\.', '\\[', '\\\\', '\\/', '\\-', '\\_', '\\t', '\\a', '\\x41', '\\x{6b}', '\\x{1f4a5}', '\\u0073', '\\u{e9}'],
  ...['\\cA', '\\060', '\\0', '\\12', '\\]', '\\{', '\\x{3c3}'],
];
const classes = [
  ...['.', '\\d', '\\w', '\\s', '\\D', '\\W', '\\S', '[ab]', '[^ab]', '[a-k]', '[^s]', '[S-]', '[]a]', '[^]a]', '[k]'],
  ...[
    '[[:alpha:]]',
    '[[:^digit:]_]',
    '[^[:upper:]x]',
    '[\\d\\-s]',
    '[\\]b-]',
    '[\\x41-\\x{6b}]',
    '[é-ü]',
    '[^é]',
    '[█a]',
  ],
  ...['[Tt]', '[:=]', '[[:word:]]', '[a-b-z]', '[\\W]', '[^\\S]', '[^\\x00-\\x{10FFFF}]', '[/(?]', '[[:]', '[.]'],
  ...['\\pL', '\\p{Greek}', '\\P{Lu}', '[\\p{Lu}0]', '[^\\pN]', '\\p{^Lu}', '\\p{Letter}'],
];
const assertions = ['^', '$', '\\b', '\\B', '\\A', '\\z', '(?m:^)', '\\Qa.b\\E'];
const switches = ['(?m)', '(?i)', '(?-i)', '(?U)', '(?s-i)', '(?)', '\\Q'];
const quantifiers = [
  '',
  '',
  '',
  '',
  '?',
  '*',
  '+',
  '??',
  '*?',
  '+?',
  '{2}',
  '{0,2}',
  '{1,}',
  '{1,3}?',
  '{,2}',
  '{0}',
  '{01}',
];
const groups = ['(', '(', '(?:', '(?:', '(?P<x>', '(?<y>', '(?i:', '(?-i:', '(?is-U:', '(?U:', '(?:(?i)'];

/** Patterns from the grammar of RE2: mostly good ones. */
const grammar = fc.letrec<{ pattern: string; way: string; part: string; atom: string; group: string }>((tie) => ({
  pattern: fc.array(tie('way'), { minLength: 1, maxLength: 3 }).map((ways) => ways.join('|')),
  way: fc.array(tie('part'), { maxLength: 5 }).map((parts) => parts.join('')),
  part: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...switches) },
    { weight: 16, arbitrary: fc.tuple(tie('atom'), fc.constantFrom(...quantifiers)).map((both) => both.join('')) },
  ),
  atom: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 6, arbitrary: fc.constantFrom(...words) },
    { weight: 2, arbitrary: fc.constantFrom(...escapes) },
    { weight: 4, arbitrary: fc.constantFrom(...classes) },
    { weight: 2, arbitrary: fc.constantFrom(...assertions) },
    { weight: 4, arbitrary: tie('group') },
  ),
  group: fc.tuple(fc.constantFrom(...groups), tie('pattern')).map(([open, inner]) => `${open}${inner})`),
})).pattern;

const flags = fc.constantFrom('', '', '', 'i', 'i', 's', 'm', 'U', 'iU', 'ims');

/** Shipped patterns, in which some characters are taken out, doubled or replaced. */
const mutated = fc
  .tuple(
    fc.constantFrom(...shippedPatterns.values()),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat(8),
        fc.constantFrom('', '', ...words, ...classes, ...quantifiers, '|', '(', ')', '(?i)'),
      ),
      {
        maxLength: 3,
      },
    ),
  )
  .map(([{ source, flags }, changes]) => ({
    flags,
    source: changes
      .reduce(
        (chars, [place, length, put]) => {
          const at = place % (chars.length + 1);
          return [...chars.slice(0, at), ...put, ...chars.slice(at + length)];
        },
        [...source],
      )
      .join(''),
  }));

export const patterns: fc.Arbitrary<Pattern> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ source: grammar, flags }) },
  { weight: 1, arbitrary: mutated },
  { weight: 1, arbitrary: fc.tuple(mutated, flags).map(([{ source }, other]) => ({ source, flags: other })) },
);

/** Numbers from 0 below 1 that come again with the seed. */
export function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const variants = new Map([...'kKK', ...'sSſ'].map((char, i) => [char, [...(i < 3 ? 'kKK' : 'sSſ')]]));

/** A text that the tree is likely to match. */
function sampleOf(node: Node, random: () => number): string {
  const below = (n: number) => Math.floor(random() * n);
  const folded = (char: string) => {
    const all = [char, char.toLowerCase(), char.toUpperCase(), ...(variants.get(char) ?? [])].filter(
      (one) => [...one].length === 1,
    );
    return all[below(all.length)]!;
  };
  const sample = (of: Node): string => {
    switch (of.kind) {
      case 'text':
        return of.fold ? [...of.text].map(folded).join('') : of.text;
      case 'class': {
        const [first, last] = of.ranges[below(of.ranges.length)] ?? [0x61, 0x61];
        const code = first + below(Math.min(last - first + 1, 100));
        return String.fromCodePoint(code >= 0xd800 && code <= 0xdfff ? 0x61 : code);
      }
      case 'unlisted':
        return ['a', 'A', 'σ', '٣', 'é', '█'][below(6)]!;
      case 'assert':
        return '';
      case 'capture':
        return sample(of.of);
      case 'concat':
        return of.of.map(sample).join('');
      case 'alternate':
        return sample(of.of[below(of.of.length)]!);
      case 'repeat': {
        const count = of.min + below(Math.min(of.max - of.min, 2) + 1);
        return Array.from({ length: Math.min(count, 40) }, () => sample(of.of)).join('');
      }
    }
  };
  return sample(node);
}

/** Lines that the pattern of the tree matches, or nearly matches. None holds a line end. */
export function linesFor(node: Node, random: () => number, count: number): readonly string[] {
  const below = (n: number) => Math.floor(random() * n);
  const word = () => words[below(words.length)]!;
  return Array.from({ length: count }, () => {
    let line = below(8) === 0 ? word() + word() : sampleOf(node, random);
    if (below(2) === 0) line = word() + line;
    if (below(2) === 0) line += word();
    if (below(3) === 0) {
      const chars = [...line];
      chars.splice(below(chars.length + 1), below(3), word());
      line = chars.join('');
    }
    return line.replaceAll(/[\n\r]/g, '');
  });
}
