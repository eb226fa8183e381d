import { readdir, readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Expression, parseExpression } from './expression.js';
import { UNSURE } from './straight.js';

interface Rule {
  readonly when?: { readonly value?: string };
}

const leaf = fc.constantFrom(
  'fields.a',
  'fields.b',
  'fields["c d"]',
  'median("a", 3)',
  'max("b", 2)',
  '0.0',
  '2',
  '1.5',
);
const number = fc.letrec<{ number: string }>((tie) => ({
  number: fc.oneof(
    { maxDepth: 2 },
    leaf,
    fc
      .tuple(tie('number'), fc.constantFrom('+', '-', '*', '/'), tie('number'))
      .map(([a, sign, b]) => `(${a} ${sign} ${b})`),
    tie('number').map((one) => `-(${one})`),
  ),
})).number;
const truth = fc.letrec<{ truth: string }>((tie) => ({
  truth: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(number, fc.constantFrom('<', '<=', '>', '>=', '==', '!='), number).map((parts) => parts.join(' ')),
    fc.tuple(tie('truth'), fc.constantFrom('&&', '||'), tie('truth')).map(([a, sign, b]) => `(${a} ${sign} ${b})`),
    tie('truth').map((one) => `!(${one})`),
    fc.constantFrom(
      'has(fields.a)',
      'has(fields["c d"])',
      'fields.a == "soon"',
      'fields.b != "7"',
      'fields.a in ["soon", "7"]',
      'fields["c d"].matches("^[0-9]")',
      'isNaN(fields.b)',
      '!isFinite(number(fields.a) + abs(fields.b))',
    ),
  ),
})).truth;
const value = fc.option(
  fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 0.5),
    fc.constantFrom('7', 'soon', '2 ms'),
  ),
  { nil: undefined },
);
const window = fc.option(fc.integer({ min: -3, max: 3 }), { nil: undefined });

it('says what CEL says, or that it can not tell', () => {
  let sure = 0;
  fc.assert(
    fc.property(truth, fc.tuple(value, value, value), fc.tuple(window, window), (text, [a, b, c], values) => {
      const parsed = parseExpression(text);
      // CEL refuses some of them, such as two constants of different types.
      if ('message' in parsed) return;
      const { calls, evaluate, straight } = parsed as Expression;
      const fields = Object.fromEntries(
        Object.entries({ a, b, 'c d': c }).flatMap(([name, one]) => (one === undefined ? [] : [[name, one] as const])),
      );
      const windows = calls.map(({ name }) => values[name === 'median' ? 0 : 1]);
      const said = straight?.({ field: (name) => fields[name], window: (i) => windows[i] });
      expect(straight).toBeDefined();
      if (said === UNSURE) return;
      sure += 1;
      expect([text, said]).toEqual([text, evaluate(fields, windows)]);
    }),
    { numRuns: 1_000 },
  );
  expect(sure).toBeGreaterThan(200);
});

it('asks for no window where the comparison before it fails', () => {
  const asked: number[] = [];
  const { straight } = parseExpression('fields.loss == 0.0 && max("loss", 200) > 0.1') as Expression;
  const window = (i: number) => {
    asked.push(i);
    return 1;
  };
  expect(straight?.({ field: () => 2, window })).toBe(false);
  expect(asked).toEqual([]);
  expect(straight?.({ field: () => 0, window })).toBe(true);
  expect(asked).toEqual([0]);
});

it('asks no error of what a step lacks: every shipped expression is known without the interpreter', async () => {
  const folder = new URL('../../../../plugins/', import.meta.url);
  const files = (await readdir(folder, { recursive: true })).filter(
    (name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml') && name.includes('monitoring'),
  );
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, folder), 'utf8')));
  const rules = texts.flatMap((text) => (parse(text) as { log_signals?: Rule[] }).log_signals ?? []);
  const values = rules.flatMap(({ when }) => (when?.value === undefined ? [] : [when.value]));
  expect(values.length).toBeGreaterThan(15);
  expect(values.filter((one) => (parseExpression(one) as Expression).straight === undefined)).toEqual([]);
});

it.each([
  'has(fields.a.b)',
  'size(fields.a) > 2',
  'fields.a in [1, 2]',
  'fields.a in [fields.b]',
  'abs(fields.a)',
  'fields.a > 1 ? fields.b > 1 : fields.a > 0',
])('%s is left to CEL', (text) => {
  expect((parseExpression(text) as Expression).straight).toBeUndefined();
});
