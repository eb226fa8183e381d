import {
  type AlertSettings,
  createRegistry,
  defaultAlerts,
  defineComponent,
  definePlugin,
  type Json,
  type Notice,
  noticePayload,
  type Sent,
  TryLaterError,
  UndeliverableError,
} from '@sigwatch/core';
import type { JobMoment } from '@sigwatch/testkit';
import { describe, expect, it, vi } from 'vitest';
import {
  checkRun,
  dies,
  MINUTE,
  monitor,
  type Scripts,
  steps,
  succeeds,
  World,
  type WorldOptions,
} from './supervise-scenario.js';

vi.setConfig({ testTimeout: 240_000 });

const nccl: readonly JobMoment[] = [steps(1, 5), ...dies('nccl')];
const oom: readonly JobMoment[] = [steps(1, 5), ...dies('oom')];
const hangs: readonly JobMoment[] = [steps(1, 5)];

type Answer = (notice: Notice, nth: number, abort: AbortSignal) => Promise<Sent | undefined> | Sent | undefined;

/** A world with one notifier, and what it was told. */
function told(scripts: Scripts, answer: Answer = () => undefined, more: Partial<WorldOptions> = {}) {
  const notices: Notice[] = [];
  const kept: (Json | undefined)[] = [];
  const bell = defineComponent({
    kind: 'notifier',
    class_name: 'Bell',
    summary: 'Keeps what it is told.',
    config: { type: 'object' },
    create: () => ({
      async send(notice, abort, keep) {
        const given = await answer(notice, notices.length, abort);
        notices.push(notice);
        kept.push(keep);
        return given;
      },
    }),
  });
  const registry = createRegistry([definePlugin({ name: 'bells', components: [bell] })]);
  const options: WorldOptions = {
    scripts,
    ...more,
    monitor: monitor({
      inactivity_threshold_seconds: 60,
      notifiers: [{ class_name: 'Bell', on: { transition: [...ALL] } }],
      ...more.monitor,
    }),
    run: { registry, ...more.run },
  };
  return { options, notices, kept };
}

const ALL = [
  'started',
  'stalled',
  'timed_out',
  'failed',
  'restarted',
  'gave_up',
  'recovered',
  'succeeded',
  'cancelled',
];

const settings = (more: Partial<AlertSettings>): Pick<WorldOptions, 'run'> => ({
  run: { alerts: { settings: { ...defaultAlerts, ...more } } },
});
const brief = (notices: readonly Notice[]) => notices.flatMap((one) => one.runs ?? [one]).map((one) => one.dedup_key);
const queued = (world: World) => (world.store.load('run')?.outbox ?? []).filter((entry) => noticePayload(entry));

const stories: Readonly<Record<string, { scripts: Scripts; tells: readonly string[]; asks?: WorldOptions['asks'] }>> = {
  'nccl, then success': {
    scripts: [nccl, succeeds],
    tells: ['run/1/started', 'run/2/restarted', 'run/2/recovered/1', 'run/2/succeeded'],
  },
  'nccl, then oom': {
    scripts: [nccl, oom],
    tells: ['run/1/started', 'run/2/restarted', 'run/2/recovered/1', 'run/2/gave_up'],
  },
  'a hang, then success': {
    scripts: [hangs, succeeds],
    tells: ['run/1/started', 'run/1/stalled/1', 'run/2/restarted', 'run/2/recovered/1', 'run/2/succeeded'],
  },
  'a stop by a person': {
    scripts: [[steps(1, 5), { after: 40_000, print: 'step 6\n' }, { after: 70_000, print: 'step 7\n' }]],
    asks: [[45_000, 'stop']],
    tells: ['run/1/started', 'run/1/cancelled'],
  },
};

describe('what people are told of a run', () => {
  it.each(Object.entries(stories))(
    '%s: each thing once and in order, however often sigwatch dies',
    async (name, story) => {
      // The others differ in few of their commits.
      const every = name === 'nccl, then success' ? 2 : 5;
      const { options, notices } = told(story.scripts, undefined, story.asks ? { asks: story.asks } : {});
      const whole = new World(options);
      await whole.run();
      const { commits } = whole;
      let lives = 0;
      for (let commit = 0; commit < commits; commit += every) {
        for (const when of ['before', 'after'] as const) {
          const where = `with a crash ${when} commit ${commit}`;
          const world = new World(options);
          notices.length = 0;
          await world.run([{ commit, when, downtime: commit % 3 === 0 ? 20_000 : 0 }]);
          // It may have died after the run's end, with its last words.
          await world.run();
          lives += 1;
          checkRun(world, where);
          const entries = queued(world);
          const keys = entries.map((entry) => noticePayload(entry)?.notice.dedup_key);
          expect(keys, where).toEqual(story.tells);
          expect(new Set(entries.map(({ status }) => status)), where).toEqual(new Set(['done']));
          // At least once, and in order: the one at which it died may come again.
          const sent = brief(notices);
          expect([...new Set(sent)], where).toEqual(story.tells);
          expect(sent.length, where).toBeLessThanOrEqual(story.tells.length + 1);
        }
      }
      expect(lives).toBeGreaterThan(5);
    },
  );

  it('one notice tells a failure and its restart: the line, what to do, from where it goes on', async () => {
    const { options, notices } = told([nccl, succeeds]);
    const world = new World(options);
    await world.run();
    expect(notices[1]).toMatchObject({
      transition: 'restarted',
      attempt: 2,
      title: 'run: restarted after nccl (restart 1 of 3)',
      root: { signal: 'nccl_error', line: 6, text: 'nccl failure' },
      problem: 'run/1/1',
      incident: 'run/1/1',
      step: 5,
      last_line: 'nccl failure',
      decision: { action: 'restart', restart: 1, max_retries: 3 },
    });
    expect(notices[1]?.action_required).toBeTruthy();
    expect(notices[1]?.resolved).toBeUndefined();
    expect(notices[2]).toMatchObject({ transition: 'recovered', resolved: true, problem: 'run/1/1', attempt: 2 });
  });
});

describe('a notifier that does not take what it is told', () => {
  it('is told all of it in order when it answers again, by whoever supervises then, and holds nothing up', async () => {
    const down = { until: Number.POSITIVE_INFINITY };
    const refuse: Answer = () => {
      if (options.monitor !== undefined && world.clock.now() < down.until) throw new Error('no route to host');
      return undefined;
    };
    const { options, notices } = told([nccl, succeeds], refuse, settings({ group_over: 100 }));
    let world = new World(options);
    const began = world.clock.now();
    const plain = new World(told([nccl, succeeds]).options);
    await plain.run();
    const { undelivered } = await world.run();
    expect(undelivered).toBe(4);
    expect(notices).toEqual([]);
    const last = (of: World) => Date.parse(of.of('run_ended')[0]?.timestamp ?? '');
    expect(last(world) - began).toBeLessThan(last(plain) - Date.parse(plain.events[0]?.timestamp ?? '') + 10_000);
    expect(world.clock.now()).toBeLessThan(last(world) + 61_000);
    expect(world.of('action').filter(({ data }) => data.action === 'Bell')).toHaveLength(1);
    expect(world.store.load('run')?.summary).toMatchObject({ undelivered: 4, state: 'succeeded' });
    await world.clock.advance(3 * 60 * MINUTE);
    down.until = 0;
    const ended_at = world.store.load('run')?.summary.ended_at;
    await world.run();
    expect(brief(notices)).toEqual(stories['nccl, then success']?.tells);
    expect(world.store.load('run')?.summary.undelivered).toBeUndefined();
    expect(world.store.load('run')?.summary.ended_at).toBe(ended_at);
    world = plain;
  });

  it('one that hangs delays no decision, and the end by a minute at most', async () => {
    const { options } = told([nccl, succeeds], () => new Promise<never>(() => {}));
    const world = new World(options);
    const { undelivered } = await world.run();
    expect(undelivered).toBe(4);
    expect(world.decisions).toEqual(['1 restart nccl']);
    const end = Date.parse(world.of('run_ended')[0]?.timestamp ?? '');
    expect(world.clock.now() - end).toBeLessThanOrEqual(61_000);
  });

  it('what will never be taken is a dead letter, and what follows is told; a moment that was named is waited for', async () => {
    let later = true;
    const times: number[] = [];
    const { options, notices } = told(
      [nccl, succeeds],
      (notice) => {
        times.push(world.clock.now());
        if (notice.transition === 'started') throw new UndeliverableError('no such channel');
        if (notice.transition === 'restarted' && later) {
          later = false;
          throw new TryLaterError('slow down', world.clock.now() + 25_000);
        }
        return undefined;
      },
      settings({ group_wait: 0 }),
    );
    const world = new World(options);
    await world.run();
    expect(notices.map(({ transition }) => transition)).toEqual(['restarted', 'recovered', 'succeeded']);
    expect(world.store.load('run')?.summary).toMatchObject({ dead_letters: 1 });
    expect(queued(world)[0]).toMatchObject({ status: 'failed', result: 'no such channel' });
    expect((times[2] as number) - (times[1] as number)).toBe(25_000);
  });

  it('what a notifier keeps comes back to it, over the end of a process too', async () => {
    const { options, kept } = told(
      [nccl, succeeds],
      (_, nth) => ({ keep: { thread: nth } }),
      settings({ group_wait: 0 }),
    );
    const world = new World(options);
    await world.run([{ commit: 14, when: 'after', downtime: 0 }]);
    expect(kept).toEqual([undefined, { thread: 0 }, { thread: 1 }, { thread: 2 }]);
  });
});

describe('a problem that stays', () => {
  it('is told again with the same key, a count, and not after it is over', async () => {
    const script: readonly JobMoment[] = [steps(1, 5), { after: 10 * 60 * MINUTE, print: 'step 6\nstep 7\nstep 8\n' }];
    const { options, notices } = told([[...script, { after: 16 * 60 * MINUTE, exit: 0 }]], undefined, {
      policy: undefined,
      ...settings({ remind_every: 180 * MINUTE }),
    });
    const world = new World(options);
    await world.run([{ commit: 12, when: 'after', downtime: 20 * MINUTE }]);
    const stalls = notices.filter(({ dedup_key }) => dedup_key === 'run/1/stalled/1');
    expect(stalls.map(({ reminder }) => reminder)).toEqual([undefined, 1, 2, 3]);
    expect(stalls[1]?.title).toMatch(/reminder 1/);
  });
});
