import type { Command } from '@sigwatch/core';
import { discoveryOf, memorySource } from '@sigwatch/testkit';
import { describe, expect, it } from 'vitest';
import {
  checkRun,
  dies,
  MINUTE,
  monitor,
  policy,
  steps,
  succeeds,
  World,
  type WorldOptions,
} from './supervise-scenario.js';

const nccl = (from: number, to: number) => [steps(from, to), ...dies('nccl')];
const oom = [steps(1, 5), ...dies('oom')];
/** Prints its steps and then nothing, for ever. */
const hangs = [steps(1, 5)];

async function whole(options: WorldOptions) {
  const world = new World(options);
  const result = await world.run();
  checkRun(world, 'without a crash');
  expect(world.clock.pending(), 'timers are left').toBe(0);
  return { world, result };
}

const jobs = (world: World) => world.platform.truth();

describe('a whole run', () => {
  it('fails of nccl, is restarted after its backoff, and succeeds', async () => {
    const { world, result } = await whole({ scripts: [nccl(1, 5), succeeds] });
    expect(result).toMatchObject({ end: { state: 'succeeded' }, restarts: 1 });
    expect(world.decisions).toEqual(['1 restart nccl']);
    expect(world.of('run_started')).toHaveLength(1);
    expect(world.of('attempt_ended').map(({ data }) => data.state)).toEqual(['failed', 'succeeded']);
    const [first, second] = jobs(world);
    const wait = second!.created_at - first!.ended_at!;
    expect(wait).toBeGreaterThanOrEqual(30_000);
    expect(wait).toBeLessThan(37_000);
    expect(world.of('action').map(({ data }) => data.detail)).toEqual(['attempt 1 died of nccl']);
    expect(world.events.at(-1)?.event_type).toBe('run_ended');
  });

  it('runs out of memory and is stopped', async () => {
    const { world, result } = await whole({ scripts: [oom] });
    expect(result).toMatchObject({ end: { state: 'failed', decision: { action: 'stop' } }, restarts: 0 });
    expect(world.decisions).toEqual(['1 stop oom']);
    expect(jobs(world)).toHaveLength(1);
  });

  it('is restarted max_retries times and then stopped', async () => {
    const { world, result } = await whole({ scripts: [nccl(1, 5)] });
    expect(world.decisions).toEqual(['1 restart nccl', '2 restart nccl', '3 restart nccl', '4 stop nccl']);
    expect(result).toMatchObject({ end: { state: 'failed' }, restarts: 3 });
  });

  it('is stopped of oom whatever was spent on nccl', async () => {
    const { world } = await whole({ scripts: [nccl(1, 5), nccl(1, 5), oom] });
    expect(world.decisions).toEqual(['1 restart nccl', '2 restart nccl', '3 stop oom']);
  });

  it('stops where the budget of one cause is spent', async () => {
    const { world } = await whole({ scripts: [nccl(1, 5)], policy: policy({ budgets: { nccl: 1 } }) });
    expect(world.decisions).toEqual(['1 restart nccl', '2 stop nccl']);
  });

  it('gets its budget back after 500 verified steps', async () => {
    const scripts = [nccl(1, 10), nccl(10, 100), nccl(100, 700), nccl(700, 710), nccl(710, 711)];
    const { world } = await whole({ scripts, policy: policy({ max_retries: 2, reset_after: { steps: 500 } }) });
    expect(world.decisions).toEqual(
      ['1', '2', '3', '4', '5'].map((n) => `${n} ${n === '5' ? 'stop' : 'restart'} nccl`),
    );
  });

  it('stops at the same failure at the same step, and never where the step is not known', async () => {
    const same = policy({ same_failure: 2 });
    expect((await whole({ scripts: [nccl(1, 5)], policy: same })).world.decisions).toEqual([
      '1 restart nccl',
      '2 stop nccl',
    ]);
    const further = await whole({ scripts: [nccl(1, 5), nccl(1, 6), nccl(1, 6)], policy: same });
    expect(further.world.decisions).toEqual(['1 restart nccl', '2 restart nccl', '3 stop nccl']);
    const unknown = await whole({ scripts: [dies('nccl')], policy: same });
    expect(unknown.world.decisions.at(-1)).toBe('4 stop nccl');
  });

  it('stalls: the job is cancelled and has ended before the next one', async () => {
    const { world, result } = await whole({ scripts: [hangs, succeeds] });
    expect(world.decisions).toEqual(['1 restart hang']);
    expect(result).toMatchObject({ end: { state: 'succeeded' }, restarts: 1 });
    const [first, second] = jobs(world);
    expect(first?.state).toBe('cancelled');
    expect(second!.created_at).toBeGreaterThanOrEqual(first!.ended_at!);
    // The last step came a second after the start; after ten minutes of silence come the hold and the backoff.
    const since = first!.ended_at! - first!.started_at! - 1_000;
    expect(since).toBeGreaterThanOrEqual(10 * MINUTE + 60_000);
    expect(since).toBeLessThan(10 * MINUTE + 80_000);
  });

  it('without a policy is followed to its end', async () => {
    const { world, result } = await whole({ scripts: [nccl(1, 5)], policy: undefined });
    expect(result).toMatchObject({ end: { state: 'failed', decision: { action: 'ignore' } }, restarts: 0 });
    expect(world.of('run_ended')[0]?.data).toMatchObject({ state: 'failed', root: { error_type: 'nccl' } });
    const stalled = new World({ scripts: [[...hangs, { after: 30 * MINUTE, exit: 0 }]], policy: undefined });
    expect(await stalled.run()).toMatchObject({ end: { state: 'succeeded' } });
    expect(jobs(stalled)[0]?.state).toBe('succeeded');
  });

  it('that is only followed and may not be restarted says so', async () => {
    const world = new World({ scripts: [nccl(1, 5)] });
    const job = world.platform.place({ run_id: 'other', attempt: 1, command: ['x'], cwd: '/', env: {} }, 'other');
    const result = await world.clock.run(world.live(undefined, { job, command: undefined as never }));
    expect(result.end).toMatchObject({ state: 'failed', decision: { action: 'restart' }, cancel: false });
    expect(result.end?.reason).toMatch(/left to whoever started the job/);
    expect(jobs(world)).toHaveLength(1);
  });

  it('follows the job it is given, and restarts it with the command it is given', async () => {
    const world = new World({ scripts: [nccl(1, 5), succeeds] });
    const job = world.platform.place({ run_id: 'other', attempt: 1, command: ['x'], cwd: '/', env: {} }, 'other');
    const result = await world.clock.run(world.live(undefined, { job }));
    checkRun(world, 'attached');
    expect(result).toMatchObject({ end: { state: 'succeeded' }, restarts: 1 });
    expect(jobs(world)).toHaveLength(2);
    expect(world.of('notice')).toEqual([]);
  });

  it('survives an hour in which nobody can ask the platform', async () => {
    let away = false;
    const scripts = [[...nccl(1, 5).slice(0, 1), steps(6, 7, 2 * 60 * MINUTE), { after: 121 * MINUTE, exit: 0 }]];
    const world = new World({
      scripts,
      monitor: monitor({ inactivity_threshold_seconds: 1800 }),
      adapter: (adapter) => ({
        ...adapter,
        status: (...args) => (away ? Promise.reject(new Error('no route to host')) : adapter.status(...args)),
      }),
    });
    const end = world.live();
    await world.clock.advance(20_000);
    away = true;
    await world.clock.advance(60 * MINUTE);
    expect(world.of('state_changed').at(-1)?.data).toMatchObject({ to: 'unknown' });
    const recorded = [...world.store.record('run')].length;
    expect(recorded, 'what is as it was does not fill the record').toBeLessThan(3_000);
    away = false;
    await world.clock.advance(10_000);
    expect(world.of('state_changed').at(-1)?.data).toMatchObject({ to: 'running' });
    expect(world.decisions).toEqual([]);
    // The clocks stood still: from here a stall takes its full time, less what had passed before.
    await world.clock.advance(29 * MINUTE);
    expect(world.decisions).toEqual([]);
    await world.clock.advance(3 * MINUTE);
    expect(world.decisions).toEqual(['1 restart hang']);
    world.ask('stop');
    expect(await world.clock.run(end)).toMatchObject({ end: { state: 'cancelled' } });
    checkRun(world, 'unreachable');
  });

  it('goes on reading and hearing while the platform does not answer', async () => {
    const world = new World({
      scripts: [[steps(1, 2), steps(3, 4, 20_000), { after: 300_000, exit: 0 }]],
      adapter: (adapter) => ({ ...adapter, status: () => new Promise(() => {}) }),
    });
    const end = world.live();
    await world.clock.advance(25_000);
    expect(world.of('progress').map(({ data }) => data.step)).toEqual([1, 2, 3, 4]);
    world.ask('pause');
    await world.clock.advance(10_000);
    expect(world.store.commands('run')).toEqual([]);
    await expect(stopSupervision(world, end)).resolves.toBe('ended');
  });

  it('survives logs, discoveries and adapters that throw', async () => {
    let broken = true;
    const world = new World({
      scripts: [[steps(1, 5), ...dies('nccl', 90_000)], succeeds],
      adapter: (adapter) => ({
        ...adapter,
        logs: (job) => {
          if (broken) throw new Error('no such job');
          return adapter.logs(job);
        },
        status: (...args) => {
          if (broken) throw new Error('thrown at once');
          return adapter.status(...args);
        },
      }),
      logs: () => {
        throw new Error('the mount is stale');
      },
    });
    const end = world.live();
    await world.clock.advance(45_000);
    expect(world.decisions).toEqual([]);
    broken = false;
    expect(await world.clock.run(end)).toMatchObject({ end: { state: 'succeeded' }, restarts: 1 });
    checkRun(world, 'throwing');
  });

  it.each([
    ['is cleared before the end', 30_000, 'cancelled', 0],
    ['is told of when nobody can look for it', 60 * MINUTE, 'running', 1],
  ] as const)('a second job of a short attempt %s', async (_name, blindFor, becomes, notices) => {
    const world = new World({
      scripts: [[steps(1, 2), { after: 2_000, exit: 0 }]],
      twin: hangs,
      faults: { plain_twins: 1 },
      lag: 5_000,
      adapter: ({ submission, ...adapter }, clock) => {
        const until = clock.now() + blindFor;
        const find: NonNullable<typeof submission>['find'] = (...args) =>
          clock.now() < until ? Promise.reject(new Error('no route to host')) : submission!.find(...args);
        return { ...adapter, submission: { ...submission!, find } };
      },
    });
    expect(await world.run()).toMatchObject({ end: { state: 'succeeded' }, restarts: 0 });
    expect(jobs(world).map(({ state }) => state)).toEqual(['succeeded', becomes]);
    expect(world.of('notice').filter(({ data }) => /second job/.test(String(data.text)))).toHaveLength(notices);
  });

  it('ends with a clear error when another supervisor has taken the run, and does nothing more', async () => {
    const world = new World({ scripts: [nccl(1, 5), succeeds] });
    const end = world.live().catch((error: Error) => error.message);
    await world.clock.advance(10_000);
    world.store.acquire('run', { host: 'elsewhere', pid: 2, started_at: '' });
    expect(await world.clock.run(end)).toMatch(/lease of run run was taken by another owner/);
    await world.clock.advance(10 * MINUTE);
    expect(jobs(world)).toHaveLength(1);
    expect(world.clock.pending()).toBe(0);
  });

  it('ends supervision, and not the job, at its time limit', async () => {
    const world = new World({ scripts: [[{ after: 60 * MINUTE, exit: 0 }]], run: { timeout: 5 * MINUTE } });
    const result = await world.run();
    expect(result).toMatchObject({ end: undefined, restarts: 0 });
    expect(jobs(world)[0]?.state).toBe('running');
    expect(world.clock.pending(), 'only the end of the job is left').toBe(1);
  });

  it('waits for its last actions, and leaves those that take too long', async () => {
    const never = { class_name: 'ExecutionAction', command: ['sleep', '1000'], on: { state: ['succeeded'] } };
    const world = new World({
      scripts: [succeeds],
      monitor: monitor({ actions: [never] }),
      run: { timeout: 60 * MINUTE },
    });
    const result = await world.run();
    expect(result.end?.state).toBe('succeeded');
    expect(world.of('notice').map(({ data }) => data.text)).toEqual([
      expect.stringMatching(/actions .* not done in time/),
    ]);
    expect(world.events.at(-1)?.event_type).toBe('run_ended');
    expect(world.store.load('run')?.outbox.map(({ status }) => status)).toEqual(['running']);
  });
});

async function stopSupervision(world: World, end: Promise<unknown>): Promise<string> {
  world.ask('stop');
  await world.clock.advance(MINUTE);
  // Whether the job has ended can't be known: the run waits for that, and only supervision can be ended.
  expect(world.of('run_ended')).toEqual([]);
  world.stop();
  await world.clock.run(end.then(() => {}));
  return 'ended';
}

describe('what a person asks', () => {
  const start = async (options: WorldOptions, at: number, ...commands: Command[]) => {
    const world = new World(options);
    const end = world.live();
    await world.clock.advance(at);
    for (const command of commands) world.ask(command);
    return { world, end };
  };

  it.each([0, 500, 10_000, 30_000])('a stop after %d ms cancels the job and ends the run', async (at) => {
    const { world, end } = await start({ scripts: [hangs], latency: 2_000, seed: 3 }, at, 'stop');
    expect(await world.clock.run(end)).toMatchObject({ end: { state: 'cancelled' } });
    checkRun(world, `stop at ${at}`);
    expect(jobs(world).every(({ ended_at }) => ended_at !== undefined)).toBe(true);
    expect(world.store.commands('run')).toEqual([]);
    expect(world.clock.pending()).toBe(0);
  });

  it('a stop while the submission is uncertain leaves no job behind', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const faults = { orphans: 0.8, reply_lost: 0.5, submit_ignored: 0.1 };
      const options = { scripts: [hangs], faults, seed, lag: seed % 3 === 0 ? 0 : 120_000 };
      const { world, end } = await start(options, 1_500 * seed, 'stop');
      expect(await world.clock.run(end)).toMatchObject({ end: { state: 'cancelled' } });
      await world.clock.advance(10 * MINUTE);
      expect(
        jobs(world).filter(({ ended_at }) => ended_at === undefined),
        `seed ${seed}`,
      ).toEqual([]);
      checkRun(world, `seed ${seed}`);
    }
  });

  it('a stop during the backoff: nothing is restarted', async () => {
    const { world, end } = await start({ scripts: [nccl(1, 5)] }, 40_000, 'stop');
    expect(await world.clock.run(end)).toMatchObject({ restarts: 0 });
    checkRun(world, 'stop in the backoff');
    expect(jobs(world)).toHaveLength(1);
  });

  it('a pause holds the decision back until resume', async () => {
    const { world, end } = await start({ scripts: [nccl(1, 5), succeeds] }, 10_000, 'pause');
    await world.clock.advance(60 * MINUTE);
    expect(jobs(world)).toHaveLength(1);
    world.ask('resume');
    expect(await world.clock.run(end)).toMatchObject({ end: { state: 'succeeded' }, restarts: 1 });
    checkRun(world, 'pause');
  });

  it('a pause during the start holds for the attempt', async () => {
    const { world, end } = await start({ scripts: [hangs, succeeds], latency: 5_000 }, 100, 'pause');
    await world.clock.advance(60 * MINUTE);
    expect(world.decisions).toEqual([]);
    expect(world.store.commands('run')).toEqual([]);
    world.ask('resume');
    expect(await world.clock.run(end)).toMatchObject({ end: { state: 'succeeded' }, restarts: 1 });
    checkRun(world, 'pause at the start');
  });

  it('a restart of a job that runs: it ends first, and no budget is spent', async () => {
    const { world, end } = await start({ scripts: [hangs, succeeds] }, 10_000, 'restart');
    expect(await world.clock.run(end)).toMatchObject({ end: { state: 'succeeded' }, restarts: 1 });
    checkRun(world, 'restart');
    expect(world.decisions).toEqual([]);
    expect(world.snapshot.ledger).toMatchObject({ total: 0 });
  });

  it('a restart during the backoff takes the place of the decided one, at once and at no cost', async () => {
    const { world, end } = await start({ scripts: [nccl(1, 5), succeeds] }, 30_000, 'restart');
    expect(await world.clock.run(end)).toMatchObject({ end: { state: 'succeeded' }, restarts: 1 });
    checkRun(world, 'restart in the backoff');
    expect(world.decisions).toEqual(['1 restart nccl', '1 ignore nccl']);
    expect(world.snapshot.ledger).toMatchObject({ total: 0 });
    const [first, second] = jobs(world);
    expect(second!.created_at - first!.ended_at!).toBeLessThan(20_000);
  });

  it('a restart while the attempt is being started changes nothing', async () => {
    const { world, end } = await start({ scripts: [succeeds], latency: 10_000 }, 100, 'restart');
    expect(await world.clock.run(end)).toMatchObject({ end: { state: 'succeeded' }, restarts: 0 });
    expect(world.of('notice').map(({ data }) => data.text)).toEqual([expect.stringMatching(/is being started/)]);
  });
});

describe('a log that all attempts share', () => {
  const shared = async (before: string) => {
    const logs = { source: undefined as ReturnType<typeof memorySource> | undefined };
    const world = new World({
      scripts: [nccl(1, 5), succeeds],
      logs: () => discoveryOf(logs.source!),
      // What the job prints goes to the shared log.
      adapter: (adapter) => ({ ...adapter, logs: () => discoveryOf() }),
    });
    const source = memorySource('train.log', world.clock.now);
    logs.source = source;
    source.append(before);
    const end = world.live();
    return { world, source, end };
  };

  it('holds lines of earlier runs, which do not count', async () => {
    const { world, source, end } = await shared('step 90\noom failure\nstep 91\n');
    await world.clock.advance(5_000);
    source.append('step 1\n');
    await world.clock.advance(14_000);
    source.append('nccl failure\n');
    await world.clock.advance(30_000);
    // Printed by what the old attempt has left, before the new one is submitted.
    source.append('oom failure\n');
    expect(await world.clock.run(end)).toMatchObject({ end: { state: 'succeeded' }, restarts: 1 });
    checkRun(world, 'shared');
    const lines = world.events.filter(({ data }) => data.source === 'train.log');
    expect(lines.map(({ data }) => [data.line, data.step ?? data.signal])).toEqual([
      [4, 1],
      [5, 'nccl_error'],
      [6, 'cuda_oom'],
    ]);
  });
});
