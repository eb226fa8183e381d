import { setMaxListeners } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { virtualClock } from '@sigwatch/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { directoryStore } from '../store/directory-store.js';
import type { HeartbeatStore } from '../store/heartbeat-store.js';
import { thresholdsOf } from '../thresholds.js';
import { bucket } from './bucket.fixture.js';
import { newFleet } from './fleet-state.js';
import { followFleet } from './follow-fleet.js';
import { Pace } from './pace.js';
import { pollFleet } from './poll.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const never = new AbortController().signal;

describe('a poll', () => {
  it('that takes longer than the interval is followed by the next at once, and never by one beside it', async () => {
    const clock = virtualClock();
    const store = bucket(clock.now);
    for (const run of ['a', 'b', 'c']) store.write(`${run}/metadata.json`, { status: 'running' });
    const abort = new AbortController();
    let busy = 0;
    let most = 0;
    const slow: HeartbeatStore = {
      ...store,
      async *list(prefix, signal) {
        busy += 1;
        most = Math.max(most, busy);
        await clock.sleep(100 * SECOND);
        busy -= 1;
        yield* store.list(prefix, signal);
      },
    };
    const begun: number[] = [];
    store.asked = (path) => void (path === '' && begun.push((clock.now() - start) / SECOND));
    const start = clock.now();
    const pace = new Pace({ per_minute: 1_000, at_once: 4 }, clock);
    const own = { store: slow, pace, deps: clock, abort: abort.signal };
    const following = (async () => {
      const options = { ...own, state: newFleet, thresholds: thresholdsOf(), interval: MINUTE, listing: true };
      for await (const { at } of followFleet(options)) expect(at).toBe(clock.now());
    })();
    await clock.advance(350 * SECOND);
    expect([most, begun]).toEqual([1, [100, 200, 300]]);
    abort.abort();
    await clock.run(following);
    expect(clock.pending()).toBe(1);
  });

  it('waits for no request for ever: a listing that hangs leaves all unknown, a file its run alone', async () => {
    const clock = virtualClock();
    const store = bucket(clock.now);
    for (const run of ['a', 'b']) store.write(`${run}/metadata.json`, { status: 'running' });
    const pace = new Pace({ per_minute: 1_000, at_once: 4 }, clock);
    const hangs = <T>() => new Promise<T>(() => {});
    const get: HeartbeatStore['get'] = (path, ...more) => (path.startsWith('a/') ? hangs() : store.get(path, ...more));
    const asked = { pace, deps: clock, abort: never };
    const look = await clock.run(pollFleet(new Map(), { ...asked, store: { ...store, get } }, { listing: true }));
    expect('runs' in look && [...look.runs].map(([run, { answers }]) => [run, answers.metadata.kind])).toEqual([
      ['a', 'unknown'],
      ['b', 'found'],
    ]);
    const list = async function* () {
      yield await hangs<never>();
    };
    const blind = await clock.run(pollFleet(new Map(), { ...asked, store: { ...store, list } }, { listing: true }));
    expect(blind).toMatchObject({ unlisted: expect.stringContaining('was not answered within 120 s') });
  });
});

describe('the pace', () => {
  it('begins no more requests in any minute, and has no more of them waiting at once, than it is told', async () => {
    const clock = virtualClock();
    const pace = new Pace({ per_minute: 10, at_once: 3 }, clock);
    const begun: number[] = [];
    let busy = 0;
    let most = 0;
    const ask = async (i: number) => {
      begun.push(clock.now());
      busy += 1;
      most = Math.max(most, busy);
      await clock.sleep(SECOND);
      busy -= 1;
      if (i % 7 === 0) throw new Error('no answer');
      return i;
    };
    const all = Promise.allSettled(Array.from({ length: 35 }, (_, i) => pace.run(() => ask(i), never)));
    const results = await clock.run(all);
    expect(results.map((one) => one.status === 'fulfilled')).toEqual(results.map((_, i) => i % 7 !== 0));
    expect(most).toBe(3);
    for (const from of begun)
      expect(begun.filter((at) => at >= from && at < from + MINUTE).length).toBeLessThanOrEqual(10);
    expect(begun.at(-1)! - begun[0]!).toBeGreaterThanOrEqual(3 * MINUTE);
    expect(clock.pending()).toBe(0);
  });

  it('lets go of all that waits for it at the abort, and begins none of it', async () => {
    const clock = virtualClock();
    const pace = new Pace({ per_minute: 2, at_once: 3 }, clock);
    const abort = new AbortController();
    setMaxListeners(0, abort.signal);
    let begun = 0;
    const ask = async () => void begun++;
    const all = Promise.allSettled(Array.from({ length: 20 }, () => pace.run(ask, abort.signal)));
    abort.abort(new Error('stopped'));
    const results = await all;
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(18);
    expect([begun, clock.pending()]).toEqual([2, 0]);
    await expect(pace.run(ask, abort.signal)).rejects.toThrow('stopped');
    expect(begun).toBe(2);
  });
});

describe('a directory of runs', () => {
  let root = '';
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('is looked at folder by folder: what is no run is none, and one that cannot be read hides no other', async () => {
    root = mkdtempSync(join(tmpdir(), 'sigwatch-fleet-'));
    const write = (path: string, content: object | string) => {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
    };
    write('good/metadata.json', { status: 'running' });
    write('begun/logs/training_log_latest.txt', 'hello\n');
    write('other/readme.md', 'nothing');
    write('torn/metadata.json', '');
    rmSync(join(root, 'torn/metadata.json'));
    mkdirSync(join(root, 'torn/metadata.json'));
    const clock = virtualClock(Date.now());
    const store = directoryStore(root);
    const pace = new Pace({ per_minute: Number.POSITIVE_INFINITY, at_once: 16 }, clock);
    const poll = (at: HeartbeatStore) =>
      clock.run(pollFleet(new Map(), { store: at, pace, deps: clock, abort: never }, { listing: false }));
    const look = await poll(store);
    expect('runs' in look && [...look.runs].map(([run, { answers }]) => [run, answers.metadata.kind])).toEqual([
      ['begun', 'absent'],
      ['good', 'found'],
      ['torn', 'unknown'],
    ]);
    expect(await poll(directoryStore(join(root, 'nowhere')))).toMatchObject({ unlisted: expect.any(String) });
  });
});
