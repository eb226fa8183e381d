import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { Clock } from '../clock.fixture.js';
import { MemoryStore } from '../memory-store.fixture.js';
import { replacedLog } from './replaced-log.js';
import { uploadedLog } from './uploaded-log.js';

const folder = mkdtempSync(join(tmpdir(), 'sigwatch-replaced-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const copy = join(folder, 'copy.log');
const abort = new AbortController().signal;
beforeEach(() => writeFileSync(copy, ''));

const WORDS =
  'sigwatch: this log was replaced or has rolled on where it is written; lines before this one may be missing.\n';
const lines = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => `step ${from + i} of many\n`).join('');
const size = () => readFileSync(copy).length;

/** Follows uploads one after the other, and gives the copy at the end. A restart begins with the copy alone. */
async function copied(uploads: readonly string[], restart: (upload: number) => boolean = () => false): Promise<string> {
  writeFileSync(copy, '');
  const clock = new Clock(1_000_000);
  const store = new MemoryStore(clock.now);
  const open = () =>
    replacedLog({ file: uploadedLog(store, 'r/log'), copy, deps: clock, interval: 1_000 })
      .read(size(), { follow: true }, abort)
      [Symbol.asyncIterator]();
  let log = open();
  for (const [i, upload] of uploads.entries()) {
    store.write('r/log', upload);
    if (restart(i)) log = open();
    const next = log.next();
    await clock.settle();
    await clock.pass(1_000);
    appendFileSync(copy, (await next).value?.bytes ?? '');
  }
  return readFileSync(copy, 'utf8');
}

it.each([
  ['grows', [lines(0, 3), lines(0, 300), lines(0, 2_000)], lines(0, 2_000)],
  ['grows by half a line', ['step 0 of', 'step 0 of many\nst', lines(0, 2)], lines(0, 2)],
  ['is empty first', ['', lines(0, 3)], lines(0, 3)],
  ['rolls on', [lines(0, 1_000), lines(400, 1_400), lines(1_399, 2_000)], lines(0, 2_000)],
  ['rolls away', [lines(0, 10), lines(50, 60), lines(50, 61)], `${lines(0, 10)}${WORDS}${lines(50, 61)}`],
  ['rolls away behind half a line', ['step 0 of', lines(50, 60)], `step 0 of\n${WORDS}${lines(50, 60)}`],
  [
    'is begun anew by the next attempt',
    [lines(0, 10), lines(0, 2), 'banner\nstep 1\n'],
    `${lines(0, 10)}${WORDS}banner\nstep 1\n`,
  ],
  ['is seen half uploaded', [lines(0, 10), lines(0, 4), '', lines(0, 12)], lines(0, 12)],
])('a log that %s', async (_, uploads, expected) => {
  expect(await copied(uploads)).toBe(expected);
  expect(await copied(uploads, () => true), 'after restarts').toBe(expected);
});

it('a log that grows and rolls on loses and doubles nothing, over any restarts', async () => {
  const step = fc.record({ more: fc.nat(400), kept: fc.integer({ min: 1, max: 500 }), restart: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      let [begin, end] = [0, 1];
      const uploads = [lines(0, 1)];
      for (const { more, kept } of steps) {
        // It always keeps a line that was seen before.
        begin = Math.max(begin, Math.min(end - 1, end + more - kept));
        end += more;
        uploads.push(lines(begin, end));
      }
      const all = await copied(uploads, (i) => steps[i - 1]?.restart === true);
      expect(all).toBe(lines(0, end));
    }),
    { numRuns: 30 },
  );
}, 30_000);

it('asks for what is new only, and for nothing where nothing is', async () => {
  const clock = new Clock(1_000_000);
  const store = new MemoryStore(clock.now);
  store.write('r/log', lines(0, 10_000));
  const got: number[] = [];
  const file = uploadedLog(store, 'r/log');
  const counted: typeof file = {
    ...file,
    async get(...asked) {
      const answer = await file.get(...asked);
      got.push(answer.kind === 'found' ? answer.bytes.length : 0);
      return answer;
    },
  };
  const log = replacedLog({ file: counted, copy, deps: clock, interval: 1_000 })
    .read(0, { follow: true }, abort)
    [Symbol.asyncIterator]();
  for (const to of [10_000, 10_000, 10_001]) {
    if (to > 10_000) store.write('r/log', lines(0, to));
    const next = log.next();
    await clock.settle();
    await clock.pass(1_000);
    appendFileSync(copy, (await next).value?.bytes ?? '');
  }
  expect(got).toEqual([lines(0, 10_000).length, 0, 4_096 + lines(10_000, 10_001).length]);
  expect(readFileSync(copy, 'utf8')).toBe(lines(0, 10_001));
});

it('a copy that was cut short is filled again', async () => {
  await copied([lines(0, 100)]);
  truncateSync(copy, 77);
  const clock = new Clock(0);
  const store = new MemoryStore(clock.now);
  store.write('r/log', lines(0, 120));
  const log = replacedLog({ file: uploadedLog(store, 'r/log'), copy, deps: clock, interval: 1_000 });
  for await (const { bytes } of log.read(size(), { follow: false }, abort)) appendFileSync(copy, bytes);
  expect(readFileSync(copy, 'utf8')).toBe(lines(0, 120));
});
