import { PassThrough, Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { Bell } from './bell.js';
import { Clock, drain } from './reading.fixture.js';
import { streamSource } from './stream-source.js';

const clock = new Clock();
const open = (stream: Readable, changed = () => {}, abort = new AbortController()) =>
  streamSource('stdin', stream, { deps: clock }).open(undefined, abort.signal, changed);

it('hands out whole lines, and the half one at the end', async () => {
  const stream = new PassThrough();
  const bell = new Bell();
  const reader = await open(stream, bell.ring);
  stream.write('one\ntw');
  expect(await drain(reader)).toMatchObject({ text: 'one\n', cursor: { path: '', offset: 4 } });
  stream.write('o\n10%\r');
  expect((await drain(reader)).text).toBe('two\n');
  stream.end('half');
  const wait = new AbortController();
  let end = await drain(reader);
  let text = end.text;
  while (end.reads.at(-1)?.kind !== 'ended') {
    await bell.wait(wait.signal);
    bell.reset();
    end = await drain(reader);
    text += end.text;
  }
  expect(text).toBe('10%\rhalf\n');
});

it('cuts an over-long line and holds no more than a buffer of it', async () => {
  let given = 0;
  const stream = new Readable({
    highWaterMark: 1000,
    read() {
      given += 1000;
      this.push(given <= 1_000_000 ? Buffer.alloc(1000, 120) : given === 1_001_000 ? Buffer.from('\nend\n') : null);
    },
  });
  const reader = await open(stream);
  const into = Buffer.alloc(5000);
  expect(await reader.read(into)).toMatchObject({ kind: 'data', bytes: 5000, cut: true });
  // Back-pressure: what was not asked for was not taken.
  expect(given).toBeLessThan(10_000);
  let text = '';
  for (;;) {
    const read = await reader.read(into);
    if (read.kind === 'data') text += into.toString('latin1', 0, read.bytes);
    if (read.kind === 'ended') break;
  }
  expect(text).toBe('end\n');
});

it('is blind when the stream fails, after what it had brought', async () => {
  const stream = new PassThrough();
  const bell = new Bell();
  const reader = await open(stream, bell.ring);
  stream.write('one\n');
  expect((await drain(reader)).text).toBe('one\n');
  bell.reset();
  const woken = bell.wait(new AbortController().signal);
  stream.destroy(new Error('broken pipe'));
  await woken;
  expect((await drain(reader)).reads).toMatchObject([{ kind: 'blind', error: { message: 'broken pipe' } }]);
});

it('lets go of the stream at abort', async () => {
  const stream = new PassThrough();
  const abort = new AbortController();
  const reader = await open(stream, () => {}, abort);
  abort.abort();
  expect(stream.listenerCount('readable')).toBe(0);
  expect(await reader.read(Buffer.alloc(8))).toEqual({ kind: 'ended' });
});
