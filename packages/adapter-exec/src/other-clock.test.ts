import { expect, it } from 'vitest';
import { OtherClock } from './other-clock.js';

it('tells the same time twice, although answers take different times', () => {
  const clock = new OtherClock();
  clock.saw(100, 100_200, 100_900);
  expect(clock.local(90)).toBe(90_000);
  clock.saw(110, 110_000, 113_000);
  expect(clock.local(90)).toBe(90_000);
});

it('takes a clock that is far off for what it is, and another one after it was set', () => {
  const clock = new OtherClock();
  clock.saw(100, 3_700_000, 3_700_000);
  expect(clock.local(100)).toBe(3_699_500 + 0);
  clock.saw(110, 3_710_800, 3_710_900);
  expect(clock.local(100)).toBe(3_699_500);
  clock.saw(3_720, 3_720_100, 3_720_200);
  expect(clock.local(100)).toBe(100_000);
});
