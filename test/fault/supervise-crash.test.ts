import { type Faults, faultNames, type JobMoment, violations } from '@sigwatch/testkit';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  checkRun,
  crashEverywhere,
  dies,
  MINUTE,
  monitor,
  policy,
  type Scripts,
  steps,
  succeeds,
  World,
  type WorldOptions,
} from './supervise-scenario.js';

// Some live hundreds of lives, on machines that have other things to do.
vi.setConfig({ testTimeout: 240_000 });

const nccl: readonly JobMoment[] = [steps(1, 5), ...dies('nccl')];
const oom: readonly JobMoment[] = [steps(1, 5), ...dies('oom')];
const hangs: readonly JobMoment[] = [steps(1, 5)];

const runs: Readonly<Record<string, { scripts: Scripts; decisions: readonly string[] }>> = {
  'nccl, then success': { scripts: [nccl, succeeds], decisions: ['1 restart nccl'] },
  'nccl twice, then oom': { scripts: [nccl, nccl, oom], decisions: ['1 restart nccl', '2 restart nccl', '3 stop oom'] },
  'a hang, then success': { scripts: [hangs, succeeds], decisions: ['1 restart hang'] },
  'nccl beyond its budget': { scripts: [nccl], decisions: ['1 restart nccl', '2 stop nccl'] },
};
const spent = policy({ budgets: { nccl: 1 } });
const quick = monitor({ inactivity_threshold_seconds: 60 });
const policyOf = (name: string) => (name.includes('budget') ? spent : policy());

describe('a supervisor that dies at every commit', () => {
  it.each(Object.entries(runs))('on an honest platform: %s', async (name, { scripts, decisions }) => {
    const options = { scripts, policy: policyOf(name), monitor: quick };
    const whole = new World(options);
    await whole.run();
    const count = await crashEverywhere(options, (world, where) => {
      checkRun(world, where);
      expect(world.decisions, where).toEqual(decisions);
      expect(world.story, where).toEqual(whole.story);
      expect(world.snapshot.ledger, where).toEqual(whole.snapshot.ledger);
      expect(
        world.of('action').map(({ data }) => data.detail),
        where,
      ).toEqual(whole.of('action').map(({ data }) => data.detail));
    });
    expect(count).toBeGreaterThan(20);
  });

  const asked: Readonly<Record<string, Pick<WorldOptions, 'asks' | 'scripts'> & { ends: string; jobs: number }>> = {
    'a stop of a job that runs': { asks: [[10_000, 'stop']], scripts: [hangs], ends: 'cancelled', jobs: 1 },
    'a restart of a job that runs': {
      asks: [[10_000, 'restart']],
      scripts: [hangs, succeeds],
      ends: 'succeeded',
      jobs: 2,
    },
    'a restart in the backoff': { asks: [[35_000, 'restart']], scripts: [nccl, succeeds], ends: 'succeeded', jobs: 2 },
    'a pause in the backoff': {
      asks: [
        [35_000, 'pause'],
        [300_000, 'resume'],
      ],
      scripts: [nccl, succeeds],
      ends: 'succeeded',
      jobs: 2,
    },
  };
  it.each(Object.entries(asked))('and %s is done once', async (_name, { ends, jobs, ...options }) => {
    const count = await crashEverywhere(
      { ...options, latency: 1_000 },
      (world, where) => {
        checkRun(world, where);
        expect(world.of('run_ended')[0]?.data.state, where).toBe(ends);
        // What is asked for while nobody supervises may come before the first job.
        expect(world.platform.truth().length, where).toBeLessThanOrEqual(jobs);
        const decided = (action: string) => world.of('decision').filter(({ data }) => data.action === action).length;
        expect(decided('restart'), where).toBeLessThanOrEqual(1);
        expect(world.snapshot.ledger.total, where).toBe(decided('restart') - decided('ignore'));
        expect(world.store.commands('run'), where).toEqual([]);
      },
      2,
    );
    expect(count).toBeGreaterThan(6);
  });

  it('leaves no second job of a submission alive, and none beside the next attempt', async () => {
    const faults = { plain_twins: 1, held_twins: 1, reply_lost: 0.4, find_fails: 0.3, cancel_fails: 0.3 };
    const together = / both attempt \d+, ran at the same time$/;
    const long = [steps(1, 5), steps(6, 9, 50_000), { after: 90_000, exit: 0 }];
    // The last one ends long before the platform shows what it has made.
    const short = [steps(1, 2), { after: 2_000, exit: 0 }];
    for (const [seed, scripts] of [[hangs, long], [nccl, long], [short]].entries()) {
      const lying = { faults, seed, lag: 20_000, latency: 1_000, lies_for: 20 * MINUTE };
      await crashEverywhere(
        { ...lying, scripts, twin: hangs, monitor: quick },
        (world, where) => {
          const alive = world.platform.truth().filter(({ ended_at }) => ended_at === undefined);
          expect(alive, `seed ${seed} ${where}`).toEqual([]);
          const wrong = violations(world.platform.truth()).filter((sentence) => !together.test(sentence));
          expect(wrong, `seed ${seed} ${where}`).toEqual([]);
        },
        4,
      );
    }
  });

  const lies: Readonly<Record<string, WorldOptions['faults']>> = {
    'lost replies': { reply_lost: 0.6, release_reply_lost: 0.5 },
    'orphan submitters': { orphans: 0.6, reply_lost: 0.3 },
    'wrong "no"s': { reply_lost: 0.5, wrong_no: 0.4 },
    'states that are not known': { status_fails: 0.4, status_missing: 0.4, hangs: 0.3, find_fails: 0.3 },
    'cancels that do not act': { cancel_lost: 0.5, cancel_fails: 0.3, cancel_late: 0.3 },
  };
  it.each(Object.entries(lies))('on a platform with a lag and %s', async (_name, faults) => {
    for (const [seed, name] of [
      [1, 'nccl, then success'],
      [2, 'a hang, then success'],
    ] as const) {
      const { scripts, decisions } = runs[name]!;
      const lying = { faults: faults!, seed, lag: 10_000, latency: 1_000, lies_for: 20 * MINUTE };
      const options = { scripts, monitor: quick, ...lying };
      const count = await crashEverywhere(
        options,
        (world, where) => {
          checkRun(world, `${name} ${where}`);
          expect(world.decisions, `${name} ${where}`).toEqual(decisions);
        },
        3,
      );
      expect(count).toBeGreaterThan(8);
    }
  });
});

describe('a supervisor that dies again and again', () => {
  const life = fc.record({
    commit: fc.nat(25),
    when: fc.constantFrom('before' as const, 'after' as const),
    downtime: fc.constantFrom(0, 5_000, 60_000, 60 * MINUTE),
  });
  const fault = fc.constantFrom(...faultNames.filter((name) => name !== 'plain_twins' && name !== 'refuses'));
  const schedule = fc.record({
    run: fc.constantFrom(...Object.keys(runs)),
    seed: fc.nat(1_000_000),
    lag: fc.constantFrom(0, 0, 5_000),
    faults: fc.dictionary(fault, fc.constantFrom(0.2, 0.5), { maxKeys: 4 }) as fc.Arbitrary<Faults>,
    lives: fc.array(life, { maxLength: 6 }),
  });

  it('decides the same, once, and never has two attempts alive', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async ({ run, lives, ...options }) => {
        const { scripts, decisions } = runs[run]!;
        const world = new World({ ...options, scripts, policy: policyOf(run), monitor: quick, lies_for: 120 * MINUTE });
        await world.run(lives);
        checkRun(world, run);
        expect(world.decisions).toEqual(decisions);
      }),
      { numRuns: 120, interruptAfterTimeLimit: 12_000 },
    );
  }, 60_000);
});

describe('a supervisor that is killed in the middle of', () => {
  /** Killed at `at` and begun again `downtime` later. When the next job was made, beside a run that nobody disturbed. */
  const restartedAt = async (scripts: Scripts, at?: number, downtime = 0) => {
    const world = new World({ scripts });
    const began = world.clock.now();
    if (at !== undefined) {
      const abort = new AbortController();
      const life = world.live(undefined, { abort: abort.signal });
      await world.clock.advance(at);
      abort.abort();
      await life;
      await world.clock.advance(downtime);
    }
    await world.run();
    checkRun(world, `killed at ${at} for ${downtime}`);
    expect(world.decisions).toHaveLength(1);
    expect(world.platform.truth()).toHaveLength(2);
    return world.platform.truth()[1]!.created_at - began;
  };

  it.each([
    ['a backoff', [nccl, succeeds], 35_000],
    ['an inactivity window', [hangs, succeeds], 5 * MINUTE],
    ['a hold', [hangs, succeeds], 10 * MINUTE + 15_000],
    ['a backoff on a job that hangs', [hangs, succeeds], 10 * MINUTE + 45_000],
  ] as const)('%s: it fires once and at its moment', async (_name, scripts, at) => {
    const undisturbed = await restartedAt(scripts);
    expect(undisturbed).toBeGreaterThan(at);
    const killed = await restartedAt(scripts, at, 5_000);
    expect(Math.abs(killed - undisturbed)).toBeLessThan(10_000);
    // Down beyond the moment: it fires as soon as all was looked at again.
    const late = await restartedAt(scripts, at, 60 * MINUTE);
    expect(late - (at + 60 * MINUTE)).toBeGreaterThanOrEqual(0);
    expect(late - (at + 60 * MINUTE)).toBeLessThan(75_000);
  });
});
