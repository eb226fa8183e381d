import { sourceContract } from '@sigwatch/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cursor, LogReader } from '../contract.js';
import { bytesSource, type LogBytes } from './bytes-source.js';

/** Bytes in memory. */
function memory() {
  let bytes = Buffer.alloc(0);
  const hints = new Set<() => void>();
  const log: LogBytes & { over: boolean } = {
    id: 'memory',
    over: false,
    read: (offset, length) => bytes.subarray(offset, offset + length),
    ended: () => log.over,
    watch: (changed) => {
      hints.add(changed);
      return () => hints.delete(changed);
    },
  };
  const append = (more: string | Buffer) => {
    bytes = Buffer.concat([bytes, Buffer.from(more as string)]);
    for (const hint of hints) hint();
  };
  return { log, append, hints };
}
const deps = { now: () => 5 };
const { signal: never } = new AbortController();

sourceContract(
  'bytes',
  async () => {
    const { log, append } = memory();
    const now = Date.now;
    return { source: bytesSource(log, { now }), now, append: async (text) => append(text), dispose: async () => {} };
  },
  { describe, it },
);

const read = async (reader: LogReader, size: number, final = false) => {
  const into = Buffer.alloc(size);
  const one = await reader.read(into, final);
  return one.kind === 'data' ? { ...one, text: into.toString('latin1', 0, one.bytes) } : one;
};

it('says that it is blind while it can not be read, and goes on from where it was', async () => {
  const { log, append } = memory();
  let broken = false;
  const source = bytesSource(
    { ...log, read: (...args) => (broken ? Promise.reject(new Error('no answer')) : log.read(...args)) },
    deps,
  );
  const reader = await source.open(undefined, never);
  append('one\ntwo\n');
  expect(await read(reader, 5)).toMatchObject({ text: 'one\n' });
  broken = true;
  expect(await read(reader, 5)).toMatchObject({ kind: 'blind', error: new Error('no answer') });
  broken = false;
  expect(await read(reader, 5)).toMatchObject({ text: 'two\n' });
});

it('ends with the half line that nobody will finish, and hints until it is closed', async () => {
  const { log, append, hints } = memory();
  let hinted = 0;
  const reader = await bytesSource(log, deps).open(undefined, never, () => hinted++);
  append('one\nhal');
  expect(await read(reader, 64)).toMatchObject({ text: 'one\n' });
  expect(await read(reader, 64)).toMatchObject({ kind: 'caught_up', asOf: 5 });
  log.over = true;
  expect(await read(reader, 64)).toMatchObject({ text: 'hal' });
  expect(await read(reader, 64)).toEqual({ kind: 'ended' });
  await reader[Symbol.asyncDispose]();
  expect([hinted, hints.size]).toEqual([1, 0]);
});

it('tells what a naive reader tells, however the bytes come and wherever it is opened again', async () => {
  const part = fc.constantFrom('a', 'bc', '\n', '\r\n', '\r', 'x'.repeat(9), '\n\n');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(part, { maxLength: 6 }), fc.boolean()), { maxLength: 12 }),
      fc.integer({ min: 1, max: 12 }),
      async (steps, size) => {
        const { log, append } = memory();
        const source = bytesSource(log, deps);
        let reader = await source.open(undefined, never);
        let [whole, told] = ['', ''];
        let cursor: Cursor | undefined;
        const drain = async () => {
          for (;;) {
            const one = await read(reader, size);
            if ('cursor' in one) cursor = JSON.parse(JSON.stringify(one.cursor));
            if (one.kind !== 'data') return;
            told += one.cut ? `${one.text}…\n` : one.text;
          }
        };
        for (const [parts, again] of steps) {
          append(parts.join(''));
          whole += parts.join('');
          await drain();
          if (again) reader = await source.open(cursor, never);
        }
        log.over = true;
        await drain();
        expect(told).toBe(naive(whole, size));
      },
    ),
    { numRuns: 300 },
  );
});

/** Line by line: what does not fit into `size` with its end is cut there, and its rest up to the `\n` is left out. */
function naive(text: string, size: number): string {
  let told = '';
  for (let at = 0; at < text.length; ) {
    const end = /\r(?!\n)|\n/.exec(text.slice(at));
    const length = end === null ? text.length - at : end.index + 1;
    if (end === null ? length < size : length <= size) {
      told += text.slice(at, at + length);
      at += length;
    } else {
      told += `${text.slice(at, at + size)}…\n`;
      const rest = text.indexOf('\n', at + size);
      at = rest < 0 ? text.length : rest + 1;
    }
  }
  return told;
}
