import type { Rule } from '@sigwatch/core';
import type { JobMoment } from '@sigwatch/testkit';
import { describe, expect, it } from 'vitest';
import {
  checkRun,
  crashEverywhere,
  monitor,
  policy,
  succeeds,
  World,
  type WorldOptions,
} from './supervise-scenario.js';

/** The platform's word that its own attempt is over, behind which it begins another by itself. */
const over: Rule = {
  name: 'attempt_over',
  pattern: 'container failed',
  pattern_type: 'regex',
  kind: 'notice',
  severity: 'warning',
  symptom_of: [],
  actions: [],
  metadata: { phase: 'attempt_over' },
};
const rules = monitor({ rules: [...monitor().rules, over] });

/** Fails twenty seconds in, and again and again in attempts of the platform's own, which print steps in between: the job itself lives. */
const triesAgain = (of: string): readonly JobMoment[] =>
  Array.from({ length: 40 }, (_, attempt) => attempt * 25_000).flatMap((at) => [
    ...Array.from({ length: 5 }, (_, step) => ({ after: at + 2_000 * step + 1_000, print: `step ${step + 1}\n` })),
    { after: at + 20_000, print: `${of} failure\ncontainer failed\n` },
  ]);
/** Fails once, and goes on in the platform's next attempt. */
const recovers = (of: string): readonly JobMoment[] => [
  ...Array.from({ length: 5 }, (_, step) => ({ after: 2_000 * step + 1_000, print: `step ${step + 1}\n` })),
  { after: 20_000, print: `${of} failure\ncontainer failed\n` },
  ...Array.from({ length: 12 }, (_, step) => ({ after: 30_000 + 2_000 * step, print: `step ${step + 1}\n` })),
  { after: 70_000, exit: 0 },
];

async function whole(options: WorldOptions) {
  const world = new World(options);
  const result = await world.run();
  checkRun(world, 'without a crash');
  return { world, result, jobs: world.platform.truth() };
}

describe('a platform that begins what has failed again by itself', () => {
  it('is cancelled where the policy stops, while its next attempt steps on, and is seen to have ended', async () => {
    const { world, result, jobs } = await whole({ scripts: [triesAgain('oom'), succeeds], monitor: rules });
    expect(world.decisions).toEqual(['1 stop oom']);
    expect(result).toMatchObject({ end: { state: 'failed', decision: { action: 'stop' }, cancel: true }, restarts: 0 });
    expect(jobs).toHaveLength(1);
    expect(jobs[0]).toMatchObject({ state: 'cancelled' });
    // Within a minute of the first failure, of forty that were to come.
    expect(jobs[0]!.ended_at! - jobs[0]!.started_at!).toBeLessThan(80_000);
  });

  it('is left alone where the policy leaves what it stops', async () => {
    const leaves = policy({ on_stop: 'leave' });
    const options = { scripts: [recovers('oom')], monitor: rules, policy: leaves };
    const { result, jobs } = await whole(options);
    expect([result.end?.state, jobs[0]!.state]).toEqual(['succeeded', 'succeeded']);
  });

  it('goes on without a restart of ours where the policy would restart', async () => {
    const { world, result, jobs } = await whole({ scripts: [recovers('nccl')], monitor: rules });
    expect(result).toMatchObject({ end: { state: 'succeeded' }, restarts: 0 });
    expect(world.decisions).toEqual([]);
    expect(world.of('incident_closed').map(({ data }) => data.ignored)).toEqual([true]);
    expect(jobs).toHaveLength(1);
  });

  it('is cancelled once and for all wherever sigwatch itself dies', async () => {
    const check = (world: World, where: string) => {
      expect(world.decisions, where).toEqual(['1 stop oom']);
      expect(world.platform.truth(), where).toHaveLength(1);
      expect(world.platform.truth()[0], where).toMatchObject({ state: 'cancelled' });
    };
    const options = { scripts: [triesAgain('oom'), succeeds], monitor: rules };
    expect(await crashEverywhere(options, check, 8)).toBeGreaterThan(3);
  });
});
