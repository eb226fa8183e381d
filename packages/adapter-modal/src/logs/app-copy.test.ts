import { mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deps } from '@sigwatch/core';
import { virtualClock } from '@sigwatch/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Modal } from '../client/modal.js';
import { AppCopy } from './app-copy.js';
import { copiedSource } from './copied-source.js';
import { all, FakeLog, START, settled } from './fake-log.fixture.js';

let directory: string;
let log: FakeLog;
let told: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'copy-'));
  [log, told] = [new FakeLog(), []];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const print: FakeLog['print'] = (...line) => log.print(...line);
const copyOf = (deps: Deps) =>
  new AppCopy({ app: 'ap-1', modal: log.modal, deps, directory, tell: (sentence) => told.push(sentence) });
const readerOf = (copy: AppCopy, deps: Deps, name = 'ta-1') =>
  copiedSource({ id: 'x', name, copy, deps }).open(undefined, new AbortController().signal);

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
  // What was printed after it was read before.
  expect(await all(reader, true)).toEqual(['', 'caught_up']);
  expect(copy.spool.files()).toEqual(['ta-1', 'ta-2', 'ta-1.late']);
  const late = await readerOf(copy, clock, 'ta-1.late');
  expect(await all(late)).toEqual(['missed\n', 'caught_up']);
  await late[Symbol.asyncDispose]();
  await reader[Symbol.asyncDispose]();
});

it('keeps what a stream brings while the log is first read by time, in its place', async () => {
  const clock = virtualClock(START);
  print(0, 'step 1');
  const copy = copyOf(clock);
  const reader = await readerOf(copy, clock);
  expect(log.followers.size).toBe(1);
  // The answer to the reading by time is under way, and has none of these.
  for (const text of ['step 2', 'step 3', 'failed']) print(0, text);
  await settled();
  print(1, 'step 4');
  expect(await all(reader)).toEqual(['step 1\nstep 2\nstep 3\nfailed\nstep 4\n', 'caught_up']);
  await clock.advance(40_000);
  expect(copy.spool.files()).toEqual(['ta-1']);
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
  log.down = true;
  const reader = await readerOf(copy, clock);
  await settled();
  // Nobody knows yet what came before it.
  print(1, 'streamed');
  expect(await all(reader)).toEqual(['', 'blind']);
  log.down = false;
  await clock.advance(60_000);
  await settled();
  expect(await all(reader)).toEqual(['streamed\n', 'caught_up']);
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

it('loses nothing of hours in which nobody looked, where a stream is there before a reading by time', async () => {
  const clock = virtualClock(START);
  print(0, 'first');
  for (const isDown of [false, true, true, false]) {
    log.down = isDown;
    const copy = copyOf(clock);
    const reader = await readerOf(copy, clock);
    await settled();
    print((clock.now() - START) / 1_000, `at ${clock.now() - START}`);
    if (!isDown) await clock.advance(5_000);
    await settled();
    await reader[Symbol.asyncDispose]();
    for (let hour = 0; hour < 3; hour += 1) {
      await clock.advance(3_600_000);
      print((clock.now() - START) / 1_000, `alone ${clock.now() - START}`, { streamed: false });
    }
  }
  const copy = copyOf(clock);
  const reader = await readerOf(copy, clock);
  await settled();
  const [text] = await all(reader, true);
  expect(text).toBe(log.printed.map((line) => line.slice(31)).join(''));
  await reader[Symbol.asyncDispose]();
});

it('reads in pieces what the client does not bring at once, and says where even a second is too much', async () => {
  const clock = virtualClock(START + 7_200_000);
  log.most = 10;
  for (let second = 0; second < 7_000; second += 25) print(second, `line ${second}`);
  for (let i = 0; i < 12; i += 1) print(7_000, `crowd ${i}`);
  for (let second = 7_001; second < 7_050; second += 1) print(second, `line ${second}`);
  const copy = copyOf(clock);
  const reader = await readerOf(copy, clock);
  const lines: string[] = [];
  await copy.finish();
  lines.push(...(await all(reader))[0].trimEnd().split('\n'));
  const expected = log.printed.map((line) => line.slice(31, -1));
  expect(lines).toEqual(expected.filter((line) => line !== 'crowd 0' && line !== 'crowd 1'));
  expect(told).toEqual([expect.stringContaining('in the second of 2026-11-23T05:56:40.000Z')]);
  expect(copy.error).toBeUndefined();
  await reader[Symbol.asyncDispose]();
});

it('takes a line for kept only where it could be written', async () => {
  const clock = virtualClock(START);
  const copy = copyOf(clock);
  const reader = await readerOf(copy, clock);
  await settled();
  print(1, 'kept');
  expect(log.followers.size).toBe(1);
  const [path, aside] = [join(directory, 'all', 'app.log'), join(directory, 'all', 'aside')];
  renameSync(path, aside);
  mkdirSync(path);
  print(2, 'when the disk is full');
  await clock.advance(40_000);
  expect((await all(reader))[1]).toBe('blind');
  rmdirSync(path);
  renameSync(aside, path);
  await clock.advance(40_000);
  await settled();
  print(3, 'after');
  expect(await all(reader, true)).toEqual(['when the disk is full\nafter\n', 'caught_up']);
  await reader[Symbol.asyncDispose]();
});

it('leaves no client behind once nobody reads', async () => {
  const clock = virtualClock(START);
  const under = new Set<AbortSignal>();
  const slow: Modal = (_, abort) =>
    new Promise((_, reject) => {
      under.add(abort);
      abort.addEventListener('abort', () => {
        under.delete(abort);
        reject(abort.reason);
      });
    });
  const copy = new AppCopy({ app: 'ap-1', modal: slow, deps: clock, directory });
  const reader = await readerOf(copy, clock);
  await settled();
  expect(under.size).toBe(2);
  await reader[Symbol.asyncDispose]();
  await settled();
  expect(under.size).toBe(0);
  expect(copy.error).toBeUndefined();
});
