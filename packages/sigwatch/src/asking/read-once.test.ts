import { type Discovery, type LogSource, type Read, systemDeps } from '@sigwatch/core';
import { expect, it } from 'vitest';
import { readOnce } from './read-once.js';

const cursor = { path: 'l', inode: '1', head: '', tail: '', offset: 0, generation: 0, seen: [] };

/** Tells `reads` one after the other, and notes whether each was asked as the last. */
function source(id: string, reads: readonly Read[], finals: (boolean | undefined)[] = []): LogSource {
  return {
    id,
    async open() {
      const rest = [...reads];
      return {
        read(_, final) {
          finals.push(final);
          return rest.shift() as Read;
        },
        async [Symbol.asyncDispose]() {},
      };
    },
  };
}

/** Never ends by itself. */
function lasting(...sources: LogSource[]): Discovery & { ended: boolean } {
  const discovery = {
    ended: false,
    async *sources(abort: AbortSignal) {
      try {
        yield* sources;
        await new Promise((_, fail) => abort.addEventListener('abort', () => fail(abort.reason)));
      } finally {
        discovery.ended = true;
      }
    },
  };
  return discovery;
}

/** A clock on which every wait is over at once. */
const hasty = { now: systemDeps.now, schedule: (_: number, wake: () => void) => systemDeps.schedule(0, wake) };

async function found(discovery: Discovery): Promise<LogSource[]> {
  const all: LogSource[] = [];
  for await (const one of readOnce(discovery, hasty).sources(new AbortController().signal)) all.push(one);
  return all;
}

it('takes the logs that there are, and ends the search for more', async () => {
  const discovery = lasting(source('a', []), source('b', []));
  expect((await found(discovery)).map(({ id }) => id)).toEqual(['a', 'b']);
  await expect.poll(() => discovery.ended).toBe(true);
});

it('ends where a log ends now, its half line included', async () => {
  const finals: (boolean | undefined)[] = [];
  const data: Read = { kind: 'data', bytes: 3, cursor };
  const last: Read = { ...data, end: 1 };
  const [one] = await found(lasting(source('a', [last, { kind: 'caught_up', asOf: 1, cursor }], finals)));
  await using reader = await (one as LogSource).open(undefined, new AbortController().signal);
  const into = Buffer.alloc(8);
  expect([await reader.read(into), await reader.read(into), await reader.read(into)]).toEqual([
    data,
    { kind: 'ended' },
    { kind: 'ended' },
  ]);
  expect(finals).toEqual([true, true]);
});

it('tells once that a log can not be read', async () => {
  const blind: Read = { kind: 'blind', error: new Error('gone') };
  const [one] = await found(lasting(source('a', [blind])));
  await using reader = await (one as LogSource).open(undefined, new AbortController().signal);
  expect([await reader.read(Buffer.alloc(8)), await reader.read(Buffer.alloc(8))]).toEqual([blind, { kind: 'ended' }]);
});
