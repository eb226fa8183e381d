import { expect, it } from 'vitest';
import { Pace } from './pace.js';

it('waits a moment after a silence, and longer the more a batch costs', () => {
  const pace = new Pace();
  expect(pace.next(0, 10_000)).toBe(10_002);
  for (let n = 0; n < 100; n++) pace.took(4);
  expect(Math.round(pace.next(1_000, 1_004))).toBe(1_008);
  for (let n = 0; n < 100; n++) pace.took(400);
  expect(pace.next(1_000, 1_400)).toBe(1_402);
  expect(pace.next(1_000, 1_001)).toBe(1_020);
  for (let n = 0; n < 100; n++) pace.took(0);
  expect(Math.round(pace.next(1_000, 1_000))).toBe(1_002);
});
