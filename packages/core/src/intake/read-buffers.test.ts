import { expect, it } from 'vitest';
import { ReadBuffers } from './read-buffers.js';

it('lends memory to one at a time, and what was given back to the next who needs as much', () => {
  const buffers = new ReadBuffers();
  const [one, two] = [buffers.lend(4096), buffers.lend(4096)];
  expect(two).not.toBe(one);
  expect(one).toHaveLength(4096);
  buffers.giveBack(one);
  expect(buffers.lend(8192)).not.toBe(one);
  expect(buffers.lend(4096)).toBe(one);
  expect(buffers.lend(4096)).not.toBe(one);
  buffers.giveBack(two);
  expect(buffers.lend(4096)).toBe(two);
});
