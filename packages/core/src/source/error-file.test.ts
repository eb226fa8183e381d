import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cursor } from '../contract.js';
import { discoverFiles } from './discover-files.js';
import { fileSource } from './file-source.js';
import { Clock, drain, scratch } from './reading.fixture.js';
import { printed } from './torchelastic.js';

const callstack =
  'Traceback (most recent call last):\n  File "train.py", line 9, in main\n    run()\nValueError: bad "x"\n';
/** What `ErrorHandler.record_exception` of PyTorch writes: no line end behind it, the time as a text. */
const file = (py_callstack = callstack, timestamp: unknown = '1772445805') =>
  JSON.stringify({ message: { message: 'ValueError: bad "x"', extraInfo: { py_callstack, timestamp } } });

describe('the error file of a torchrun worker', () => {
  it('is the traceback that the worker would have printed, with its moment and its local rank', () => {
    expect(printed('/logs/job_x/attempt_0/3/error.json', file())).toBe(
      [
        '2026-03-02T10:03:25Z [default3]:Traceback (most recent call last):',
        '2026-03-02T10:03:25Z [default3]:  File "train.py", line 9, in main',
        '2026-03-02T10:03:25Z [default3]:    run()',
        '2026-03-02T10:03:25Z [default3]:ValueError: bad "x"',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['/x/error.json', file('', 0), 'ValueError: bad "x"\n'],
    ['/x/error.json', '{"message": "killed", "timestamp": 1772445805}', '2026-03-02T10:03:25Z killed\n'],
    ['/x/error.json', file('', 'soon'), 'ValueError: bad "x"\n'],
    ['/x/error.json', file('', '9e99'), 'ValueError: bad "x"\n'],
    ['/x/error.json', '{"message": {"__proto__": {"message": "x"}}}', undefined],
    ['/x/error.json', '{"message": 5', undefined],
    ['/x/error.json', '[1]', undefined],
    ['/x/error.json', '{"other": 1}', undefined],
  ])('%s: %s', (name, text, lines) => expect(printed(name, text)).toBe(lines));
});

describe('reading an error file', () => {
  let dir: ReturnType<typeof scratch>;
  const clock = new Clock();
  beforeEach(() => {
    dir = scratch();
  });
  afterEach(() => dir.done());
  const open = (follow: boolean, from?: Cursor) =>
    fileSource(dir.at('error.json'), { deps: clock, follow }).open(from, new AbortController().signal);
  const lines = callstack;
  const untimed = file(callstack, 0);

  it('waits until it is whole, and then hands it out once', async () => {
    const reader = await open(true);
    expect((await drain(reader)).reads).toMatchObject([{ kind: 'caught_up', asOf: clock.now() }]);
    dir.write('error.json', '');
    expect((await drain(reader)).text).toBe('');
    dir.write('error.json', untimed.slice(0, 60));
    expect((await drain(reader)).text).toBe('');
    dir.write('error.json', untimed);
    expect((await drain(reader)).text).toBe(lines);
    expect((await drain(reader)).reads).toMatchObject([{ kind: 'caught_up' }]);
  });

  it('goes on at a cursor with no line lost or doubled, in pieces of any size', async () => {
    dir.write('error.json', untimed);
    const first = await open(true);
    const into = Buffer.alloc(60);
    const read = await first.read(into);
    if (read.kind !== 'data') throw new Error(read.kind);
    const cursor: Cursor = JSON.parse(JSON.stringify(read.cursor));
    const rest = await drain(await open(true, cursor), 60);
    expect(into.toString('utf8', 0, read.bytes) + rest.text).toBe(lines);
    expect(rest.cursor?.offset).toBe(Buffer.byteLength(lines));
    expect((await drain(await open(true, rest.cursor), 60)).text).toBe('');
  });

  it('begins again when another worker has written it', async () => {
    dir.write('error.json', untimed);
    const reader = await open(true);
    await drain(reader);
    dir.write('error.json', file('KeyError: 1', 0));
    const { reads, text } = await drain(reader);
    expect(reads.map(({ kind }) => kind)).toEqual(['reset', 'data', 'caught_up']);
    expect(text).toBe('KeyError: 1\n');
  });

  it('cuts a line that is longer than there is room', async () => {
    dir.write('error.json', file(`${'x'.repeat(500)}\nend`, 0));
    const { text } = await drain(await open(false), 50);
    expect(text).toBe(`${'x'.repeat(49)}\n<cut>\nend\n`);
  });

  it('takes what is no such file as it is, once nothing more will come', async () => {
    dir.write('error.json', '{"half": ');
    expect((await drain(await open(true))).text).toBe('');
    expect((await drain(await open(true), 4096, true)).text).toBe('{"half":\n');
    expect((await drain(await open(false))).reads.map(({ kind }) => kind)).toEqual(['data', 'ended']);
  });

  it('is blind when a file that was named is not there', async () => {
    expect((await drain(await open(false))).reads).toMatchObject([{ kind: 'blind', error: { code: 'ENOENT' } }]);
  });

  it('is found in the folder of a torchrun, beside the logs, and nowhere else', async () => {
    const at = 'logs/job_x/attempt_0';
    for (const name of [`${at}/0`, `${at}/10`, 'logs/other']) dir.folder(name);
    for (const name of [`${at}/0/stdout.log`, `${at}/0/error.json`, `${at}/10/error.json`, `${at}/10/stderr.log`])
      dir.write(name, 'x\n');
    dir.write('logs/other/error.json', '{}\n');
    const found: string[] = [];
    for await (const source of discoverFiles([dir.at('logs')], { deps: clock, follow: false }).sources(
      new AbortController().signal,
    ))
      found.push(source.id.slice(dir.at(at).length + 1));
    expect(found).toEqual(['0/error.json', '0/stdout.log', '10/error.json', '10/stderr.log']);
  });
});
