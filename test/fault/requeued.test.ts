import type { JobAdapter, JobRef } from '@sigwatch/core';
import type { JobMoment } from '@sigwatch/testkit';
import { describe, expect, it, vi } from 'vitest';
import {
  checkRun,
  crashEverywhere,
  dies,
  MINUTE,
  policy,
  steps,
  succeeds,
  World,
  type WorldOptions,
} from './supervise-scenario.js';

// Some live hundreds of lives, on machines that have other things to do.
vi.setConfig({ testTimeout: 240_000 });

/** Fails of nccl, and is begun anew by its platform. */
const requeued: readonly JobMoment[] = [
  steps(1, 5),
  { after: 19_000, print: 'nccl failure\n' },
  { after: 20_000, end: { state: 'failed', reason: 'NODE_FAIL', exit_code: 1 }, requeued: true },
];
const silently = (reason: string, after = 20_000): readonly JobMoment[] => [
  steps(1, 5),
  { after, end: { state: 'cancelled', reason }, requeued: true },
];
const hardware = policy({ restart_on_error_types: ['nccl', 'hang', 'hardware', 'preempted'] });

const submissions = (world: World) => world.platform.truth().filter(({ id }) => !id.includes('start')).length;
const notices = (world: World) => world.of('notice').map(({ data }) => String(data.text));
/** Who dies between a submission and its commit may find the job only when it was begun anew: then that is attempt 1. */
const lostItsStart = (world: World) => notices(world).some((text) => text.includes('is uncertain'));
const isAlive = (world: World) => world.platform.truth().some(({ ended_at }) => ended_at === undefined);

describe('a job that its platform begins anew', () => {
  const runs: Readonly<
    Record<string, { options: WorldOptions; ends: string; decisions: readonly string[]; starts: number }>
  > = {
    'is the next attempt, where the policy restarts': {
      options: { scripts: [requeued], requeued: [succeeds], policy: hardware },
      ends: 'succeeded',
      decisions: ['1 restart hardware'],
      starts: 2,
    },
    'is cancelled, where the policy stops': {
      options: { scripts: [requeued], requeued: [[steps(1, 5)]], policy: policy() },
      ends: 'failed',
      decisions: ['1 stop hardware'],
      starts: 2,
    },
    'is followed, where there is no policy': {
      options: { scripts: [requeued], requeued: [succeeds], policy: undefined },
      ends: 'succeeded',
      decisions: ['1 ignore hardware'],
      starts: 2,
    },
    'twice, is an attempt each time': {
      options: { scripts: [requeued], requeued: [silently('PREEMPTED', 90_000), succeeds], policy: hardware },
      ends: 'succeeded',
      decisions: ['1 restart hardware', '2 restart preempted'],
      starts: 3,
    },
    'and fails for good, is submitted as ever': {
      options: { scripts: [requeued, [], succeeds], requeued: [[steps(1, 5), ...dies('nccl')]], policy: hardware },
      ends: 'succeeded',
      decisions: ['1 restart hardware', '2 restart nccl'],
      starts: 3,
    },
  };
  it.each(Object.entries(runs))('%s', async (_name, { options, ends, decisions, starts }) => {
    for (const lag of [0, 10_000]) {
      const world = new World({ ...options, lag });
      const result = await world.run();
      checkRun(world, `lag ${lag}`);
      expect(result.end?.state).toBe(ends);
      expect(world.decisions).toEqual(decisions);
      expect(world.platform.truth()).toHaveLength(starts);
      expect(isAlive(world)).toBe(false);
      const restarts = decisions.filter((one) => one.includes('restart')).length;
      expect(world.snapshot.ledger.total).toBe(restarts);
      expect(submissions(world)).toBe(options.scripts.length === 1 ? 1 : 2);
    }
  });

  it('is told of, taken over at once and not cancelled on the way', async () => {
    const cancelled: JobRef[] = [];
    const adapter = (real: JobAdapter): JobAdapter => ({
      ...real,
      cancel: async (job, abort) => {
        cancelled.push(job);
        await real.cancel?.(job, abort);
      },
    });
    const world = new World({ scripts: [requeued], requeued: [succeeds], policy: hardware, adapter });
    await world.run();
    expect(notices(world)).toEqual(['lying has requeued it by itself; attempt 2 is that job (lying:1).']);
    expect(cancelled).toEqual([]);
    expect(world.snapshot.jobs).toEqual(['lying:1']);
    const [, second] = world.of('attempt_started');
    const decided = world.of('decision')[0]!;
    expect(Date.parse(second!.timestamp) - Date.parse(decided.timestamp), 'no backoff').toBeLessThan(1_000);
    expect(decided.data.delay_seconds).toBeUndefined();
  });

  it('is left alone where a stop leaves jobs alone, and that is said', async () => {
    const stays = policy({ on_stop: 'leave' });
    const world = new World({ scripts: [requeued], requeued: [succeeds], policy: stays });
    await world.run();
    expect(notices(world)[0]).toMatch(/has requeued it by itself; the run ends here, so that job .* is left as it is/);
    await world.clock.advance(60_000);
    expect(world.platform.truth().map(({ state }) => state)).toEqual(['failed', 'succeeded']);
  });

  it('without a word of why, restarts as what was preempted; an exit code makes a failure of it', async () => {
    const world = new World({ scripts: [silently('REQUEUED')], requeued: [succeeds], policy: hardware });
    await world.run();
    expect(world.decisions).toEqual(['1 restart preempted']);
    const end: JobMoment = {
      after: 20_000,
      end: { state: 'cancelled', reason: 'REQUEUED', exit_code: 99 },
      requeued: true,
    };
    const failed = new World({ scripts: [[steps(1, 5), end]], requeued: [succeeds], policy: hardware });
    await failed.run();
    expect(failed.decisions).toEqual(['1 stop unknown']);
    const lines = [steps(1, 5), { after: 19_000, print: 'nccl failure\n' }, { ...end, after: 20_000 }];
    const told = new World({ scripts: [lines], requeued: [succeeds], policy: hardware });
    await told.run();
    expect(told.decisions, 'what was printed says more').toEqual(['1 restart nccl']);
  });

  it('again while it is taken over, is followed from its newest start', async () => {
    // The platform answers with the next start each time, as one would that was asked before the second requeue.
    const adapter = (real: JobAdapter): JobAdapter => ({
      ...real,
      status: async (jobs, abort) => {
        const all = await real.status(jobs, abort);
        return new Map(
          [...all].map(([id, status]) => {
            const next = Number(status.job.incarnation.split(':').at(-1)) + 1;
            const successor = { ...status.job, incarnation: `${id}:${next}` };
            return [id, status.successor === undefined ? status : { ...status, successor }];
          }),
        );
      },
    });
    const options = {
      scripts: [requeued],
      requeued: [[{ after: 0, end: { state: 'failed', reason: 'NODE_FAIL' }, requeued: true }], succeeds],
      policy: hardware,
      adapter,
    } as const;
    const count = await crashEverywhere(
      options,
      (world, where) => {
        checkRun(world, where);
        if (lostItsStart(world)) return;
        expect(world.decisions, where).toEqual(['1 restart hardware']);
        expect(world.of('attempt_started'), where).toHaveLength(2);
        expect(world.of('run_ended')[0]?.data.state, where).toBe('succeeded');
        expect(notices(world), where).toContain(
          'lying has requeued lying:1 once more meanwhile: its newest start is followed.',
        );
      },
      2,
    );
    expect(count).toBeGreaterThan(10);
  });

  it.each(Object.entries(runs))(
    '%s, wherever the supervisor dies',
    async (_name, { options, ends, decisions, starts }) => {
      const whole = new World(options);
      await whole.run();
      const count = await crashEverywhere(
        options,
        (world, where) => {
          checkRun(world, where);
          expect(isAlive(world), where).toBe(false);
          if (lostItsStart(world)) return;
          expect(world.decisions, where).toEqual(decisions);
          expect(world.story, where).toEqual(whole.story);
          expect(world.of('run_ended')[0]?.data.state, where).toBe(ends);
          expect(world.platform.truth(), where).toHaveLength(starts);
          expect(world.snapshot.ledger, where).toEqual(whole.snapshot.ledger);
          expect(notices(world), where).toEqual(notices(whole));
        },
        starts > 2 ? 3 : 1,
      );
      expect(count).toBeGreaterThan(10);
    },
  );

  it('on a platform that lies, is neither doubled nor lost, wherever the supervisor dies', async () => {
    const faults = { status_fails: 0.3, status_missing: 0.3, find_fails: 0.3, cancel_fails: 0.3, cancel_lost: 0.4 };
    for (const [seed, { options, ends, decisions }] of Object.values(runs).entries()) {
      const lying = { ...options, faults, seed, lag: 10_000, latency: 1_000, lies_for: 20 * MINUTE };
      await crashEverywhere(
        lying,
        (world, where) => {
          checkRun(world, `seed ${seed} ${where}`);
          expect(isAlive(world), where).toBe(false);
          if (lostItsStart(world)) return;
          expect(world.decisions, where).toEqual(decisions);
          expect(world.of('run_ended')[0]?.data.state, where).toBe(ends);
        },
        7,
      );
    }
  });

  it('is cancelled with the run where a person stops it', async () => {
    for (const after of [10_000, 21_000, 25_000, 40_000]) {
      const world = new World({
        scripts: [requeued],
        requeued: [[steps(1, 5)]],
        policy: hardware,
        lag: 5_000,
        asks: [[after, 'stop']],
      });
      const result = await world.run();
      expect(result.end?.state, `after ${after}`).toBe('cancelled');
      await world.clock.advance(120_000);
      expect(isAlive(world), `after ${after}`).toBe(false);
    }
  });
});
