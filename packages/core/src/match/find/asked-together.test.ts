import { describe, expect, it } from 'vitest';
import { type CompiledRule, compileRule } from '../compile-rule.js';
import { compileRules } from '../compile-rules.js';
import { rule } from '../rules.test-helper.js';
import { emptyScanState } from '../types.js';
import { AskedTogether } from './asked-together.js';

const rules = [
  rule('plain', 'failed'),
  rule('dear', 'loss .*a.*b.*c (?P<value>\\d+)', { unless: 'skipped', kind: 'progress' }),
  rule('struck', '(?i)loss (?P<value>\\d+)', { unless: 'in (?:epoch|total)' }),
];
const compiled = rules.map((one, order) => compileRule(one, order) as CompiledRule);
const chunk = Buffer.from('loss 1 in epoch 2\nloss a b c 3\n');
const lines = [
  [0, 17],
  [18, 30],
] as const;

describe('what is asked together', () => {
  it('is what has proved dear, from the next chunk on where it is worth a set', () => {
    const together = new AskedTogether(compiled);
    const answers = (question: 'pattern' | 'unless', index: number) =>
      lines.map(([start, end]) => together.answer(question, index, chunk, start, end));
    for (let trial = 0; trial < 31; trial++) together.saidNo(1, 500);
    together.begin();
    expect(answers('pattern', 1)).toEqual([undefined, undefined]);
    together.saidNo(1, 500);
    expect(answers('pattern', 1)).toEqual([undefined, undefined]);
    together.begin();
    expect(answers('pattern', 1)).toEqual([undefined, undefined]);
    for (let missed = 0; missed < 2_000; missed++) together.saidNo(1, 500);
    expect(answers('pattern', 1)).toEqual([undefined, undefined]);
    together.begin();
    expect(answers('pattern', 1)).toEqual([false, true]);
    for (let trial = 0; trial < 32; trial++) together.saidUnless(2, trial % 3 > 0);
    together.begin();
    expect(answers('unless', 2)).toEqual([undefined, undefined]);
    for (let missed = 0; missed < 2_000; missed++) together.saidUnless(2, missed % 3 > 0);
    together.begin();
    expect(answers('unless', 2)).toEqual([true, false]);
    expect(answers('pattern', 1)).toEqual([false, true]);
    expect(answers('pattern', 2)).toEqual([undefined, undefined]);
  });

  it('is nothing that is cheap, or seldom strikes', () => {
    const together = new AskedTogether(compiled);
    for (let trial = 0; trial < 100; trial++) {
      together.saidNo(1, 5);
      together.saidUnless(2, trial % 3 === 0);
    }
    together.begin();
    expect(together.answer('pattern', 1, chunk, 0, 17)).toBeUndefined();
    expect(together.answer('unless', 2, chunk, 0, 17)).toBeUndefined();
  });

  it('changes nothing of what is found', () => {
    const texts = ['loss 1 in epoch 2', 'loss a b 7', 'loss a b c 3', 'LOSS 4', 'loss a b c 5 skipped', 'job failed'];
    const log = Buffer.from(
      Array.from({ length: 6_000 }, (_, line) => texts[((line * line + line) % 7) % 6]).join('\n'),
    );
    const told = (simd: boolean) => {
      const matcher = compileRules(rules, { simd });
      return Array.from({ length: 4 }, () =>
        matcher
          .scan(log, { offset: 0, line: 1 }, emptyScanState)
          .hits.map(({ rule: { name }, line, fields }) => [name, line, fields]),
      );
    };
    expect(told(true)[0]!.length).toBeGreaterThan(2_000);
    expect(told(true)).toEqual(told(false));
  });
});
