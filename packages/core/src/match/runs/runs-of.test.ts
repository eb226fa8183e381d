import fc from 'fast-check';
import RE2 from 're2';
import { describe, expect, it } from 'vitest';
import { parsePattern } from '../pattern/parse.js';
import { linesFor, patterns, randomOf } from '../pattern/patterns.test-helper.js';
import { translate } from '../syntax.js';
import { bytesOf, type Members } from './members.js';
import { holderOf } from './naive.test-oracle.js';
import { runsOf } from './runs-of.js';
import { runShare } from './share.js';

const names: Readonly<Record<string, string>> = { '0123456789': 'd' };
const nameOf = (members: Members) => {
  const all = String.fromCharCode(...bytesOf(members));
  if (all.length === 1) return all;
  return names[all] ?? (all.length === 26 ? all[0]! : all.length === 63 ? 'w' : `[${all}]`);
};
const told = (source: string, flags = '') =>
  runsOf(parsePattern(source, flags))?.map((run) => run.map(nameOf).join(''));

/** Patterns of classes side by side, of which many have runs. */
const part = fc.oneof(
  fc.constantFrom('[A-Z]', '\\d', '[a-f]', '[-:/]', '[,;]', '#', '!', '\\w', '\\s', '[^a]', '(?i:q)', '(?i:k)', '\\b'),
  fc.constantFrom('(?:[0-9]|x)', '(\\d[#!]|[A-F]x)', '(?:\\d|#\\d)', '(?:ab)?', '[\\x00-\\x1f]', '\\x1a', 'é', '[é#]'),
);
const count = fc.constantFrom('', '', '', '+', '{2}', '{3,}', '{1,4}', '?', '*', '{20}');
const side = fc.array(
  fc.tuple(part, count).map(([of, times]) => (of === '\\b' ? of : of + times)),
  {
    minLength: 2,
    maxLength: 6,
  },
);
const formed = fc
  .tuple(
    fc.array(
      side.map((parts) => parts.join('')),
      { minLength: 1, maxLength: 3 },
    ),
    fc.constantFrom('', '', 'i', 'U'),
  )
  .map(([ways, flags]) => ({ source: ways.join('|'), flags }));

it.each([
  ['of all kinds', patterns, 50],
  ['of classes side by side', formed, 1_500],
] as const)(
  'every line that RE2 matches holds a run, before bytes that are no text were overwritten and after: patterns %s',
  (_, of, least) => {
    let seen = 0;
    const property = fc.property(of, fc.integer(), ({ source, flags }, seed) => {
      const node = parsePattern(source, flags);
      const runs = runsOf(node);
      if (!node || !runs) return;
      let re2: RE2;
      try {
        re2 = new RE2(`(?${flags}:${translate(source).line})`, 'u');
      } catch {
        return;
      }
      const holders = runs.map(holderOf);
      for (const line of linesFor(node, randomOf(seed), 8)) {
        if (!re2.test(line)) continue;
        const bytes = Buffer.from(line);
        const raw = Buffer.from(bytes.map((byte) => (byte === 0x1a ? 0xff : byte)));
        seen += 1;
        const where = `/${source}/${flags} on ${JSON.stringify(line)}`;
        expect(holders.some((holds) => holds(bytes)) && holders.some((holds) => holds(raw)), where).toBe(true);
      }
    });
    fc.assert(property, { numRuns: 4000 });
    expect(seen).toBeGreaterThan(least);
  },
);

describe('the runs', () => {
  it.each([
    ['\\b[A-Z]{3}\\d{5}[a-z]{2}\\b', ['AAAdddddaa']],
    ['^[A-Z][a-z]+ [A-Z]{2,} \\d{4}[,;] \\w+$', ['AA dddd[,;] w']],
    ['[#!]\\w+[#!]\\d{2}[#!]', ['w[!#]dd[!#]']],
    ['(?P<a>[A-Z]{2})#(\\d{3}|x\\d\\d)!', ['AA#[0123456789x]dd!']],
    ['[#!]{3,}\\d', ['[!#][!#][!#]d']],
    ['#!\\d(?:x|yy)#!\\w', ['#!d[xy]']],
    ['\\d!(?:x|y)*#!\\w', ['#!w']],
    ['#!\\dA|[#!]{4}', ['#!dA', '[!#][!#][!#][!#]']],
    ['(?i)#q!', ['#[Qq]!']],
    ['#[!\\x1a]#!\\d#', ['#!d#']],
    ['#[!\\n]#', ['#!#']],
    ['#{40}', ['#'.repeat(16)]],
  ])('of %s', (source, runs) => expect(told(source)).toEqual(runs));

  it.each([
    ['\\d{5}', 'which are on many lines'],
    ['#!', 'which are too few'],
    ['#k!k#', 'any case of k is no ASCII'],
    ['#!#|x', 'one way has none'],
    ['#!#|#!!|!##|!!#|##!', 'there are too many ways'],
    ['(?:#!#)?', 'nothing need be there'],
    ['#.!.#', 'anything may be between'],
  ])('of %s are not known: %s', (source) => expect(told(source, 'i')).toBeUndefined());

  it('are rare and no longer than sixteen sets', () => {
    const property = fc.property(formed, ({ source, flags }) => {
      for (const run of runsOf(parsePattern(source, flags)) ?? []) {
        expect(run.length).toBeGreaterThanOrEqual(3);
        expect(run.length).toBeLessThanOrEqual(16);
        expect(runShare(run)).toBeLessThanOrEqual(1e-4);
      }
    });
    fc.assert(property);
  });
});
