import { expect, it } from 'vitest';
import { Slots } from './slots.js';

it('so many are in at once, the others in turn; who gives up is passed over, and who leaves twice left once', async () => {
  const slots = new Slots(2);
  const never = new AbortController();
  const gone = new AbortController();
  const order: string[] = [];
  const enter = async (name: string, abort = never.signal) => {
    const leave = await slots.enter(abort);
    order.push(name);
    return leave;
  };
  const first = await enter('first');
  const second = await enter('second');
  const third = enter('third', gone.signal);
  const fourth = enter('fourth');
  const fifth = enter('fifth');
  gone.abort();
  (await third)();
  expect(order).toEqual(['first', 'second', 'third']);
  first();
  first();
  await fourth;
  expect(order.at(-1)).toBe('fourth');
  second();
  (await fifth)();
  expect(order).toEqual(['first', 'second', 'third', 'fourth', 'fifth']);
});
