import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Deps, type LogReader, UnansweredError } from '@sigwatch/core';
import { virtualClock } from '@sigwatch/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Call, Modal } from '../client/modal.js';
import { AppCopy } from './app-copy.js';
import { copiedSource } from './copied-source.js';

const START = Date.UTC(2026, 10, 23, 4);
let directory: string;
let printed: string[];
let down: boolean;
/** Who follows now. */
let followers: { readonly heard: (bytes: Buffer) => void; readonly end: () => void }[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'copy-'));
  [printed, down, followers] = [[], false, []];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** The log of one app, of which streams bring only what is printed while they last. */
const modal: Modal = async ({ args, heard }: Call, abort) => {
  if (args.includes('--follow'))
    return new Promise((resolve) => {
      const end = () => resolve({ stdout: '', stderr: '', exitCode: 0 });
      followers.push({ heard: heard as (bytes: Buffer) => void, end });
      abort.addEventListener('abort', end);
    });
  if (down) throw new UnansweredError('nobody answers');
  const since = Date.parse(args[args.indexOf('--since') + 1] as string);
  const lines = printed.filter(
    (line) => Number.isNaN(since) || Date.parse(line.slice(0, 25).replace(' ', 'T')) >= since,
  );
  heard?.(Buffer.from(lines.join('')));
  return { stdout: '', stderr: '', exitCode: 0 };
};

function print(second: number, text: string, { streamed = true, container = 'ta-1' } = {}): void {
  const stamp = new Date(START + second * 1000)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z/, '+00:00');
  const line = `${stamp} ${container} ${text}\n`;
  printed.push(line);
  if (streamed) for (const { heard } of followers) heard(Buffer.from(line));
}

const copyOf = (deps: Deps) => new AppCopy({ app: 'ap-1', modal, deps, directory });
const readerOf = (copy: AppCopy, deps: Deps) =>
  copiedSource({ id: 'x', path: copy.spool.path('ta-1'), copy, deps }).open(undefined, new AbortController().signal);

/** What a reader has now, and how it goes on from there. */
async function all(reader: LogReader, final = false): Promise<readonly [text: string, end: string]> {
  const into = Buffer.alloc(65_536);
  let text = '';
  for (;;) {
    const read = await reader.read(into, final);
    if (read.kind === 'data') text += into.toString('utf8', 0, read.bytes);
    else if (read.kind !== 'reset') return [text, read.kind];
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

it('brings what was printed before, meanwhile, and while no stream was there: each line once, and in its file', async () => {
  const clock = virtualClock(START);
  const copy = copyOf(clock);
  print(0, 'before');
  const reader = await readerOf(copy, clock);
  await settled();
  print(1, 'streamed');
  print(1, 'of another', { container: 'ta-2' });
  expect(await all(reader, true)).toEqual(['before\nstreamed\n', 'caught_up']);
  print(2, 'missed', { streamed: false });
  print(3, 'streamed too');
  print(3, 'streamed too');
  await copy.finish();
  expect(await all(reader)).toEqual(['streamed too\nstreamed too\n', 'caught_up']);
  await clock.advance(5_000);
  expect(await all(reader, true)).toEqual(['missed\n', 'caught_up']);
  expect(copy.spool.containers()).toEqual(['ta-1', 'ta-2']);
  await reader[Symbol.asyncDispose]();
});

it('goes on in a later life where the copy ends', async () => {
  const clock = virtualClock(START);
  for (let life = 0; life < 4; life += 1) {
    print(life, `line ${life}`, { streamed: life % 2 === 0 });
    const copy = copyOf(clock);
    const reader = await readerOf(copy, clock);
    await settled();
    const expected = Array.from({ length: life + 1 }, (_, i) => `line ${i}\n`).join('');
    expect(await all(reader, true)).toEqual([expected, 'caught_up']);
    await reader[Symbol.asyncDispose]();
    await clock.advance(10_000);
  }
});

it('is blind while Modal does not answer, since a stream that is silent proves nothing', async () => {
  const clock = virtualClock(START);
  const copy = copyOf(clock);
  down = true;
  const reader = await readerOf(copy, clock);
  await settled();
  print(1, 'streamed');
  expect(await all(reader)).toEqual(['streamed\n', 'blind']);
  down = false;
  await clock.advance(60_000);
  await settled();
  expect((await all(reader))[1]).toBe('caught_up');
  await reader[Symbol.asyncDispose]();
});

it('reads up to no later than what a reading by time has proved', async () => {
  const clock = virtualClock(START);
  const copy = copyOf(clock);
  const reader = await readerOf(copy, clock);
  await settled();
  await clock.advance(1_000);
  const read = await reader.read(Buffer.alloc(100));
  expect(read).toMatchObject({ kind: 'caught_up', asOf: START });
  await reader[Symbol.asyncDispose]();
  expect(await reader.read(Buffer.alloc(100))).toEqual({ kind: 'ended' });
});
