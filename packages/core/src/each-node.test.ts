import { expect, it } from 'vitest';
import { eachNode } from './each-node.js';

/** Time that only the test moves. */
function clock() {
  let now = 0;
  let waiting: { at: number; wake: () => void }[] = [];
  return {
    now: () => now,
    schedule(at: number, wake: () => void) {
      const one = { at, wake };
      waiting.push(one);
      return () => {
        waiting = waiting.filter((other) => other !== one);
      };
    },
    async pass(ms: number) {
      now += ms;
      for (const { wake } of waiting.filter(({ at }) => at <= now)) wake();
      waiting = waiting.filter(({ at }) => at > now);
      await new Promise((resolve) => setImmediate(resolve));
    },
    waiting: () => waiting.length,
  };
}

const nodes = Array.from({ length: 40 }, (_, i) => i);

it('calls a few at once, and tells what they answer in their order', async () => {
  const deps = clock();
  let running = 0;
  let most = 0;
  const call = async (node: number) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return node * 2;
  };
  expect(await eachNode(nodes, call, deps)).toEqual(nodes.map((node) => node * 2));
  expect(most).toBe(8);
  expect(deps.waiting()).toBe(0);
  expect(await eachNode([], call, deps)).toEqual([]);
});

it('nodes that hang keep nobody waiting who stands behind them', async () => {
  const deps = clock();
  const called: number[] = [];
  const ends: (() => void)[] = [];
  const all = eachNode(
    nodes,
    (node) => {
      called.push(node);
      return node < 10 ? new Promise<number>((resolve) => ends.push(() => resolve(node))) : Promise.resolve(node);
    },
    deps,
  );
  expect(called).toHaveLength(8);
  await deps.pass(2_000);
  expect(called).toEqual(nodes);
  for (const end of ends) end();
  expect(await all).toEqual(nodes);
  await deps.pass(2_000);
  expect(deps.waiting()).toBe(0);
});

it('a call that rejects does so once all were made', async () => {
  const fails = (node: number) => (node === 3 ? Promise.reject(new Error('no route')) : Promise.resolve(node));
  await expect(eachNode(nodes, fails, clock())).rejects.toThrow('no route');
});
