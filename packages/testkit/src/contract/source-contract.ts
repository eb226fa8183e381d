import assert from 'node:assert/strict';
import type { Cursor, LogReader } from '@sigwatch/core';
import { never, type SourceHarness } from './harness.js';
import { type Check, type Runner, runChecks } from './run-checks.js';

/**
 * What every LogSource must do. `makeHarness` is called for each check and gives an empty source that can be written.
 *
 *     import { describe, it } from 'vitest';
 *     sourceContract('file', makeHarness, { describe, it });
 */
export function sourceContract(name: string, makeHarness: () => Promise<SourceHarness>, runner: Runner): void {
  runChecks(`${name} keeps the source contract`, checks, makeHarness, runner);
}

const checks: readonly Check<SourceHarness>[] = [
  [
    'hands out whole lines; a half line waits for its end',
    async ({ source, append }) => {
      const reader = await source.open(undefined, never());
      await append('one\ntwo\nhal');
      assert.equal(await drain(reader), 'one\ntwo\n');
      assert.equal(await drain(reader), '');
      await append('f\nthree\n');
      assert.equal(await drain(reader), 'half\nthree\n');
      await reader[Symbol.asyncDispose]();
    },
  ],
  [
    'hands out the half line when nothing more will come',
    async ({ source, append }) => {
      const reader = await source.open(undefined, never());
      await append('one\nhalf');
      assert.equal((await drain(reader, { final: true })).replace(/\n$/, ''), 'one\nhalf');
      assert.equal(await drain(reader, { final: true }), '');
      await reader[Symbol.asyncDispose]();
    },
  ],
  [
    'goes on at a cursor, wherever it was taken, with no line lost or doubled',
    async ({ source, append }) => {
      const lines = Array.from({ length: 200 }, (_, n) => `line ${n} ${'x'.repeat(n % 37)}\n`);
      await append(`${lines.join('')}half`);
      let cursor: Cursor | undefined;
      let text = '';
      for (let turn = 0; turn < lines.length; turn += 1) {
        const reader = await source.open(cursor, never());
        const into = Buffer.alloc(64);
        const read = await reader.read(into);
        if (read.kind === 'data') text += into.toString('utf8', 0, read.bytes);
        // A cursor goes through the journal.
        if ('cursor' in read) cursor = JSON.parse(JSON.stringify(read.cursor)) as Cursor;
        await reader[Symbol.asyncDispose]();
      }
      const last = await source.open(cursor, never());
      await append(' and its end\n');
      text += await drain(last);
      assert.equal(text, `${lines.join('')}half and its end\n`);
      await last[Symbol.asyncDispose]();
    },
  ],
  [
    'caught up is a moment between the question and the answer',
    async ({ source, append, now }) => {
      await append('one\n');
      const reader = await source.open(undefined, never());
      await drain(reader);
      const before = now();
      const read = await reader.read(Buffer.alloc(64));
      assert.equal(read.kind, 'caught_up');
      if (read.kind === 'caught_up') assert.ok(before <= read.asOf && read.asOf <= now(), `asOf is ${read.asOf}`);
      await reader[Symbol.asyncDispose]();
    },
  ],
  [
    'a line longer than the buffer is cut, and the next line is whole',
    async ({ source, append }) => {
      const reader = await source.open(undefined, never());
      await append(`before\n${'y'.repeat(1_000)}\nafter\n`);
      const cuts: boolean[] = [];
      const lines = (await drain(reader, { size: 64, cuts })).split('\n').filter((line) => line !== '');
      assert.equal(lines[0], 'before');
      assert.ok(cuts.includes(true), 'no read says that it cut a line');
      assert.match(lines.at(-1) ?? '', /^y*after$/);
      await reader[Symbol.asyncDispose]();
    },
  ],
  [
    'what it says is unchanged brings no line, and what was appended is never unchanged',
    async ({ source, append, now }) => {
      const reader = await source.open(undefined, never());
      assert.equal(reader.unchanged?.(), undefined, 'it was not caught up yet');
      for (const line of ['one\n', 'two\n']) {
        await append(line);
        assert.equal(reader.unchanged?.(), undefined, 'a line was appended');
        assert.equal(await drain(reader), line);
        const before = now();
        const asOf = reader.unchanged?.();
        if (asOf === undefined) continue;
        assert.ok(before <= asOf && asOf <= now(), `it is unchanged as of ${asOf}`);
        assert.equal(await drain(reader), '');
      }
      await reader[Symbol.asyncDispose]();
      assert.equal(reader.unchanged?.(), undefined, 'a closed reader knows nothing');
    },
  ],
  [
    'a reader can be closed twice, and another one reads on',
    async ({ source, append }) => {
      await append('one\n');
      const first = await source.open(undefined, never());
      await first[Symbol.asyncDispose]();
      await first[Symbol.asyncDispose]();
      const second = await source.open(undefined, never());
      assert.equal(await drain(second), 'one\n');
      await second[Symbol.asyncDispose]();
    },
  ],
  [
    'a closed reader reads nothing more',
    async ({ source, append }) => {
      const reader = await source.open(undefined, never());
      await append('one\n');
      await reader[Symbol.asyncDispose]();
      const reading = async () => reader.read(Buffer.alloc(64));
      const read = await reading().catch(() => undefined);
      assert.ok(read === undefined || read.kind === 'ended' || read.kind === 'blind', `it says ${read?.kind}`);
    },
  ],
];

/** Reads until there is nothing more for now. */
async function drain(
  reader: LogReader,
  how: { readonly final?: boolean; readonly size?: number; readonly cuts?: boolean[] } = {},
): Promise<string> {
  const into = Buffer.alloc(how.size ?? 4_096);
  let text = '';
  for (;;) {
    const read = await reader.read(into, how.final ?? false);
    if (read.kind === 'caught_up' || read.kind === 'ended') return text;
    if (read.kind === 'blind') throw read.error;
    if (read.kind === 'data') {
      text += into.toString('utf8', 0, read.bytes);
      how.cuts?.push(read.cut ?? false);
    }
  }
}
