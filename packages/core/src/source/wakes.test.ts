import { EventEmitter } from 'node:events';
import type { FSWatcher } from 'node:fs';
import { expect, it } from 'vitest';
import { Bell } from './bell.js';
import { fileSource } from './file-source.js';
import { Clock, drain, scratch } from './reading.fixture.js';
import { FileHints, Wakes } from './wakes.js';

/** Directories that are being watched, each with a way to report a name. */
function directories() {
  const open = new Map<string, (name: string | null) => void>();
  let started = 0;
  const wakes = new Wakes((directory, changed) => {
    started += 1;
    open.set(directory, changed);
    return Object.assign(new EventEmitter(), { close: () => open.delete(directory) }) as unknown as FSWatcher;
  });
  return { open, wakes, started: () => started };
}

it('watches a directory once for all who follow files in it, until the last one leaves', () => {
  const { open, wakes, started } = directories();
  const heard: string[] = [];
  const leave = ['a.log', 'b.log'].map((name) => wakes.subscribe(`/logs/${name}`, () => heard.push(name), 0));
  expect(started()).toBe(1);
  open.get('/logs')?.('a.log');
  open.get('/logs')?.('b.log.1');
  open.get('/logs')?.('c.log');
  expect(heard).toEqual(['a.log', 'b.log']);
  open.get('/logs')?.(null);
  expect(heard).toEqual(['a.log', 'b.log', 'a.log', 'b.log']);
  for (const subscription of leave) subscription.end();
  expect(open.size).toBe(0);
});

it('starts anew when the directory was removed', () => {
  const { open, wakes, started } = directories();
  let heard = 0;
  const hints = new FileHints(wakes, '/logs/a.log', () => {
    heard += 1;
  });
  hints.renew(0);
  open.get('/logs')?.('logs');
  expect([heard, open.size]).toEqual([1, 0]);
  // Not at once, as for one that can't be watched.
  hints.renew(500);
  expect(started()).toBe(1);
  hints.renew(1_000);
  expect(started()).toBe(2);
  open.get('/logs')?.('a.log');
  expect(heard).toBe(2);
  hints.close();
  expect(open.size).toBe(0);
});

it('is silent where watching is impossible, and tries again once a second for all files of a directory', () => {
  let tried = 0;
  const wakes = new Wakes(() => {
    tried += 1;
    throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
  });
  const all = Array.from({ length: 100 }, (_, rank) => new FileHints(wakes, `/logs/rank${rank}.log`, () => {}));
  for (const now of [0, 10, 900, 1_000, 1_900]) for (const hints of all) hints.renew(now);
  expect(tried).toBe(2);
  for (const hints of all) hints.close();
});

it('tells of rotated siblings, and not of every file that begins alike', () => {
  const { open, wakes } = directories();
  const heard: string[] = [];
  for (const name of ['rank1', 'rank1.log']) wakes.subscribe(`/logs/${name}`, () => heard.push(name), 0);
  for (const name of ['rank10', 'rank1-20240101', 'rank1.log.gz']) open.get('/logs')?.(name);
  expect(heard).toEqual(['rank1', 'rank1', 'rank1.log']);
});

it('hints at what is appended to a real file, and leaves nothing open behind', async () => {
  const dir = scratch();
  const before = process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap').length;
  const abort = new AbortController();
  const bell = new Bell();
  dir.write('train.log', 'one\n');
  const source = fileSource(dir.at('train.log'), { deps: new Clock(), wakes: new Wakes() });
  const reader = await source.open(undefined, abort.signal, bell.ring);
  await drain(reader);
  bell.reset();
  dir.append('train.log', 'two\n');
  await bell.wait(new AbortController().signal);
  expect((await drain(reader)).text).toBe('two\n');
  abort.abort();
  const after = process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap').length;
  expect(after).toBe(before);
  dir.done();
});

it('forgets no ring between a look and the wait', async () => {
  const bell = new Bell();
  const aborted = new AbortController();
  const waiting = bell.wait(aborted.signal);
  aborted.abort();
  await waiting;
  bell.reset();
  bell.ring();
  await bell.wait(new AbortController().signal);
});
