import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOf, type Plan } from './extraction.js';
import { spanFields } from './span-fields.js';

const fields = ['step', 'loss', 'message', 'step_time_ms', 'step_time_s', 'throughput'];
const texts = fc.oneof(
  fc.constantFrom('12', '-0', '1.5', '2.5e-3', ' 7 ', "'3'", '25,226', 'nan', '-inf', '1e999', '0x1', '', 'é█', 'a b'),
  fc.double().map(String),
  fc.string({ unit: 'binary', maxLength: 80 }).map((text) => Buffer.from(text).toString()),
);
const groups = fc.array(fc.option(texts, { nil: undefined }), { minLength: fields.length, maxLength: fields.length });
const plans: fc.Arbitrary<Plan> = fc
  .shuffledSubarray(fields)
  .map((names) =>
    names.map((name) =>
      name === 'throughput'
        ? ([name, fields.indexOf(name), 'tokens/s'] as const)
        : ([name, fields.indexOf(name)] as const),
    ),
  );

it('makes of the spans what is made of the texts', () => {
  fc.assert(
    fc.property(plans, groups, fc.nat(50), (plan, values, shift) => {
      const spans = new Int32Array(2 * values.length).fill(-1);
      let line = 'before ';
      for (const [group, value] of values.entries()) {
        if (value === undefined) continue;
        spans[2 * group] = Buffer.byteLength(line) + shift;
        line += value;
        spans[2 * group + 1] = Buffer.byteLength(line) + shift;
      }
      const found = spanFields(plan)(spans, Buffer.from(`${line} 12`), shift);
      const expected = fieldsOf(plan, (group) => values[Number(group)]);
      expect(found).toStrictEqual(expected);
      expect(Object.keys(found)).toEqual(Object.keys(expected));
    }),
    { numRuns: 3000 },
  );
});

describe('bytes that are no UTF-8', () => {
  it('become U+FFFD in a text, as they do everywhere', () => {
    const bytes = Buffer.from('a\xffb', 'latin1');
    expect(spanFields([['message', 0]])(new Int32Array([0, 3]), bytes, 0)).toEqual({ message: 'a\ufffdb' });
  });
});
