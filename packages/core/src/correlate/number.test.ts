import { expect, it } from 'vitest';
import { numberOf } from './number.js';

it.each([
  ['1.2e-5', 1.2e-5],
  ['-3', -3],
  ['1,234,567.5', 1_234_567.5],
  ['2.00 GiB', 2 ** 31],
  ['512MiB', 2 ** 29],
  ['80GB', 80e9],
  ['3m12s', 192],
  ['1h 2m 3s', 3723],
  ['600000 ms', 600],
  ['250ms', 0.25],
  ['01:02:03', 3723],
  ['12:30.5', 750.5],
  ['12.5k', 12_500],
  ['1.2M', 1.2e6],
  ['5m', 300],
  ['30.2 it/s', 30.2],
  ['412.7 TFLOP/s/GPU', 412.7],
  ['85%', 85],
  ['inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['nan', Number.NaN],
  [7n, 7],
])('%s is %d', (text, value) => expect(numberOf(text)).toBe(value));

it.each(['', ' ', 'soon', '5 apples', '1:2:3:4', ':', '3 GiB 2', '1.2.3', '12m of', true, null, {}])(
  '%s is none',
  (text) => {
    expect(numberOf(text)).toBeUndefined();
  },
);
