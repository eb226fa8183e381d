import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deps, LogReader } from '@sigwatch/core';
import { currentPlace, identify } from '@sigwatch/core/host';
import { virtualClock } from '@sigwatch/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppCopy } from './app-copy.js';
import { Claim } from './claim.js';
import { copiedSource } from './copied-source.js';
import { all, FakeLog, START, settled } from './fake-log.fixture.js';

let directory: string;
let log: FakeLog;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'copy-'));
  log = new FakeLog();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** One of several that copy one app's log to one folder. */
async function reader(deps: Deps): Promise<LogReader & { readonly copy: AppCopy }> {
  const copy = new AppCopy({ app: 'ap-1', modal: log.modal, deps, directory });
  const opened = await copiedSource({ id: 'x', name: 'ta-1', copy, deps }).open(
    undefined,
    new AbortController().signal,
  );
  return Object.assign(opened, { copy });
}

const texts = () => log.printed.map((line) => line.slice(31)).join('');
const copied = () => readFileSync(join(directory, 'ta-1.log'), 'utf8');

describe('a folder that several have in common', () => {
  it('is written by one of them, and read by all', async () => {
    const clock = virtualClock(START);
    log.print(0, 'before');
    const [one, other] = [await reader(clock), await reader(clock)];
    await settled();
    expect([log.followers.size, log.readings]).toEqual([1, 1]);
    log.print(1, 'streamed');
    log.print(1, 'streamed');
    log.print(2, 'missed', { streamed: false });
    await clock.advance(4_000);
    await settled();
    await clock.advance(1_000);
    for (const each of [one, other]) expect(await all(each)).toEqual([texts(), 'caught_up']);
    expect(copied()).toBe(texts());
    expect(other.copy.spool.files()).toEqual(['ta-1']);
    expect(other.copy.told).toBe(one.copy.told);
    for (const each of [one, other]) await each[Symbol.asyncDispose]();
    expect(readdirSync(join(directory, 'all'))).toEqual(['app.log']);
  });

  it('is brought up to date by who writes it when another one reads to the end', async () => {
    const clock = virtualClock(START);
    const [one, other] = [await reader(clock), await reader(clock)];
    await settled();
    await clock.advance(10_000);
    await settled();
    log.print(9, 'missed', { streamed: false });
    const read = all(other, true);
    for (let waited = 0; log.readings < 4 && waited < 5_000; waited += 200) {
      await clock.advance(200);
      await settled();
    }
    await clock.advance(1_000);
    expect(await read).toEqual(['missed\n', 'caught_up']);
    // Who wishes for it does not wait for the next reading of all.
    expect(clock.now() - START).toBeLessThan(20_000);
    for (const each of [one, other]) await each[Symbol.asyncDispose]();
  });

  it('is as unknown to all as to who writes it', async () => {
    const clock = virtualClock(START);
    const [one, other] = [await reader(clock), await reader(clock)];
    await settled();
    log.down = true;
    await clock.advance(40_000);
    await settled();
    await clock.advance(2_000);
    for (const each of [one, other]) expect((await all(each))[1]).toBe('blind');
    expect(other.copy.error?.message).toBe('nobody answers');
    log.down = false;
    await clock.advance(40_000);
    await settled();
    await clock.advance(2_000);
    for (const each of [one, other]) expect((await all(each))[1]).toBe('caught_up');
    for (const each of [one, other]) await each[Symbol.asyncDispose]();
  });
});

describe('who writes it', () => {
  it('is followed by another one where it goes away, and nothing is lost or doubled', async () => {
    const clock = virtualClock(START);
    let [one, other] = [await reader(clock), await reader(clock)];
    await settled();
    for (let life = 0; life < 6; life += 1) {
      log.print(10 * life, `line ${life}`, { streamed: life % 2 === 0 });
      log.print(10 * life, 'alike', { streamed: life % 3 !== 0 });
      await one[Symbol.asyncDispose]();
      log.print(10 * life + 1, `while nobody writes ${life}`, { streamed: false });
      expect(log.followers.size).toBe(0);
      await clock.advance(6_000);
      await settled();
      expect(log.followers.size).toBe(1);
      [one, other] = [other, await reader(clock)];
      await clock.advance(4_000);
    }
    await clock.advance(40_000);
    await settled();
    await clock.advance(2_000);
    const late = readFileSync(join(directory, 'ta-1.late.log'), 'utf8');
    expect(`${copied()}${late}`.split('\n').sort()).toEqual(texts().split('\n').sort());
    const order = texts().split('\n');
    expect(copied().split('\n')).toEqual(order.filter((text) => text !== 'line 1' && text !== 'line 5'));
    expect(late).toBe('line 1\nline 5\n');
    expect(await all(other)).toEqual([copied(), 'caught_up']);
    for (const each of [one, other]) await each[Symbol.asyncDispose]();
  });

  it('is another process as long as that lives, and somebody else once it was killed', async () => {
    const clock = virtualClock(START);
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const own = { place: currentPlace(), process: identify(child.pid as number), at: 0, told: START - 5 };
    mkdirSync(join(directory, 'all'));
    writeFileSync(join(directory, 'all', 'writer.7.json'), JSON.stringify(own));
    writeFileSync(join(directory, 'all', 'app.log'), '2026-11-23 04:00:00+00:00 ta-1 its line\n');
    writeFileSync(join(directory, 'ta-1.log'), 'its line\n');
    log.print(0, 'its line');
    log.print(1, 'one that it had no time to write');
    const one = await reader(clock);
    await clock.advance(600_000);
    expect([log.followers.size, log.readings]).toEqual([0, 0]);
    expect(await all(one)).toEqual(['its line\n', 'caught_up']);
    expect(one.copy.told).toBe(START - 5);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await clock.advance(2_000);
    await settled();
    expect(await all(one)).toEqual(['one that it had no time to write\n', 'caught_up']);
    expect(copied()).toBe(texts());
    expect(readdirSync(join(directory, 'all')).sort()).toEqual(['app.log', 'writer.8.json']);
    await one[Symbol.asyncDispose]();
  });

  it('is whoever has taken it last, where several saw that nobody had it', () => {
    const now = () => START;
    const [one, other] = [new Claim(directory, now), new Claim(directory, now)];
    expect([one.take(), one.take(), other.take()]).toEqual([true, true, false]);
    // As where it was read before `one` had made its file.
    writeFileSync(join(directory, 'writer.2.json'), '{');
    expect(one.isOurs).toBe(false);
    expect(other.take()).toBe(true);
    expect([one.isOurs, one.take(), other.isOurs]).toEqual([false, false, true]);
    other.release();
    expect(one.take()).toBe(true);
    one.release();
  });

  it('is on another machine gone when it has said nothing for minutes', () => {
    let now = START;
    const claim = new Claim(directory, () => now);
    const elsewhere = { place: { host: 'far', boot: 'b', namespace: 'n' }, process: { pid: 1, start: '' } };
    writeFileSync(join(directory, 'writer.3.json'), JSON.stringify({ ...elsewhere, at: START, told: 5 }));
    now += 110_000;
    expect([claim.take(), claim.heard()?.told]).toEqual([false, 5]);
    now += 20_000;
    expect(claim.take()).toBe(true);
    claim.release();
  });
});
