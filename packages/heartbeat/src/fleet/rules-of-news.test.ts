import { virtualClock } from '@sigwatch/testkit';
import { describe, expect, it } from 'vitest';
import { thresholdsOf } from '../thresholds.js';
import { type Bucket, bucket } from './bucket.fixture.js';
import { fleet } from './fleet.js';
import { type FleetNews, type FleetState, newFleet } from './fleet-state.js';
import { Pace } from './pace.js';
import { pollFleet } from './poll.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BEGAN = Date.UTC(2024, 0, 1);
const METADATA = { status: 'running', phase: 'training', instance_id: 'i-1' };
const iso = (at: number): string => new Date(at).toISOString();

/** A bucket that is polled by hand. */
function place() {
  const clock = { ...virtualClock(BEGAN), began: BEGAN };
  const store = bucket(clock.now);
  const pace = new Pace({ per_minute: 1_000, at_once: 4 }, clock);
  const abort = new AbortController().signal;
  let state: FleetState = newFleet;
  return {
    store,
    clock,
    state: () => state,
    /** `start`: when the attempt began, before which everything is of an earlier one. */
    beat(run: string, start = clock.began - HOUR) {
      const times = { last_update: iso(clock.now()), start_time: iso(start) };
      store.write(`${run}/metadata.json`, { ...METADATA, run_id: run, ...times });
      store.write(`${run}/progress.json`, { step: clock.now() - BEGAN, last_updated: iso(clock.now()) });
    },
    async poll(after = MINUTE): Promise<string[]> {
      await clock.advance(after);
      const look = await clock.run(pollFleet(state.runs, { store, pace, deps: clock, abort }, { listing: true }));
      const step = fleet(state, look, thresholdsOf(10 * MINUTE));
      ({ state } = step);
      return step.news.map(words);
    },
  };
}

function words(news: FleetNews): string {
  switch (news.kind) {
    case 'changed':
      return `${news.run} ${news.from} -> ${news.to} (attempt ${news.attempt})`;
    case 'began_anew':
      return `${news.run} begins attempt ${news.attempt}`;
    case 'gone':
      return `${news.run} is gone, was ${news.state}`;
    case 'unread':
      return `unread: ${news.runs.join()}`;
    case 'noticed':
      return `${news.run}: ${news.text}`;
    default:
      return news.kind;
  }
}

const write = (store: Bucket, path: string, text = '') => store.write(path, text);

describe('the first look', () => {
  it('tells nothing of runs that run or had ended before, and of those that fell silent within a day', async () => {
    const { store, clock, beat, poll } = place();
    beat('ancient');
    await clock.advance(30 * HOUR);
    beat('alive');
    beat('silent');
    beat('failed');
    beat('done');
    write(store, 'failed/_error', 'boom');
    write(store, 'done/_complete');
    await clock.advance(HOUR);
    beat('alive');
    expect(await poll()).toEqual(['silent pending -> timed_out (attempt 1)']);
    expect(await poll()).toEqual([]);
  });

  it('tells of runs that are degraded or that ended since the fleet is followed, whenever they are first seen', async () => {
    const { store, clock, beat, poll } = place();
    beat('lame');
    await clock.advance(HOUR);
    const times = { last_update: iso(clock.now()), start_time: iso(BEGAN - HOUR) };
    store.write('lame/metadata.json', { ...METADATA, run_id: 'lame', ...times });
    expect(await poll()).toEqual(['lame pending -> degraded (attempt 1)']);
    beat('short');
    write(store, 'short/_error', 'boom');
    beat('fresh');
    expect(await poll()).toEqual(['fresh pending -> running (attempt 1)', 'short pending -> failed (attempt 1)']);
  });

  it('takes a folder for a run when it has a file of one, and passes over what is in other folders', async () => {
    const { store, state, poll } = place();
    write(store, 'code/train.py');
    write(store, 'readme.md');
    write(store, 'started/logs/training_log_latest.txt', 'hello\n');
    expect(await poll()).toEqual([]);
    expect([...state().runs.keys()]).toEqual(['started']);
    expect(await poll(11 * MINUTE)).toEqual(['started running -> timed_out (attempt 1)']);
  });
});

describe('a run of a fleet', () => {
  it('recovers, and begins anew after its end, by its start time or because it beats again', async () => {
    const { store, clock, beat, poll } = place();
    beat('run');
    expect(await poll()).toEqual([]);
    expect(await poll(20 * MINUTE)).toEqual(['run running -> timed_out (attempt 1)']);
    beat('run');
    expect(await poll()).toEqual(['run timed_out -> running (attempt 1)']);
    write(store, 'run/_error', 'boom');
    expect(await poll()).toEqual(['run running -> failed (attempt 1)']);
    await clock.advance(10 * MINUTE);
    const second = clock.now();
    beat('run', second);
    expect(await poll()).toEqual(['run begins attempt 2', 'run failed -> running (attempt 2)']);
    write(store, 'run/_error', 'boom again');
    expect(await poll()).toEqual(['run running -> failed (attempt 2)']);
    store.remove('run/_error');
    beat('run', second);
    expect(await poll()).toEqual(['run begins attempt 3', 'run failed -> running (attempt 3)']);
  });

  it('that is gone from two listings is told as that, and one that had ended is not', async () => {
    const { store, beat, poll } = place();
    for (const run of ['lives', 'ended']) beat(run);
    await poll();
    write(store, 'ended/_complete');
    expect(await poll()).toEqual(['ended running -> succeeded (attempt 1)']);
    for (const file of ['metadata.json', 'progress.json', '_complete'])
      for (const run of ['lives', 'ended']) store.remove(`${run}/${file}`);
    expect(await poll()).toEqual([]);
    expect(await poll()).toEqual(['lives is gone, was running']);
    expect(await poll()).toEqual([]);
    beat('lives');
    expect(await poll()).toEqual([]);
  });

  it('that is not answered is unknown alone, told at the second time, and what follows meanwhile is told after it', async () => {
    const { store, beat, poll, state } = place();
    for (const run of ['open', 'closed']) beat(run);
    await poll();
    store.fails = (path) => (path.startsWith('closed/') ? 'AccessDenied: give s3:GetObject' : undefined);
    for (const run of ['open', 'closed']) write(store, `${run}/_error`, 'boom');
    expect(await poll()).toEqual(['open running -> failed (attempt 1)']);
    expect(state().runs.get('closed')?.state).toBe('running');
    expect(await poll()).toEqual(['unread: closed']);
    expect(await poll()).toEqual([]);
    store.fails = () => undefined;
    expect(await poll()).toEqual(['closed running -> failed (attempt 1)']);
  });
});

describe('a listing', () => {
  it('that is not answered, or only in part, leaves every run as it is and is told once', async () => {
    const { store, beat, poll } = place();
    for (let i = 0; i < 1_200; i++) beat(`run-${i}`);
    expect(await poll()).toEqual([]);
    let pages = 0;
    store.fails = (path) => {
      pages += path === '' ? 1 : 0;
      return path === '' && pages % 2 === 0 ? 'SlowDown' : undefined;
    };
    expect(await poll(20 * MINUTE)).toEqual(['unlisted']);
    expect(await poll()).toEqual([]);
    store.fails = () => undefined;
    for (let i = 0; i < 1_200; i++) if (i !== 7) beat(`run-${i}`);
    expect(await poll()).toEqual(['listed', 'run-7 running -> timed_out (attempt 1)']);
  });

  it('passes over folders of thousands of keys by a request or two for each', async () => {
    const { store, beat, poll } = place();
    for (let run = 0; run < 5; run++) {
      beat(`run-${run}`);
      for (let i = 0; i < 12_000; i++) write(store, `run-${run}/checkpoints/step-${i}/shard.pt`);
      for (let i = 0; i < 3_000; i++) write(store, `run-${run}/logs/old-${i}.txt`);
    }
    await poll();
    const before = store.lists;
    await poll();
    // A whole listing would be 76 pages.
    expect(store.lists - before).toBeLessThanOrEqual(5 * 5);
    expect(store.gets).toBe(10);
  });
});
