import { expect, it } from 'vitest';
import { Worth } from './worth.js';

const CHUNK = 2 ** 18;

/** Of so many chunks, those in which runs were looked for. */
function lookedFor(worth: Worth, chunks: number, compared: number, inVain: number): number {
  let count = 0;
  for (let index = 0; index < chunks; index++) {
    if (!worth.begins(CHUNK)) continue;
    count += 1;
    worth.ended(compared, inVain);
  }
  return count;
}

it('goes on as long as little is compared and decided in vain', () => {
  expect(lookedFor(new Worth(), 1000, CHUNK / 100, CHUNK / 10_000)).toBe(1000);
});

it.each([
  ['compared', CHUNK, 0],
  ['decided in vain', 0, CHUNK / 100],
])('leaves most to the set where much is %s, and tries again ever more seldom', (_, compared, inVain) => {
  const worth = new Worth();
  expect(lookedFor(worth, 64, compared, inVain)).toBe(2);
  expect(lookedFor(worth, 10_000, compared, inVain)).toBeLessThan(12);
});

it('forgives once', () => {
  const worth = new Worth();
  expect(lookedFor(worth, 1, CHUNK, 0)).toBe(1);
  expect(lookedFor(worth, 100, 0, 0)).toBe(100);
});
