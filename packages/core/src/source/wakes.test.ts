import { EventEmitter } from 'node:events';
import type { FSWatcher } from 'node:fs';
import { expect, it } from 'vitest';
import { fileSource } from './file-source.js';
import { Clock, drain, scratch } from './reading.fixture.js';
import { Wakes, WakeUp } from './wakes.js';

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
  const leave = ['a.log', 'b.log'].map((name) => wakes.subscribe(`/logs/${name}`, () => heard.push(name)));
  expect(started()).toBe(1);
  open.get('/logs')?.('a.log');
  open.get('/logs')?.('b.log.1');
  open.get('/logs')?.('c.log');
  expect(heard).toEqual(['a.log', 'b.log']);
  open.get('/logs')?.(null);
  expect(heard).toEqual(['a.log', 'b.log', 'a.log', 'b.log']);
  for (const unsubscribe of leave) unsubscribe();
  expect(open.size).toBe(0);
});

it('starts anew when the directory was removed', async () => {
  const { open, wakes, started } = directories();
  const wakeUp = new WakeUp(wakes, '/logs/a.log');
  const abort = new AbortController();
  const first = wakeUp.wait(abort.signal);
  open.get('/logs')?.('logs');
  await first;
  expect(open.size).toBe(0);
  wakeUp.reset();
  const second = wakeUp.wait(abort.signal);
  expect(started()).toBe(2);
  abort.abort();
  await second;
  wakeUp.close();
  expect(open.size).toBe(0);
});

it('is silent where watching is impossible', async () => {
  const wakes = new Wakes(() => {
    throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
  });
  const wakeUp = new WakeUp(wakes, '/logs/a.log');
  const abort = new AbortController();
  const waiting = wakeUp.wait(abort.signal);
  abort.abort();
  await waiting;
  wakeUp.close();
});

it('forgets no change between a read and the wait', async () => {
  const { open, wakes } = directories();
  const wakeUp = new WakeUp(wakes, '/logs/a.log');
  const stop = new AbortController();
  stop.abort();
  const abort = new AbortController();
  const waiting = wakeUp.wait(abort.signal);
  abort.abort();
  await waiting;
  wakeUp.reset();
  open.get('/logs')?.('a.log');
  await wakeUp.wait(new AbortController().signal);
  wakeUp.close();
});

it('wakes a reader of a real file, and leaves nothing open behind a silent one', async () => {
  const dir = scratch();
  const before = process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap').length;
  const abort = new AbortController();
  dir.write('train.log', 'one\n');
  const reader = await fileSource(dir.at('train.log'), { deps: new Clock(), wakes: new Wakes() }).open(
    undefined,
    abort.signal,
  );
  await drain(reader);
  const woken = reader.wake(new AbortController().signal);
  dir.append('train.log', 'two\n');
  await woken;
  expect((await drain(reader)).text).toBe('two\n');
  const silent = reader.wake(new AbortController().signal);
  abort.abort();
  await silent;
  const after = process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap').length;
  expect(after).toBe(before);
  dir.done();
});
