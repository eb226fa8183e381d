import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CompiledRule, compileRule } from '../compile-rule.js';
import { compileRules } from '../compile-rules.js';
import { randomOf } from '../pattern/patterns.test-helper.js';
import { openScanner, type Scanner } from '../prefilter/scanner.js';
import { rule } from '../rules.test-helper.js';
import { NeedleFinder } from './by-needles.js';

const rules = [
  rule('step', 'iteration +(?P<step>\\d+).*loss: (?P<loss>[\\d.]+)', { kind: 'progress' }),
  rule('never', 'iteration.*loss: nan'),
  rule('struck', 'iteration.*loss', { unless: 'consumed samples' }),
  rule('struck_in_part', 'iteration.*loss', { unless: 'rank 7|consumed samples' }),
  rule('some', 'nan iterations: [1-9]'),
  rule('with_zeros', 'iteration 0*(?P<step>\\d+) of', { kind: 'progress' }),
  rule('seldom', 'loss: 7\\.77'),
  rule('rank', 'rank 7\\b', { unless: 'iteration 1\\d*7 ' }),
  rule('written', '(?i)saved.*iteration'),
];
const random = randomOf(7);
const number = (below: number) => Math.floor(random() * below);
const line = (i: number): string => {
  if (i % 11 === 3) return `chatter ${'x'.repeat(number(40))} loss of rank ${number(9)}`;
  const end = `nan iterations: ${number(9) === 0 ? number(4) : 0}`;
  const long = number(300) === 0 ? ' and so on'.repeat(120) : '';
  return `rank ${number(9)} iteration ${number(99)} | consumed samples ${i} | loss: ${number(9)}.${number(100)} | ${end}${long}`;
};
const log = Buffer.from(Array.from({ length: 4_000 }, (_, i) => line(i)).join('\n'));

/** A scanner that counts how often a program runs. */
function counting(): { readonly scanner: Scanner; readonly runs: () => number } {
  const scanner = openScanner() as Scanner;
  let runs = 0;
  const { exports } = scanner;
  const runProgram = (program: number, start: number, end: number) => {
    runs += 1;
    return exports.runProgram(program, start, end);
  };
  const counted = { ...exports, runProgram };
  return {
    scanner: { exports: counted, reserve: scanner.reserve, memory: scanner.memory, left: scanner.left },
    runs: () => runs,
  };
}

it('are asked about once, and what is found is the same', () => {
  const { scanner, runs } = counting();
  const finder = new NeedleFinder(
    rules.map((one, order) => compileRule(one, order) as CompiledRule),
    scanner,
    () => {},
  );
  const naive = compileRules(rules, { simd: false }).find(log);
  const spent = Array.from({ length: 4 }, () => {
    const before = runs();
    const { lines, count } = finder.find(log);
    expect(lines).toEqual(naive.lines);
    expect(count).toBe(naive.count);
    return runs() - before;
  });
  const hits = naive.lines.flatMap(({ matches }) => matches.map((one) => rules[one.rule]?.name));
  expect([...new Set(hits)].sort()).toEqual(['rank', 'seldom', 'some', 'step']);
  expect(spent[3]).toBeLessThan((spent[0] as number) * 0.7);
});

it('are given up where no line is like another, and what is found is the same', () => {
  const lines = Array.from(
    { length: 5_000 },
    (_, i) => `${'ab'.repeat(i % 97)}${'c'.repeat(i % 89)} iteration loss of`,
  );
  const unlike = Buffer.from([...lines, 'iteration 3 of 7', 'iteration 7 | loss: 7.77'].join('\n'));
  const fast = compileRules(rules);
  const naive = compileRules(rules, { simd: false }).find(unlike);
  for (let time = 0; time < 5; time++) expect(fast.find(unlike).lines).toEqual(naive.lines);
  expect(naive.lines.length).toBeGreaterThan(1);
});

it('find a rule with more texts than there are bits, of which the last holds digits', () => {
  const keys = Array.from({ length: 33 }, (_, i) => `key_${String.fromCharCode(97 + (i % 26)).repeat(i < 26 ? 3 : 4)}`);
  const conditions = [...keys.map((key) => `${key} = "of ${key}"`), 'last = "node7x"'].join(' ');
  const many = [rule('warm', 'warm.*loss'), rule('many', conditions, { pattern_type: 'json' })];
  const fast = compileRules(many);
  const naive = compileRules(many, { simd: false });
  for (let chunk = 0; chunk < 2; chunk++) fast.find(Buffer.from('warm loss\n'.repeat(3_000)));
  const fields = keys.map((key) => `"${key}": "of ${key}"`).join(', ');
  const lines = Array.from({ length: 20 }, (_, i) => `{${fields}, "last": "node${i % 9}x"}\n`);
  const found = fast.find(Buffer.from(lines.join('')));
  expect(found.lines).toHaveLength(2);
  expect(found).toEqual(naive.find(Buffer.from(lines.join(''))));
});

describe('rules whose texts hold digits', () => {
  const texts = ['6027-', 'Xid 79', 'rank 1', '00', 'iteration', 'loss', '[ERR', 'x7', 'Kelvin 2'];
  const pattern = fc.oneof(
    fc.constantFrom(...texts.map(escaped)),
    fc.tuple(fc.constantFrom(...texts), fc.constantFrom(...texts)).map((two) => two.map(escaped).join('.*')),
    fc
      .array(fc.constantFrom(...texts), { minLength: 2, maxLength: 3 })
      .map((some) => `(?:${some.map(escaped).join('|')})`),
    fc.constantFrom('(?i)xid 79', 'loss (?P<loss>\\d+)', 'iteration 1\\d', '(?i)(?:kelvin 2|x7).*\\d'),
  );
  const shape = fc.constantFrom(
    '[2025-03-01] iteration # of ## loss ###',
    'GPFS: ####-# [ERR] rank # lost',
    'NVRM: Xid ##, x# of rank #',
    'rank # Xid ## 00 \u212aelvin # loss #',
    'iteration ###',
    `${'long '.repeat(230)}iteration # Xid ##`,
  );
  const lines = fc.array(fc.tuple(shape, fc.nat(99_999)), { minLength: 20, maxLength: 60 });

  it('find the same, whatever is known of shapes and whatever grams are chosen', () => {
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 60 }), lines, fc.nat(), (patterns, some, seed) => {
        const rules = patterns.map((one, i) => rule(`r${i}`, one, i % 3 === 0 ? { unless: 'rank 1|00' } : {}));
        const digits = randomOf(seed);
        const text = (from: string) => from.replaceAll('#', () => '0126679'[Math.floor(digits() * 7)] as string);
        const fast = compileRules(rules);
        const naive = compileRules(rules, { simd: false });
        for (let chunk = 0; chunk < 4; chunk++) {
          const all = Array.from({ length: 900 }, (_, i) => text((some[i % some.length] as [string, number])[0]));
          const log = Buffer.from(all.join('\n'));
          expect(fast.find(log)).toEqual(naive.find(log));
        }
      }),
      { numRuns: 25 },
    );
  });
});

function escaped(text: string): string {
  return text.replaceAll('[', '\\[');
}
