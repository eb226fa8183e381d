import { expect, it } from 'vitest';
import { begins } from './begins.js';

it.each([
  [0, 'now'],
  [0.4, 'now'],
  [0.6, 'in 1ms'],
  [49, 'in 49ms'],
  [999.7, 'in 1s'],
  [1_000, 'in 1s'],
  [8_400, 'in 8s'],
  [64_900, 'in 1m 05s'],
])('a wait of %d ms: %s', (delay, told) => {
  expect(begins(delay)).toBe(told);
});
