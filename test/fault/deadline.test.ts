import { rmSync } from 'node:fs';
import type { JobAdapter, JobSpec, PolicySet } from '@sigwatch/core';
import type { JobMoment } from '@sigwatch/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporary, torchFile, write } from '../../packages/core/src/checkpoint/trees.fixture.js';
import { checkRun, crashEverywhere, MINUTE, policy, steps, World, type WorldOptions } from './supervise-scenario.js';

// Some live hundreds of lives, on machines that have other things to do.
vi.setConfig({ testTimeout: 240_000 });

const LIMIT = 10 * MINUTE;
const checkpoint_signal = { signal: 'USR1', before: 2 * MINUTE };
const { policies, ...rest } = policy({ restart_on_error_types: ['timeout'] });
const again: PolicySet = { ...rest, policies: { timeout: policies.crash! } };

/** Trains up to its limit, a hundred steps a job. */
const trains = (nth: number, minutes = 30): readonly JobMoment[] =>
  Array.from({ length: minutes }, (_, minute) => {
    const from = 100 * (nth - 1) + 10 * minute;
    return steps(from + 1, from + 10, (minute + 1) * MINUTE - 1_000);
  });
const finishes: readonly JobMoment[] = [...trains(3, 5), { after: 5 * MINUTE, exit: 0 }];

const notices = (world: World) => world.of('notice').map(({ data }) => String(data.text));

let directory: string;
/** What a job writes that was asked for it, as Megatron does. */
const save = (nth: number) =>
  write(directory, {
    [`iter_${String(nth * 80).padStart(7, '0')}/mp_rank_00/model_optim_rng.pt`]: torchFile(),
    'latest_checkpointed_iteration.txt': String(nth * 80),
  });

beforeEach(() => {
  directory = temporary();
});
afterEach(() => rmSync(directory, { recursive: true }));

/** An adapter that sends signals, and what was asked of it. */
function signalling(sent: string[], specs: JobSpec[] = [], act: (nth: number) => void = () => {}) {
  return (real: JobAdapter): JobAdapter => ({
    ...real,
    signal: async (job, name) => {
      sent.push(`${name} ${job.id}`);
      act(sent.length);
    },
    submission: {
      ...real.submission!,
      submit: (spec, key, how, abort) => {
        specs.push(spec);
        return real.submission!.submit(spec, key, how, abort);
      },
    },
  });
}

describe('a training that is longer than its jobs may be', () => {
  it('goes on from the checkpoint that each job was asked for before its end', async () => {
    const sent: string[] = [];
    const specs: JobSpec[] = [];
    const world = new World({
      scripts: [trains(1), trains(2), finishes],
      time_limit: LIMIT,
      policy: again,
      adapter: signalling(sent, specs, save),
      run: { checkpoint_dir: directory, checkpoint_signal, resume_args: ['--load', '{resume_from}'] },
    });
    const result = await world.run();
    checkRun(world, 'a chain');
    expect(result).toMatchObject({ end: { state: 'succeeded' }, restarts: 2 });
    expect(world.decisions).toEqual(['1 restart timeout', '2 restart timeout']);
    expect(sent).toEqual(['USR1 lying:1', 'USR1 lying:2']);
    expect(notices(world).filter((text) => text.includes('asked'))).toEqual(
      Array(2).fill('2 minutes left: asked the job for a checkpoint by SIGUSR1.'),
    );
    const last = new Map(specs.map((spec) => [spec.attempt, spec]));
    expect([...last.values()].map(({ env }) => env.SIGWATCH_RESUME_FROM)).toEqual([
      undefined,
      `${directory}/iter_0000080`,
      `${directory}/iter_0000160`,
    ]);
    expect([...last.values()].map(({ command }) => command)).toEqual([
      ['train'],
      ['train', '--load', `${directory}/iter_0000080`],
      ['train', '--load', `${directory}/iter_0000160`],
    ]);
    expect([...last.values()].map(({ previous }) => previous?.id)).toEqual([undefined, 'lying:1', 'lying:2']);
    expect(world.snapshot.engine.progress.last?.step).toBe(250);
  });

  it('is asked once for each job, wherever the supervisor dies', async () => {
    const sent: string[] = [];
    const options: WorldOptions = {
      scripts: [trains(1, 1), [steps(101, 109), { after: 20_000, exit: 0 }]],
      time_limit: 90_000,
      policy: again,
      adapter: (real) => signalling(sent)(real),
      run: { checkpoint_signal: { signal: 'USR1', before: 60_000 } },
    };
    const count = await crashEverywhere(options, (world, where) => {
      checkRun(world, where);
      const told = notices(world).filter((text) => text.includes('asked the job for a checkpoint'));
      expect(told, where).toHaveLength(1);
      // Dying between the signal and its commit is the one way to send it again.
      const times = sent.splice(0);
      expect(times.length, where).toBeLessThanOrEqual(2);
      expect(new Set(times), where).toEqual(new Set(['USR1 lying:1']));
    });
    expect(count).toBeGreaterThan(20);
  });
});

describe('a job is not asked for a checkpoint', () => {
  const run = async (options: Partial<WorldOptions>, before = checkpoint_signal.before) => {
    const sent: string[] = [];
    const world = new World({
      scripts: [[steps(1, 9), { after: 5 * MINUTE, exit: 0 }]],
      policy: again,
      adapter: signalling(sent),
      run: { checkpoint_signal: { signal: 'USR1', before } },
      ...options,
    });
    await world.run();
    checkRun(world, 'not asked');
    return { sent, told: notices(world) };
  };

  it('where nobody tells when it will be ended', async () => {
    expect(await run({})).toEqual({ sent: [], told: [] });
  });

  it('before its time has come', async () => {
    expect(await run({ time_limit: LIMIT })).toEqual({ sent: [], told: [] });
  });

  it('right at its start, which would end it', async () => {
    const { sent, told } = await run({ time_limit: LIMIT }, LIMIT);
    expect(sent).toEqual([]);
    expect(told).toEqual([
      'lying:1 may run for 10 minutes or less in all: it is not asked for a checkpoint before its end.',
    ]);
  });

  it('while it does not run', async () => {
    const sent: string[] = [];
    const suspended = (real: JobAdapter): JobAdapter => ({
      ...signalling(sent)(real),
      status: async (jobs, abort) =>
        new Map(
          [...(await real.status(jobs, abort))].map(([id, status]) => [
            id,
            status.state === 'running' ? { ...status, state: 'suspended' } : status,
          ]),
        ),
    });
    const { told } = await run({ time_limit: LIMIT, adapter: suspended, scripts: [trains(1), finishes] });
    expect([sent, told]).toEqual([[], []]);
  });

  it('by an adapter that sends none, which is said once', async () => {
    const { told } = await run({ time_limit: LIMIT, adapter: (real) => real });
    expect(told).toEqual(["lying can't send signals: lying:1 is not asked for a checkpoint before its end."]);
  });
});

it('a signal that fails is sent again, and told of once', async () => {
  let calls = 0;
  const adapter = (real: JobAdapter): JobAdapter => ({
    ...real,
    signal: async () => {
      calls += 1;
      if (calls < 3) throw new Error('connection refused');
    },
  });
  const world = new World({
    scripts: [trains(1), finishes],
    time_limit: LIMIT,
    policy: again,
    adapter,
    run: { checkpoint_signal },
  });
  await world.run();
  expect(calls).toBe(3);
  expect(notices(world)).toEqual([
    'lying:1 could not be asked for a checkpoint: connection refused. Trying again.',
    '2 minutes left: asked the job for a checkpoint by SIGUSR1. Whether it writes one is not to be seen: no checkpoint_dir is named.',
  ]);
});
