import {
  compileRules,
  createRegistry,
  defaultAlerts,
  defineComponent,
  definePlugin,
  eventChecker,
  memoryStore,
  type Notice,
  type SigwatchEvent,
  type Store,
  transitions,
} from '@sigwatch/core';
import { thresholdsOf } from '@sigwatch/heartbeat';
import { seededRandom, virtualClock } from '@sigwatch/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bucket, bucket } from '../../../heartbeat/src/fleet/bucket.fixture.js';
import { lives } from '../../../heartbeat/src/fleet/lives.fixture.js';
import { loadRules } from '../rules.js';
import type { FleetRules } from './diagnose.js';
import { FleetJournal } from './fleet-journal.js';
import { followRuns } from './follow-runs.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const owner = { host: 'here', pid: 1, started_at: '2024-01-01T00:00:00Z' };

let rules: FleetRules;
beforeAll(() => {
  const { monitor } = loadRules({});
  rules = { monitor, matcher: compileRules(monitor.rules) };
});

/** A fleet in memory that is followed by lives of sigwatch which share one journal. */
function stage() {
  const clock = virtualClock();
  const place = bucket(clock.now);
  const notices: Notice[] = [];
  const events: SigwatchEvent[] = [];
  const bell = defineComponent({
    kind: 'notifier',
    class_name: 'Bell',
    summary: 'Keeps what it is told.',
    config: { type: 'object' },
    create: () => ({
      async send(notice) {
        notices.push(notice);
        return undefined;
      },
    }),
  });
  const registry = createRegistry([definePlugin({ name: 'bells', components: [bell] })]);
  const store: Store = memoryStore();
  const thresholds = thresholdsOf(2.5 * MINUTE);
  let polls = 0;
  const begin = () => {
    const abort = new AbortController();
    const journal = new FleetJournal({
      ...{ store, root: place.root, owner, deps: clock, thresholds, registry },
      publish: (event) => events.push(event),
      notifiers: [{ class_name: 'Bell', on: { transition: [...transitions] } }],
      settings: { ...defaultAlerts, group_over: 1_000, group_wait: 0, rate: { count: 1_000, within: MINUTE } },
    });
    const done = followRuns({
      ...{ journal, store: place, listing: true, thresholds, rules, interval: MINUTE, deps: clock },
      abort: abort.signal,
      looked: () => {
        polls += 1;
      },
    });
    return {
      journal,
      async end() {
        abort.abort();
        await done;
        journal.close();
      },
    };
  };
  /** The next poll, to its end; the rules take turns of the event loop that no clock counts. */
  const polled = async (time: number): Promise<void> => {
    const before = polls;
    await clock.advance(time);
    for (let turn = 0; polls === before && turn < 2_000; turn++) await clock.settle();
    await clock.settle();
  };
  return { clock, place, notices, events, begin, polled, store };
}

/** What happens in 15 minutes to 25 runs, and what is told of it by a sigwatch that is killed before some of them. */
async function told(seed: number, kills: readonly number[]) {
  const { clock, place, notices, events, begin, polled } = stage();
  const world = lives(25, place, seededRandom(seed), clock.now);
  let sigwatch: ReturnType<typeof begin> | undefined;
  for (let minute = 0; minute < 15; minute++) {
    world.live();
    if (kills.includes(minute)) {
      await sigwatch?.end();
      sigwatch = undefined;
    }
    await clock.advance(9 * SECOND);
    sigwatch ??= begin();
    await polled(SECOND);
    await clock.advance(50 * SECOND);
  }
  await sigwatch?.end();
  return { notices: notices.map(({ dedup_key, transition }) => `${transition} ${dedup_key}`), events };
}

const training = (place: Bucket, run: string, now: number, step: number) => {
  const times = { last_update: new Date(now).toISOString(), start_time: '2023-12-31T23:00:00Z' };
  const own = { run_id: run, status: 'running', phase: 'training', instance_id: 'i-7', node: 'node-3' };
  place.write(`${run}/metadata.json`, { ...own, ...times });
  place.write(`${run}/progress.json`, { step, total_steps: 500, loss: 0.5, last_updated: times.last_update });
};

describe('runs that are followed together', () => {
  it.each([1, 2, 3])(
    'are told of alike by a sigwatch that is killed now and then, and by one that lives (%i)',
    async (seed) => {
      const whole = await told(seed, []);
      const inLives = await told(seed, [2, 3, 7, 11]);
      expect(inLives.events).toEqual(whole.events);
      expect(inLives.notices).toEqual(whole.notices);
      expect(whole.events.flatMap(eventChecker())).toEqual([]);
      expect(new Set(whole.notices).size).toBe(whole.notices.length);
      expect(whole.events.filter(({ event_type }) => event_type === 'state_changed').length).toBeGreaterThan(20);
    },
  );

  it('have their failures explained by the rules, from _error and the log', async () => {
    const { clock, place, notices, events, begin, polled } = stage();
    training(place, 'run-a', clock.now(), 10);
    const sigwatch = begin();
    await polled(0);
    place.write('run-a/logs/training_log_latest.txt', 'step 10\nstep 11\nending\n');
    const error =
      'Traceback (most recent call last):\n  File "train.py", line 7, in <module>\n    step()\ntorch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n';
    place.write('run-a/_error', error);
    await polled(MINUTE);
    await sigwatch.end();
    expect(events.map(({ event_type, run_id }) => `${event_type} ${run_id}`)).toEqual([
      'signal run-a',
      'state_changed run-a',
      'run_ended run-a',
      `action ${sigwatch.journal.run_id}`,
    ]);
    expect(events[0]?.data).toMatchObject({ error_type: 'oom', source: '_error', line: 4 });
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({
      ...{ run_id: 'run-a', transition: 'failed', dedup_key: 'run-a/1/failed', step: 10, total: 500 },
      ...{ phase: 'training', node: 'node-3', instance: 'i-7', last_line: 'ending' },
      root: { error_type: 'oom', source: '_error', line: 4 },
      action_required: expect.stringContaining('2.00 GiB'),
    });
  });

  it('have a remedy of their own when they fall silent, are reminded of, and are told when they are back', async () => {
    const { clock, place, notices, events, begin, polled } = stage();
    training(place, 'run-a', clock.now(), 10);
    const sigwatch = begin();
    await polled(0);
    for (let minute = 1; minute <= 250; minute++) await polled(MINUTE);
    training(place, 'run-a', clock.now(), 11);
    await polled(MINUTE);
    await sigwatch.end();
    const told = notices.map(({ transition, dedup_key, reminder }) => [transition, dedup_key, reminder]);
    expect(told).toEqual([
      ['timed_out', 'run-a/1/timed_out/p1', undefined],
      ['timed_out', 'run-a/1/timed_out/p1', 1],
      ['recovered', 'run-a/1/recovered/p1', undefined],
    ]);
    expect(events[0]?.data).toMatchObject({ signal: 'heartbeats_stale', error_type: 'heartbeat_lost' });
    expect(notices[0]?.action_required).toContain('log');
  });

  it('are told of once while nobody can say how they are, and again when somebody can', async () => {
    const { clock, place, events, begin, polled } = stage();
    for (const run of ['a', 'b']) training(place, run, clock.now(), 1);
    const first = begin();
    await polled(0);
    place.fails = () => 'AccessDenied: let it list the bucket';
    await polled(MINUTE);
    await first.end();
    const second = begin();
    await polled(MINUTE);
    place.fails = () => undefined;
    for (const run of ['a', 'b']) training(place, run, clock.now(), 2);
    await polled(MINUTE);
    await second.end();
    const told = events.map(({ run_id, data }) => [run_id === first.journal.run_id, data.text]);
    expect(told).toEqual([
      [true, expect.stringContaining('AccessDenied')],
      [true, expect.stringContaining('can be listed again')],
    ]);
  });
});
