import type { JobRef, JobSpec } from '@sigwatch/core';
import {
  type CrashOutcome,
  type CrashScenario,
  type Faults,
  type LyingPlatform,
  lyingPlatform,
  type VirtualClock,
  violations,
  virtualClock,
} from '@sigwatch/testkit';
import { expect } from 'vitest';
import {
  clearTwins,
  intent,
  type ProtocolState,
  type ProtocolTiming,
  submitOnce,
} from '../../packages/core/src/protocol/index.js';

export interface RestartWorld {
  readonly clock: VirtualClock;
  readonly platform: LyingPlatform;
  readonly adapter: LyingPlatform['adapter'];
  readonly previous: JobRef;
}

export interface RestartOptions {
  readonly seed: number;
  readonly faults: Faults;
  /** ms (10 s) */
  readonly lag?: number;
  readonly can_hold?: boolean;
  readonly downtime?: number;
  readonly timing?: Partial<ProtocolTiming>;
}

const hour = 3_600_000;
/** As long as the platform lies, a restart insists on knowing that no other job of the old attempt lives. */
const insist = { sweep_for: 1_000 * hour };

export function specOf(attempt: number): JobSpec {
  return { run_id: 'run', attempt, command: ['sleeps'], cwd: '/', env: {} };
}

/** Attempt 1 runs, every third time with a held twin that nobody knows of; attempt 2 is to take its place. */
export function restartOf(options: RestartOptions): CrashScenario<ProtocolState, RestartWorld, JobRef> {
  return {
    downtime: options.downtime ?? 0,
    limit: 1_000 * hour,
    world: async () => {
      const clock = virtualClock();
      const platform = lyingPlatform({
        clock,
        seed: options.seed,
        faults: options.faults,
        lag: options.lag ?? 10_000,
        queue: 120_000,
        completing: 40_000,
        latency: 2_000,
        can_hold: options.can_hold ?? true,
        honest_from: clock.now() + 2 * hour,
      });
      const previous = platform.place(specOf(1), 'run/1');
      if (options.seed % 3 === 0) platform.place(specOf(1), 'run/1', true);
      await clock.advance(300_000);
      return { clock, platform, adapter: platform.adapter, previous };
    },
    initial: ({ previous }) => intent({ key: 'run/2', attempt: 2, previous, previous_key: 'run/1' }),
    run: (process) => submitOnce({ ...process, spec: specOf(2), timing: { ...insist, ...options.timing } }),
  };
}

type Check = (outcome: CrashOutcome<ProtocolState, JobRef>, world: RestartWorld) => Promise<void>;

/** One job of attempt 2 runs, it is the one that was handed out, and no two were ever alive that must not be. */
export function checkOnce(seed: number): Check {
  return async (outcome, world) => {
    await follow(outcome, world);
    const truth = world.platform.truth();
    expect(violations(truth, [2]), `seed ${seed}`).toEqual([]);
    expect(truth.find((job) => job.attempt === 2 && job.state === 'running')?.id).toBe(outcome.result.id);
  };
}

/** In the end only the job that was handed out is alive. */
export function checkOneLeft(seed: number): Check {
  return async (outcome, world) => {
    await follow(outcome, world);
    const alive = world.platform.truth().filter((job) => job.ended_at === undefined);
    expect(
      alive.map((job) => job.id),
      `seed ${seed}`,
    ).toEqual([outcome.result.id]);
  };
}

/** What follows a job looks once for twins; afterwards everything that could still act has acted. */
async function follow(outcome: CrashOutcome<ProtocolState, JobRef>, world: RestartWorld): Promise<void> {
  expect(outcome.state.phase).toBe('submitted');
  await world.clock.advance(3 * hour);
  await world.clock.run(clearTwins({ ...outcome.process, state: outcome.state, spec: specOf(2) }));
  await world.clock.advance(hour);
}
