import { virtualClock } from '@sigwatch/testkit';
import { expect, it } from 'vitest';
import type { Cursor, Discovery, LogSource, Read } from '../contract.js';
import { containedSource } from './contained-source.js';

const at = (offset: number): Cursor => ({
  ...{ path: 'p', inode: '1', head: '', tail: '', offset },
  generation: 0,
  seen: [],
});

it('reads to the end for who asks for the last time, though an answer of before comes then', async () => {
  const clock = virtualClock();
  let answer: (read: Read) => void = () => {};
  const asked: boolean[] = [];
  const source: LogSource = {
    id: 'slow',
    open: async () => ({
      read(into, final = false) {
        asked.push(final);
        if (!final) return new Promise<Read>((resolve) => (answer = resolve));
        return { kind: 'data', bytes: into.write('last\n'), cursor: at(5) };
      },
      async [Symbol.asyncDispose]() {},
    }),
  };
  const reader = await containedSource(source, 'x', clock).open(undefined, new AbortController().signal);
  const into = Buffer.alloc(16);
  const first = Promise.resolve(reader.read(into)).catch((error: Error) => error);
  await clock.advance(11_000);
  expect(await first).toBeInstanceOf(Error);
  const last = reader.read(into, true);
  answer({ kind: 'caught_up', asOf: 0, cursor: at(0) });
  expect(await last).toMatchObject({ kind: 'data', bytes: 5 });
  expect(into.toString('utf8', 0, 5)).toBe('last\n');
  expect(asked).toEqual([false, true]);
});

it('ends with the search for sources that never ends', async () => {
  const source: LogSource = { id: 'one', open: () => new Promise(() => {}) };
  const made: Discovery = {
    async *sources() {
      yield source;
      await new Promise(() => {});
    },
  };
  const enough = new AbortController();
  const found: string[] = [];
  const searching = (async () => {
    for await (const { id } of containedSource(made, 'x', virtualClock()).sources(enough.signal)) found.push(id);
    return 'ended';
  })();
  await new Promise(setImmediate);
  expect(found).toEqual(['one']);
  enough.abort();
  expect(await Promise.race([searching, new Promise((resolve) => setTimeout(resolve, 50, 'goes on'))])).toBe('ended');
});
