import { type Deps, type Discovery, type LogSource, type Rule, replay } from '@sigwatch/core';
import { discoveryOf, memorySource } from '@sigwatch/testkit';
import { describe, expect, it, vi } from 'vitest';
import {
  checkRun,
  crashEverywhere,
  dies,
  monitor,
  policy,
  type Scripts,
  steps,
  succeeds,
  World,
  type WorldOptions,
} from './supervise-scenario.js';

// Some live dozens of lives, on machines that have other things to do.
vi.setConfig({ testTimeout: 240_000 });

const EVERY = 30_000;
const idle: Rule = {
  name: 'gpu_idle',
  pattern: 'util (?P<util>\\d)%',
  pattern_type: 'regex',
  kind: 'error',
  mode: 'stall',
  error_type: 'hang',
  severity: 'error',
  symptom_of: [],
  actions: [],
  metadata: {},
};
const rules = [...monitor().rules, idle];
const quick = monitor({ inactivity_threshold_seconds: 60, rules });
const hangs = [steps(1, 5)];

/** A log beside the job that gains a line every 30 s for twenty minutes. */
function sampled(clock: Deps, line: (nth: number) => string): LogSource {
  const source = memorySource('health.jsonl', clock.now);
  for (let nth = 1; nth <= 40; nth += 1)
    clock.schedule(clock.now() + nth * EVERY, () =>
      source.append(`${new Date(clock.now()).toISOString()} ${line(nth)}\n`),
    );
  return { id: source.id, open: (...given) => source.open(...given), beside: true };
}

/** One that can never be read. */
const unreadable: LogSource = {
  id: 'health.jsonl',
  beside: true,
  open: async () => ({
    read: async () => ({ kind: 'blind', error: new Error('stale file handle') }),
    async [Symbol.asyncDispose]() {},
  }),
};

function beside(scripts: Scripts, make: (clock: Deps) => LogSource, more: Partial<WorldOptions> = {}): WorldOptions {
  // One for all lives of a world, which has a clock of its own.
  const made = new WeakMap<object, LogSource>();
  let current: LogSource | undefined;
  return {
    scripts,
    monitor: quick,
    adapter: (adapter, clock) => {
      current = made.get(clock) ?? make(clock);
      made.set(clock, current);
      return adapter;
    },
    logs: (): Discovery => discoveryOf(current as LogSource),
    ...more,
  };
}

async function whole(options: WorldOptions): Promise<World> {
  const world = new World(options);
  await world.run();
  checkRun(world, 'without a crash');
  return world;
}

const scripts: Scripts = [hangs, succeeds];
const decidedAt = (world: World) =>
  world.of('decision').map(({ timestamp }) => Date.parse(timestamp) - (world.platform.truth()[0]?.created_at ?? 0));

describe('what is measured beside a job', () => {
  it('is no sign of life: the run is stalled as soon as without it', async () => {
    const alone = await whole({ scripts, monitor: quick });
    const world = await whole(beside(scripts, (clock) => sampled(clock, () => 'all is well')));
    expect(world.decisions).toEqual(['1 restart hang']);
    expect(world.story).toEqual(alone.story);
    const [late = 0, soon = 0] = [...decidedAt(world), ...decidedAt(alone)];
    expect(Math.abs(late - soon)).toBeLessThanOrEqual(5_000);
  });

  it('has no steps, whatever it counts', async () => {
    const alone = await whole({ scripts, monitor: quick });
    const world = await whole(beside(scripts, (clock) => sampled(clock, (nth) => `step ${100 * nth}`)));
    expect(world.story).toEqual(alone.story);
    expect(world.of('run_ended')[0]?.data.final_step).toBe(9);
  });

  it('can tell of a stall, which then is the root', async () => {
    const patient = monitor({ inactivity_threshold_seconds: 1_800, rules });
    const options = beside(scripts, (clock) => sampled(clock, (nth) => (nth === 4 ? 'util 0%' : 'util fine')), {
      monitor: patient,
    });
    const world = await whole(options);
    expect(world.decisions).toEqual(['1 restart hang']);
    const [closed] = world.of('incident_closed');
    expect(closed?.data).toMatchObject({
      mode: 'stall',
      root: { signal: 'gpu_idle', source: 'health.jsonl', line: 4 },
    });
    // Not after half an hour of silence: by the word of what was measured.
    expect(decidedAt(world)[0]).toBeLessThan(10 * 60_000);
  });

  it('is disproved by the steps of the job', async () => {
    const goes = [
      ...Array.from({ length: 20 }, (_, n) => steps(n + 1, n + 1, n * 10_000)),
      { after: 210_000, exit: 0 },
    ];
    const world = await whole(
      beside([goes], (clock) => sampled(clock, (nth) => (nth === 2 ? 'util 0%' : 'util fine'))),
    );
    expect(world.decisions).toEqual([]);
    expect(world.of('run_ended')[0]?.data.state).toBe('succeeded');
  });

  it('stops no clock and holds up no verdict where it can’t be read, and is told of once', async () => {
    for (const job of [hangs, [steps(1, 5), ...dies('nccl')]]) {
      const alone = await whole({ scripts: [job, succeeds], monitor: quick });
      const world = await whole(beside([job, succeeds], () => unreadable));
      expect(world.story).toEqual(alone.story);
      expect(world.of('state_changed').map(({ data }) => data.to)).toEqual(
        alone.of('state_changed').map(({ data }) => data.to),
      );
      const [late = 0, soon = 0] = [...decidedAt(world), ...decidedAt(alone)];
      expect(Math.abs(late - soon)).toBeLessThanOrEqual(5_000);
    }
    const world = await whole(beside([hangs, succeeds], () => unreadable));
    const told = world.of('notice').filter(({ data }) => String(data.text).includes('health.jsonl'));
    expect(told.map(({ attempt, data }) => [attempt, data.text])).toEqual([
      [1, "health.jsonl can't be read: stale file handle. It is measured beside the job, so nothing waits for it."],
    ]);
  });

  it('is gone on with where it was, whenever sigwatch dies', async () => {
    const options = beside([hangs, succeeds], (clock) => sampled(clock, (nth) => `note util ${nth % 2}%`));
    const alone = await whole(options);
    // Of each line one signal, in the order in which they stand there.
    const lines = (world: World) =>
      world.of('signal').flatMap(({ data }) => (data.source === 'health.jsonl' ? [Number(data.line)] : []));
    expect(lines(alone).length).toBeGreaterThan(2);
    await crashEverywhere(
      options,
      (world, where) => {
        checkRun(world, where);
        expect(world.decisions, where).toEqual(alone.decisions);
        expect(lines(world), where).toEqual([...lines(world)].sort((a, b) => a - b));
        expect(new Set(lines(world)).size, where).toBe(lines(world).length);
      },
      3,
    );
  });

  it('in a replay of bare logs only shows that time goes on', async () => {
    const at = (seconds: number) => new Date(Date.UTC(2024, 0, 1) + seconds * 1_000).toISOString();
    const train = memorySource('train.log', () => 0);
    train.append([1, 2, 3].map((n) => `${at(n)} step ${n}\n`).join(''));
    train.end();
    const health = memorySource('health.jsonl', () => 0);
    health.append([1, 2, 3, 4, 5].map((n) => `${at(n * 30)} step ${n * 1000} all is well\n`).join(''));
    health.end();
    const besides: LogSource = { id: health.id, open: (...given) => health.open(...given), beside: true };
    const play = async (...sources: readonly LogSource[]) => {
      const events = [];
      for await (const event of replay({
        run_id: 'run',
        monitor: quick,
        policy: policy(),
        logs: discoveryOf(...sources),
        now: () => Date.UTC(2024, 0, 2),
      }))
        events.push(event);
      return events;
    };
    const alone = await play(train);
    expect(alone.filter(({ event_type }) => event_type === 'decision')).toEqual([]);
    const told = await play(train, besides);
    const decisions = told.filter(({ event_type }) => event_type === 'decision');
    expect(decisions.map(({ data }) => `${data.action} ${data.error_type}`)).toEqual(['restart hang']);
    expect(told.find(({ data }) => data.signal === 'stall_no_output')?.timestamp).toBe(at(63));
    expect(told.filter(({ event_type }) => event_type === 'progress').map(({ data }) => data.step)).toEqual([1, 2, 3]);
  });
});
