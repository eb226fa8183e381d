import { describe, expect, it } from 'vitest';
import type { Fields, PatternRule } from '../contract.js';
import type { Hit } from '../match/types.js';
import { mergeProgress } from './signal.js';

const hit = (name: string, fields: Fields): Hit => ({
  rule: { name, kind: 'progress' } as PatternRule,
  order: 0,
  line: 1,
  offset: 0,
  text: '',
  fields,
});
const merged = (...fields: Fields[]) =>
  mergeProgress(fields.map((one, i) => hit(`r${i}`, one))).map((one) => one.fields);

describe('the unit of a throughput', () => {
  it('comes with it from one rule, where several rules know one', () => {
    const bar = { throughput: 1.5, throughput_unit: 'it/s' };
    const tokens = { step: 7, throughput: 8125, throughput_unit: 'tokens/s' };
    expect(merged(bar, tokens)).toEqual([{ step: 7, ...bar }]);
    expect(merged({ step: 7 }, tokens)).toEqual([tokens]);
  });

  it('is never that of another rule’s throughput', () => {
    expect(merged({ throughput: 1.5 }, { throughput: 8125, throughput_unit: 'tokens/s' })).toEqual([
      { throughput: 1.5 },
    ]);
  });
});
