import { type Json, parseYaml } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { packName, RuleNames } from './names.js';
import { comment, yamlLines } from './yaml-text.js';

const hard: { readonly [key: string]: Json } = {
  plain: 'a b.c',
  quotes: `it's "so"`,
  pattern: String.raw`^\[x\]: .*'(\d+)'\\`,
  colon: 'a: b # c',
  words: ['yes', 'null', '1', '-', '', ' x ', '0x1', '1e3', '~', '%a', '@b', '!c', '&d', '*e', '+5s', '3d'],
  lines: 'a\nb\u2028c\u0007\u{1f600}\ufeff',
  long: ['x'.repeat(60), 'y'.repeat(60), { a: 'z'.repeat(120), b: [1, true, null] }],
  deep: { a: { b: { c: ['x'.repeat(200)] } } },
  empty: {},
  none: [],
};

describe('YAML that is written', () => {
  it('says what it was made from', () => {
    const text = `${yamlLines(hard).join('\n')}\n`;
    const { file, findings } = parseYaml('x.yaml', text);
    expect(findings).toEqual([]);
    expect(file?.value).toEqual(hard);
  });

  it('has comments that no text can leave', () => {
    const lines = comment(`a\nb: c\u2028d ${'word '.repeat(50)}`);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).toMatch(/^# [^\n\u2028]{1,112}$/);
  });
});

it('names are of signs that they can have', () => {
  const names = new RuleNames();
  expect(['a b', 'a b', 'ä!', '9x', '  '].map((one) => names.take(one))).toEqual(['a_b', 'a_b_2', '_', '_9x', '__2']);
  expect(['My Run_1', '42', '7b-run-', 'x'].map(packName)).toEqual(['my-run_1', 'imported', 'b-run', 'x']);
});
