import fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cursor, LogReader, Read } from '../contract.js';
import { mirroredSource } from './mirrored.js';
import { Clock, drain, scratch } from './reading.fixture.js';
import { follows, ScriptedRemote } from './remote.fixture.js';
import type { RemotePart } from './remote-log.js';

let dir: ReturnType<typeof scratch>;
let clock: Clock;
let remote: ScriptedRemote;
let abort: AbortController;
let rings = 0;

beforeEach(() => {
  dir = scratch();
  clock = new Clock();
  remote = new ScriptedRemote(clock.now);
  abort = new AbortController();
  rings = 0;
});
afterEach(async () => {
  abort.abort();
  await turns();
  dir.done();
});

const PATH = 'session/job/driver.log';
const source = () => mirroredSource({ id: 'driver', path: dir.at(PATH), remote, deps: clock });
const open = (from?: Cursor): Promise<LogReader> =>
  source().open(from, abort.signal, () => {
    rings += 1;
  });
/** Everything that waits for no clock is done. */
async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
const copy = () => fs.readFileSync(dir.at(PATH));
const part = (text: string, as_of?: number): RemotePart => ({
  bytes: Buffer.from(text),
  ...(as_of === undefined ? {} : { as_of }),
});
async function once(reader: LogReader, final = false): Promise<Read> {
  return reader.read(Buffer.alloc(4096), final);
}
/** Begins to copy, and reads until nothing more comes. */
async function settled(reader: LogReader, final = false) {
  const first = await drain(reader, 4096, final);
  await turns();
  const rest = await drain(reader, 4096, final);
  return { ...rest, text: first.text + rest.text, reads: [...first.reads, ...rest.reads] };
}

describe('a log that is copied', () => {
  it('is read byte for byte, and so is what follows', async () => {
    remote.append('one\ntwo\nhal');
    const reader = await open();
    expect(await settled(reader)).toMatchObject({ text: 'one\ntwo\n', gaps: [] });
    remote.append('f\nthree\n');
    expect((await settled(reader)).text).toBe('half\nthree\n');
    expect(copy()).toEqual(remote.log);
    expect(remote.questions).toEqual([{ from: 0, follow: true }]);
    expect(rings).toBeGreaterThan(0);
  });

  it('may stand beside the job', () => {
    const beside = mirroredSource({ id: 'x', path: dir.at(PATH), remote, deps: clock, beside: true });
    expect([beside.beside, source().beside]).toEqual([true, undefined]);
  });

  it('is for its owner alone', async () => {
    await settled(await open());
    remote.append('x\n');
    await turns();
    expect(fs.statSync(dir.at(PATH)).mode & 0o777).toBe(0o600);
    expect(fs.statSync(dir.at('session')).mode & 0o777).toBe(0o700);
  });

  it('is blind until the other side has told how far it goes', async () => {
    remote.script = async function* (_remote, _from, _how, abort) {
      yield part('a\n');
      await remote.wait(abort);
      yield part('', 7);
      await remote.wait(abort);
    };
    const reader = await open();
    expect(await once(reader)).toMatchObject({ kind: 'blind' });
    await turns();
    expect(await once(reader)).toMatchObject({ kind: 'data', bytes: 2 });
    expect(await once(reader)).toMatchObject({ kind: 'blind' });
    expect(reader.unchanged?.()).toBeUndefined();
    remote.ring();
    await turns();
    expect(await once(reader)).toMatchObject({ kind: 'caught_up', asOf: 7 });
  });

  it('is read up to no later than what the other side has told', async () => {
    remote.append('a\n');
    const reader = await open();
    const { reads } = await settled(reader);
    const told = clock.now();
    expect(reads.at(-1)).toMatchObject({ kind: 'caught_up', asOf: told });
    clock.advance(20_000);
    expect(await once(reader)).toMatchObject({ kind: 'caught_up', asOf: told });
    remote.append('b\n');
    await turns();
    const line = await once(reader);
    expect(line).toMatchObject({ kind: 'data', bytes: 2 });
    expect((line as { end?: number }).end).toBe(clock.now());
    clock.advance(1_000);
    remote.ring();
    await turns();
    expect(await once(reader)).toMatchObject({ kind: 'caught_up', asOf: clock.now() });
  });

  it('is looked at without being read, and that tells no more either', async () => {
    // The copy is older than this.
    clock.advance(Date.now() + 60_000);
    remote.append('a\n');
    const reader = await open();
    await settled(reader);
    const told = clock.now();
    clock.advance(20_000);
    expect(reader.unchanged?.()).toBe(told);
    remote.ring();
    await turns();
    expect(reader.unchanged?.()).toBe(told + 20_000);
  });

  it('does not say of bytes that came without a word how far it is read', async () => {
    remote.script = async function* (_remote, _from, _how, abort) {
      yield part('a\n', 5);
      await remote.wait(abort);
      yield part('b\n');
      await remote.wait(abort);
    };
    const reader = await open();
    await settled(reader);
    remote.ring();
    await turns();
    expect(await once(reader)).toMatchObject({ kind: 'data', bytes: 2, end: 5 });
    expect(await once(reader)).toMatchObject({ kind: 'caught_up', asOf: 5 });
  });
});

describe('a connection that is lost', () => {
  it('is begun again behind the end of the copy, after ever longer waits, and is blind meanwhile', async () => {
    const grin = Buffer.from('grin 😀 end\n');
    remote.script = async function* (_remote, from, _how, abort, asked) {
      // In the midst of a line, and of a character.
      if (asked === 0) yield { bytes: grin.subarray(0, 7), as_of: 1 };
      if (asked < 3) throw new Error('connection reset');
      yield { bytes: grin.subarray(from), as_of: clock.now() };
      await remote.wait(abort);
    };
    const reader = await open();
    const { text, reads } = await settled(reader);
    expect([text, reads.at(-1)]).toMatchObject(['', { kind: 'blind', error: { message: 'connection reset' } }]);
    clock.advance(99);
    await turns();
    expect(remote.questions).toHaveLength(1);
    clock.advance(1);
    await turns();
    expect(remote.questions).toHaveLength(2);
    clock.advance(100);
    await turns();
    expect(remote.questions).toHaveLength(2);
    clock.advance(100);
    await turns();
    expect(remote.questions.map(({ from }) => from)).toEqual([0, 7, 7]);
    expect(await once(reader)).toMatchObject({ kind: 'blind' });
    clock.advance(400);
    await turns();
    expect(await settled(reader)).toMatchObject({ text: grin.toString('latin1') });
    expect(await once(reader)).toMatchObject({ kind: 'caught_up', asOf: clock.now() });
  });

  it('hides nothing that was copied before', async () => {
    remote.script = async function* () {
      yield part('a\nb\n', 3);
      throw new Error('gone');
    };
    const reader = await open();
    await once(reader);
    await turns();
    expect(await once(reader)).toMatchObject({ kind: 'data', bytes: 4 });
    expect(await once(reader)).toMatchObject({ kind: 'blind', error: { message: 'gone' } });
  });

  it('that the other side has ended with a word is none: the log is read up to there', async () => {
    remote.script = async function* (_remote, from) {
      yield { bytes: remote.log.subarray(from), as_of: clock.now() };
    };
    remote.append('a\n');
    const reader = await open();
    expect(await settled(reader)).toMatchObject({ text: 'a\n' });
    expect(await once(reader)).toMatchObject({ kind: 'caught_up', asOf: clock.now() });
    // Asked again and again, yet not by the millisecond.
    for (let second = 0; second < 60; second += 1) {
      clock.advance(1_000);
      await turns(3);
    }
    expect(remote.questions.length).toBeGreaterThan(6);
    expect(remote.questions.length).toBeLessThan(16);
    remote.append('b\n');
    clock.advance(10_000);
    expect(await settled(reader)).toMatchObject({ text: 'b\n' });
  });

  it('that ends without a word is blind', async () => {
    remote.script = async function* () {};
    const reader = await open();
    await settled(reader);
    expect(await once(reader)).toMatchObject({ kind: 'blind', error: { message: expect.stringContaining('without') } });
  });

  it('that is silent for three minutes is begun again', async () => {
    let heard = true;
    remote.script = async function* (_remote, from, _how, abort, asked) {
      yield { bytes: remote.log.subarray(from), as_of: clock.now() };
      if (asked > 0) await remote.wait(abort);
      // One that does not even hear that nobody listens any more.
      else await new Promise(() => {});
      heard = false;
    };
    remote.append('a\n');
    const reader = await open();
    await settled(reader);
    remote.append('b\n');
    clock.advance(179_000);
    expect(await settled(reader)).toMatchObject({ text: '' });
    clock.advance(1_000);
    await turns();
    expect(await once(reader)).toMatchObject({
      kind: 'blind',
      error: { message: 'nothing was heard for 180 seconds' },
    });
    clock.advance(100);
    expect(await settled(reader)).toMatchObject({ text: 'b\n' });
    expect(heard).toBe(true);
  });

  it('that can’t even be begun is blind', async () => {
    remote.read = () => {
      throw new Error('no route');
    };
    const reader = await open();
    await settled(reader);
    expect(await once(reader)).toMatchObject({ kind: 'blind', error: { message: 'no route' } });
  });
});

describe('the last read', () => {
  it('asks once for all that there is, and hands out the half line at its end', async () => {
    remote.append('a\nhalf');
    const reader = await open();
    await settled(reader);
    remote.script = async function* (_remote, from, { follow }) {
      if (follow) return;
      yield { bytes: Buffer.from(remote.log.subarray(from, from + 3)) };
      yield { bytes: Buffer.from(remote.log.subarray(from + 3)) };
    };
    clock.advance(5_000);
    remote.log = Buffer.concat([remote.log, Buffer.from(' line\nlast words')]);
    const { text, reads } = await drain(reader, 4096, true);
    expect(text).toBe('half line\nlast words\n');
    // At the end of the answer all is told that there was when it was asked.
    expect(reads.at(-1)).toMatchObject({ kind: 'caught_up', asOf: clock.now() });
    expect(remote.questions).toEqual([
      { from: 0, follow: true },
      { from: 6, follow: false },
    ]);
    expect(copy()).toEqual(remote.log);
  });

  it('takes no half line for a line while the other side can’t be asked', async () => {
    remote.append('a\nhalf');
    const reader = await open();
    await turns();
    await once(reader);
    await turns();
    remote.script = async function* () {
      yield* [];
      throw new Error('unreachable');
    };
    expect((await drain(reader, 4096, true)).text).toBe('a\n');
    expect(await once(reader, true)).toMatchObject({ kind: 'blind', error: { message: 'unreachable' } });
    const asked = remote.questions.length;
    // By the poll, not by the call.
    for (let call = 0; call < 10; call += 1) await once(reader, true);
    expect(remote.questions).toHaveLength(asked);
    clock.advance(10_000);
    remote.script = follows;
    remote.append(' line');
    expect((await drain(reader, 4096, true)).text).toBe('half line\n');
  });

  it('waits some seconds for one that says nothing, and takes its answer when it comes', async () => {
    remote.append('late\n');
    remote.script = async function* (_remote, _from, _how, signal, asked) {
      await remote.wait(signal);
      if (asked === 0) yield { bytes: Buffer.from(remote.log.subarray(0, 5)) };
    };
    const reader = await open();
    const read = once(reader, true);
    await turns();
    clock.advance(5_000);
    expect(await read).toMatchObject({ kind: 'blind', error: { message: 'it does not answer' } });
    expect(await once(reader, true)).toMatchObject({ kind: 'blind' });
    expect(remote.questions).toHaveLength(1);
    remote.ring();
    await turns();
    expect((await drain(reader, 4096, true)).text).toBe('late\n');
    expect(await once(reader, true)).toMatchObject({ kind: 'caught_up' });
    expect(remote.questions).toHaveLength(1);
  });

  it('waits for as long as anything comes', async () => {
    remote.script = async function* (_remote, from, _how, signal) {
      for (let at = from; at < 20; at += 2) {
        yield part('x\n');
        await remote.wait(signal);
      }
    };
    const reader = await open();
    let over = false;
    const read = once(reader, true).finally(() => {
      over = true;
    });
    await turns();
    for (let second = 0; second < 36; second += 4) {
      expect(over).toBe(false);
      clock.advance(4_000);
      remote.ring();
      await turns();
    }
    remote.ring();
    expect(await read).toMatchObject({ kind: 'data', bytes: 20 });
  });

  it('asks one anew that has said nothing for half a minute', async () => {
    remote.script = async function* () {
      await new Promise(() => {});
      yield part('never');
    };
    const reader = await open();
    const read = once(reader, true);
    await turns();
    clock.advance(5_000);
    await read;
    clock.advance(25_000);
    await turns();
    expect(await once(reader, true)).toMatchObject({ error: { message: 'nothing was heard for 30 seconds' } });
    clock.advance(100);
    remote.script = follows;
    remote.append('a\n');
    expect((await drain(reader, 4096, true)).text).toBe('a\n');
    expect(remote.questions).toHaveLength(2);
  });

  it('ends with the abort', async () => {
    remote.script = async function* () {
      await new Promise(() => {});
      yield part('never');
    };
    const read = once(await open(), true);
    await turns();
    abort.abort();
    expect(await read).toEqual({ kind: 'ended' });
  });

  it('may be followed by others, should more come after all', async () => {
    remote.append('a\n');
    const reader = await open();
    expect((await drain(reader, 4096, true)).text).toBe('a\n');
    remote.append('b\n');
    expect((await settled(reader)).text).toBe('b\n');
    remote.append('c\n');
    await turns();
    expect((await drain(reader, 4096, true)).text).toBe('c\n');
  });
});

describe('the copy', () => {
  it('is gone on with by the next life, from its cursor', async () => {
    remote.append('one\ntwo\n');
    const { cursor } = await settled(await open());
    abort.abort();
    await turns();
    abort = new AbortController();
    remote.append('three\n');
    const reader = await open(cursor);
    expect(await settled(reader)).toMatchObject({ text: 'three\n', gaps: [] });
    expect(remote.questions.map(({ from }) => from)).toEqual([0, 8]);
  });

  it.each(['shortened', 'removed'])('that was %s is filled again before it is read on', async (how) => {
    const lines = Buffer.from(Array.from({ length: 300 }, (_, n) => `line ${n} of the log\n`).join(''));
    remote.append(lines);
    const reader = await open();
    const { cursor } = await settled(reader);
    abort.abort();
    await turns();
    abort = new AbortController();
    if (how === 'shortened') fs.truncateSync(dir.at(PATH), 1234);
    else dir.remove(PATH);
    remote.append('more\n');
    const next = await open(cursor);
    expect(await once(next)).toMatchObject({ kind: 'blind', error: { message: expect.stringContaining('again') } });
    await turns();
    expect(await settled(next)).toMatchObject({ text: 'more\n', gaps: [] });
    expect(copy()).toEqual(remote.log);
  });

  it.each(['shortened', 'removed'])('that is %s while it is read is filled again, too', async (how) => {
    const lines = Buffer.from(Array.from({ length: 300 }, (_, n) => `line ${n} of the log\n`).join(''));
    remote.append(lines);
    const reader = await open();
    await settled(reader);
    if (how === 'shortened') fs.truncateSync(dir.at(PATH), 1234);
    else dir.remove(PATH);
    remote.append('more\n');
    await turns();
    clock.advance(100);
    await turns();
    const { text, gaps } = await settled(reader);
    expect([text, gaps]).toEqual(['more\n', []]);
    expect(copy()).toEqual(remote.log);
  });

  it('that can’t be written is blind, and goes on where it can', async () => {
    dir.write('session', 'a file in the way');
    remote.append('a\n');
    const reader = await open();
    await settled(reader);
    expect(await once(reader)).toMatchObject({ kind: 'blind', error: { message: expect.stringContaining('ENOTDIR') } });
    dir.remove('session');
    clock.advance(10_000);
    await turns();
    expect(await settled(reader)).toMatchObject({ text: 'a\n' });
  });

  it('is the same when two copy at once, one ahead of the other', async () => {
    const lines = Buffer.from(Array.from({ length: 5_000 }, (_, n) => `${n} ${'x'.repeat(n % 97)}\n`).join(''));
    remote.append(lines);
    const sizes = [7, 1009];
    remote.script = async function* (_remote, from, _how, abort, asked) {
      for (let at = from; at < remote.log.length; ) {
        const bytes = remote.log.subarray(at, at + (sizes[asked] as number));
        at += bytes.length;
        yield { bytes, as_of: clock.now() };
        if (at % 5 === 0) await turns(1);
      }
      await remote.wait(abort);
    };
    const [leader, heir] = [await open(), await open()];
    const texts = ['', ''];
    for (let round = 0; round < 50 || texts.some((text) => text.length < lines.length); round += 1) {
      texts[0] += (await drain(leader)).text;
      texts[1] += (await drain(heir)).text;
      await turns(30);
      if (round > 5_000) throw new Error('it never comes to rest');
    }
    expect(texts).toEqual([lines.toString(), lines.toString()]);
    expect(copy()).toEqual(lines);
  });

  it('takes a burst of 50 MB, with memory that stays bounded', async () => {
    const chunk = Buffer.from('0123456789abcdef0123456789abcde\n'.repeat(2_048));
    const parts = 800;
    let handed = 0;
    let ahead = 0;
    remote.script = async function* (_remote, from, { follow }) {
      if (!follow) return;
      for (let at = from / chunk.length; at < parts; at += 1) {
        handed += chunk.length;
        ahead = Math.max(ahead, handed - (fs.existsSync(dir.at(PATH)) ? fs.statSync(dir.at(PATH)).size : 0));
        yield { bytes: chunk, as_of: clock.now() };
      }
    };
    const reader = await open();
    const into = Buffer.alloc(1 << 20);
    let read = 0;
    for (let idle = 0; read < parts * chunk.length && idle < 1_000; ) {
      const one = await reader.read(into);
      if (one.kind === 'data') read += one.bytes;
      else {
        idle += 1;
        await turns(1);
      }
    }
    expect(read).toBe(parts * chunk.length);
    // No more is held than one write and the part that is handed over.
    expect(ahead).toBeLessThanOrEqual((256 << 10) + 2 * chunk.length);
  });
});

describe('its end', () => {
  it('lets go of the connection and of every timer', async () => {
    const reader = await open();
    await settled(reader);
    expect([remote.open, clock.pending]).toEqual([1, 1]);
    await reader[Symbol.asyncDispose]();
    await turns();
    expect([remote.open, clock.pending]).toEqual([0, 0]);
    expect(await once(reader)).toEqual({ kind: 'ended' });
    remote.append('late\n');
    await turns();
    expect(copy()).toHaveLength(0);
  });

  it('comes with an abort that was signalled before', async () => {
    abort.abort();
    expect(await once(await open())).toEqual({ kind: 'ended' });
    expect(remote.questions).toEqual([]);
  });

  it('writes nothing of what was under way', async () => {
    remote.script = async function* (_remote, _from, _how, signal) {
      yield part('a\n', 1);
      abort.abort();
      await remote.wait(signal);
    };
    await once(await open());
    await turns();
    expect(fs.existsSync(dir.at(PATH))).toBe(false);
  });
});
