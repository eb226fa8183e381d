import { expect, it } from 'vitest';
import { fieldValue } from './field-value.js';

it.each([
  ['step', '12', 12],
  ['tokens', '25,226', 25226],
  ['tokens', '1,234,567.5', 1234567.5],
  ['tokens', '1,2', '1,2'],
  ['loss', "'2.5e-3'", 0.0025],
  ['loss', ' 1.353E+00 ', 1.353],
  ['loss', 'nan', 'nan'],
  ['loss', '-NaN', 'nan'],
  ['loss', 'Infinity', 'inf'],
  ['grad_norm', '-inf', '-inf'],
  ['grad_norm', '1e999', 'inf'],
  ['loss', '0x10', '0x10'],
  ['loss', '', ''],
  ['loss', '-', '-'],
  ['epoch', '0.88', 0.88],
  ['node', '12', '12'],
])('%s %s is %s', (field, text, value) => {
  expect(fieldValue(field, text)).toBe(value);
});
