import fc from 'fast-check';
import RE2 from 're2';
import { describe, expect, it } from 'vitest';
import { rules } from '../../../../../test/bench/rules.mjs';
import { translate } from '../syntax.js';
import { parsePattern } from './parse.js';
import { linesFor, patterns, randomOf, shippedPatterns } from './patterns.test-helper.js';
import { requirementOf } from './requirement.js';
import type { Needle, Requirement } from './tree.js';

const of = (source: string, flags = ''): Requirement => requirementOf(parsePattern(source, flags));
/** Each group as its texts; those in any case with `~`. */
const told = (source: string, flags = '') =>
  of(source, flags).map((group) => group.map(({ text, fold }) => (fold ? `~${text}` : text)).join('|'));

/** The letters of ASCII in lower case, of bytes. */
const lower = (bytes: Buffer) => Buffer.from(bytes.map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte)));
const holds = (line: Buffer, { text, fold }: Needle) =>
  fold ? lower(line).includes(lower(Buffer.from(text))) : line.includes(text);
const fulfils = (line: Buffer, requirement: Requirement) =>
  requirement.every((group) => group.some((needle) => holds(line, needle)));

it('every line that RE2 matches holds what is required, before bytes that are no text were overwritten and after', () => {
  const seen = { hits: 0, needed: 0 };
  const property = fc.property(patterns, fc.integer(), ({ source, flags }, seed) => {
    const node = parsePattern(source, flags);
    if (!node) return;
    const requirement = requirementOf(node);
    const needles = requirement.flat();
    expect(needles.every(({ text }) => Buffer.byteLength(text) >= 2)).toBe(true);
    let re2: RE2;
    try {
      re2 = new RE2(`(?${flags}:${translate(source).line})`, 'u');
    } catch {
      return;
    }
    for (const line of linesFor(node, randomOf(seed), 8)) {
      if (!re2.test(line)) continue;
      const bytes = Buffer.from(line);
      const raw = Buffer.from(bytes.map((byte) => (byte === 0x1a ? 0xff : byte)));
      seen.hits += 1;
      if (requirement.length > 0) seen.needed += 1;
      const where = `/${source}/${flags} on ${JSON.stringify(line)} needs ${JSON.stringify(requirement)}`;
      expect(fulfils(bytes, requirement) && fulfils(raw, requirement), where).toBe(true);
    }
  });
  fc.assert(property, {
    numRuns: 4000,
    ...(process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) }),
  });
  expect(seen.hits).toBeGreaterThan(8_000);
  expect(seen.needed).toBeGreaterThan(3_000);
});

describe('what a line must hold', () => {
  it.each([
    ['abc', ['abc']],
    ['(?:CUDA|HIP) out of memory', ['CUDA out of memory|HIP out of memory']],
    ['[Tt]imed out[:=]', ['Timed out:|Timed out=|timed out:|timed out=']],
    ['foo.*bar bar', ['bar bar', 'foo']],
    ['foo(?: bar)? baz', ['foo bar baz|foo baz']],
    ['foo(?P<n>\\d+)bar|baz qux', ['foo|baz qux', 'bar|baz qux']],
    ['(?:Error: (?:open.*failed|close \\d+))', ['Error: open|Error: close ', 'failed|close ']],
    ['(?:abc)+def', ['abcdef']],
    ['ab{2,}c*d', ['abb']],
    ['x*y?z{0,3}', []],
    ['foo|', []],
    ['a.b', []],
    ['\\bfoo$', ['foo']],
    ['caf\\x{e9} [█]', ['café █']],
    ['abc\\x1adef', ['abc', 'def']],
    ['a(?i:b1)c', ['~ab1c']],
    ['abc|abcd|xyz', ['abc|xyz']],
    ['(?:foo|bar\\pL).*baz', ['baz', 'foo|bar']],
  ])('for %s', (source, groups) => expect(told(source)).toEqual(groups));

  it('in any case only what has no other letters beyond ASCII', () => {
    expect(told('Out of memory', 'i')).toEqual(['~out of memory']);
    expect(told('broken disk: error 12', 'i')).toEqual(['~: error 12', '~en di', '~bro']);
    expect(told('12: 34', 'i')).toEqual(['12: 34']);
    expect(told('née (?-i:Kelvin)', 'i')).toEqual(['~e kelvin']);
    expect(told('test', 'i')).toEqual(['~test|~te\u017ft']);
    expect(told('(?:mask|é)', 'i')).toEqual([]);
  });

  it('is unknown where too many texts are possible', () => {
    const words = (count: number) => Array.from({ length: count }, (_, i) => `word${i}x`).join('|');
    expect(of(words(64))[0]).toHaveLength(64);
    expect(of(words(65))).toEqual([]);
    expect(told(`(?:${words(65)}) failed`)).toEqual([' failed']);
    expect(told(`(?:${words(40)}) failed`)[0]).toBe(' failed');
    expect(of(`${'[ab]'.repeat(40)}`).every((group) => group.length <= 16)).toBe(true);
    expect(
      of('(?:(?:a{1000}){1000}){1000}')
        .flat()
        .every(({ text }) => text.length <= 128),
    ).toBe(true);
    expect(requirementOf(undefined)).toEqual([]);
  });
});

describe('rules that are shipped', () => {
  const isUsable = (group: readonly Needle[]) => {
    const lengths = group.map(({ text }) => Buffer.byteLength(text));
    return Math.min(...lengths) >= 3 && Math.max(...lengths) >= 4;
  };
  it('all have texts to be looked for', () => {
    const bench = rules.map(({ name, pattern }) => [name, { source: pattern, flags: '' }] as const);
    const without = [...shippedPatterns, ...bench].filter(([, { source, flags }]) => !of(source, flags).some(isUsable));
    expect(without.map(([name]) => name)).toEqual([]);
  });
});
