import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fileSource } from './file-source.js';
import { nodeFileSystem } from './file-system.js';
import { Clock, drain, scratch } from './reading.fixture.js';

let dir: ReturnType<typeof scratch>;
const clock = new Clock();
beforeEach(() => {
  dir = scratch();
});
afterEach(() => dir.done());

const open = (name: string, options = {}) =>
  fileSource(dir.at(name), { deps: clock, follow: false, ...options }).open(undefined, new AbortController().signal);

it('reads a file to its end, hands out the half line, and ends', async () => {
  dir.write('a.log', 'one\r\ntwo\rhalf\r');
  const drained = await drain(await open('a.log'), 12);
  expect(drained.text).toBe('one\r\ntwo\rhalf\r');
  expect(drained.reads.at(-1)).toEqual({ kind: 'ended' });
});

it('ends at once when the file is empty', async () => {
  dir.write('a.log', '');
  expect((await drain(await open('a.log'))).reads).toEqual([{ kind: 'ended' }]);
});

it('is blind when there is no such file', async () => {
  expect((await drain(await open('a.log'))).reads).toMatchObject([{ kind: 'blind', error: { code: 'ENOENT' } }]);
});

it('streams gzip, whatever the file is called, with offsets of what is in it', async () => {
  const text = Array.from({ length: 50_000 }, (_, line) => `line ${line} of the log\n`).join('');
  dir.write('a.log', Buffer.concat([gzipSync(text.slice(0, 100_000)), gzipSync(text.slice(100_000))]));
  const before = process.memoryUsage().arrayBuffers;
  const drained = await drain(await open('a.log'), 10_000);
  expect(drained.text).toBe(text);
  expect(drained.cursor?.offset).toBe(text.length);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30 << 20);
});

it('cuts an over-long line in gzip too', async () => {
  dir.write('a.log.gz', gzipSync(`${'x'.repeat(1_000_000)}\nend`));
  expect((await drain(await open('a.log.gz'), 100)).text).toBe(`${'x'.repeat(100)}<cut>\nend\n`);
});

it('reads what there is of gzip that breaks off', async () => {
  const whole = gzipSync('one\ntwo\nthree\n');
  dir.write('a.log.gz', whole.subarray(0, whole.length - 10));
  expect((await drain(await open('a.log.gz'))).text).toMatch(/^one\n/);
});

it('is blind when gzip is broken', async () => {
  const broken = gzipSync('x\n'.repeat(100_000));
  broken.fill(0xff, 40, 80);
  dir.write('a.log.gz', broken);
  expect((await drain(await open('a.log.gz'), 1 << 20)).reads.at(-1)).toMatchObject({ kind: 'blind' });
});

it('goes on from a cursor, and says so when the file is another one', async () => {
  dir.write('a.log', 'one\ntwo\n');
  const reader = await open('a.log');
  const read = await reader.read(Buffer.alloc(5));
  if (read.kind !== 'data') throw new Error(read.kind);
  await reader[Symbol.asyncDispose]();
  const source = fileSource(dir.at('a.log'), { deps: clock, follow: false });
  const resumed = await source.open(read.cursor, new AbortController().signal);
  expect(await drain(resumed)).toMatchObject({ text: 'two\n', gaps: [] });
  dir.write('a.log', 'other\n');
  const other = await drain(await source.open(read.cursor, new AbortController().signal));
  expect(other.text).toBe('other\n');
  expect(other.gaps).toHaveLength(1);
});

it('closes the file at the end, and at abort', async () => {
  let balance = 0;
  const files = {
    ...nodeFileSystem,
    open: (path: string) => {
      balance += 1;
      return nodeFileSystem.open(path);
    },
    close: (fd: number) => {
      balance -= 1;
      nodeFileSystem.close(fd);
    },
  };
  dir.write('a.log', 'one\n');
  await drain(await open('a.log', { files }));
  expect(balance).toBe(0);
  const abort = new AbortController();
  const reader = await fileSource(dir.at('a.log'), { deps: clock, follow: false, files }).open(undefined, abort.signal);
  await reader.read(Buffer.alloc(8));
  expect(balance).toBe(1);
  abort.abort();
  expect(balance).toBe(0);
});
