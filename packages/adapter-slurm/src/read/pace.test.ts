import { expect, it } from 'vitest';
import { Pace } from './pace.js';

it('is slower when nothing changes for long, and as before when something does', () => {
  const pace = new Pace(30_000, () => 0);
  for (let i = 0; i < 19; i++) pace.looked(true);
  expect(pace.age).toBe(30_000);
  pace.looked(true);
  expect(pace.age).toBe(60_000);
  pace.looked(false);
  expect(pace.age).toBe(30_000);
});

it('is quick for some looks after something was done', () => {
  const pace = new Pace(15_000, () => 0);
  pace.hasten();
  const ages = Array.from({ length: 10 }, () => {
    const { age } = pace;
    pace.looked(true);
    return age;
  });
  expect(ages).toEqual([250, 500, 1_000, 2_000, 3_000, 5_000, 8_000, 13_000, 15_000, 15_000]);
});

it('is never slower than asked for where the poll is shorter, and differs by chance', () => {
  const pace = new Pace(1_000, () => 0.5);
  pace.hasten();
  expect(pace.age).toBe(225);
  for (let i = 0; i < 12; i++) pace.looked(false);
  expect(pace.age).toBe(900);
});
