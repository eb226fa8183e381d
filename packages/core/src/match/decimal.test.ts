import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decimalAt } from './decimal.js';
import { fieldNumber } from './field-value.js';

const read = (text: string) => {
  const bytes = Buffer.from(`7.${text}e5`);
  return decimalAt(bytes, 2, bytes.length - 2);
};

const digits = fc.stringMatching(/^\d{0,20}$/);
const decimal = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    digits,
    fc.constantFrom('', '.'),
    digits,
    fc.constantFrom('', '', 'e', 'E-', 'e+'),
    fc.stringMatching(/^\d{0,3}$/),
  )
  .map((parts) => parts.join(''));
const printed = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toExponential(6)),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value.toFixed(6)),
  fc.integer().map(String),
);
const anything = fc.string({ unit: fc.constantFrom(...'0123456789.eE+-, x') });

it('reads what it reads as the text would be read, to the last bit', () => {
  let told = 0;
  fc.assert(
    fc.property(fc.oneof(decimal, printed, anything), (text) => {
      const found = read(text);
      if (found === undefined) return;
      told += 1;
      expect([text, found]).toEqual([text, fieldNumber(text)]);
    }),
    { numRuns: 20_000 },
  );
  expect(told).toBeGreaterThan(5000);
});

it.each([
  ['12', 12],
  ['-3.25', -3.25],
  ['+7', 7],
  ['.5', 0.5],
  ['5.', 5],
  ['-0.0', 0],
  ['0000012', 12],
  ['1.498765E-04', 1.498765e-4],
  ['2.345678e+00', 2.345678],
  ['9007199254740989', 9007199254740989],
  ['1e22', 1e22],
  ['0e999', 0],
])('reads %s', (text, value) => expect(read(text)).toBe(value));

it.each([
  ...['', '-', '.', 'e5', '1e', '1e+', '1.2.3', '1,000', ' 1', 'nan', 'inf', '0x10', '--1'],
  ...['1e23', '1e-23', '1e0022', '12345678901234567890'],
])('leaves %j to be read as text', (text) => expect(read(text)).toBeUndefined());
