// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what is tested
import type { Monitor, RunOptions } from '@sigwatch/core';
import { type JobMoment, memorySource } from '@sigwatch/testkit';
import { describe, expect, it } from 'vitest';
import {
  checkRun,
  dies,
  elsewhere,
  MINUTE,
  monitor,
  policy,
  steps,
  succeeds,
  World,
  type WorldOptions,
} from './supervise-scenario.js';

type Ask = NonNullable<RunOptions['ask']>;
const NO = { yes: false, why: 'ended with exit code 1' } as const;
const YES = { yes: true } as const;

const notices = (world: World) => world.of('notice').map(({ data }) => String(data.text));
const hangs: readonly JobMoment[] = [steps(1, 5)];
const hour: readonly JobMoment[] = [
  ...Array.from({ length: 60 }, (_, i) => steps(i + 1, i + 1, (i + 1) * MINUTE)),
  { after: 60 * MINUTE + 1_000, exit: 0 },
];

async function whole(options: WorldOptions, lives: Parameters<World['run']>[0] = []) {
  const world = new World(options);
  const result = await world.run(lives);
  checkRun(world, 'with a key of the monitor');
  return { world, result };
}

describe('a termination command', () => {
  const given = (ask: Ask, more: Partial<Monitor> = {}) => ({
    monitor: monitor({ termination_command: ['done?', '{attempt}', '{job_id}'], check_interval_seconds: 120, ...more }),
    run: { ask },
  });

  it('ends the run as succeeded at its first yes, and leaves the job', async () => {
    const asked: [number, readonly string[]][] = [];
    const begin = Date.UTC(2024, 0, 1);
    const ask: Ask = async ({ argv }, deps) => {
      asked.push([Math.round((deps.now() - begin) / 60_000), argv]);
      return asked.length < 3 ? NO : YES;
    };
    const { world, result } = await whole({ scripts: [hour], ...given(ask) });
    expect(result).toMatchObject({ end: { state: 'succeeded', cancel: false }, restarts: 0 });
    expect(asked.map(([minute]) => minute)).toEqual([2, 4, 6]);
    expect(asked[0]?.[1]).toEqual(['done?', '1', '1']);
    expect(world.platform.truth()[0]?.state).toBe('running');
    const [signal] = world.of('signal');
    expect(signal?.data).toMatchObject({ signal: 'termination_command', kind: 'success', line: 0 });
    expect(signal?.data.source).toBe('termination_command');
  });

  it('is asked once more between a bad end and the decision', async () => {
    let asked = 0;
    const ask: Ask = async () => {
      asked += 1;
      return YES;
    };
    const { world, result } = await whole({ scripts: [[steps(1, 5), ...dies('nccl')]], ...given(ask) });
    expect(result).toMatchObject({ end: { state: 'succeeded' }, restarts: 0 });
    expect([asked, world.decisions]).toEqual([1, []]);
  });

  it('is not asked of a job that has ended well, nor of one that waits', async () => {
    let asked = 0;
    const ask: Ask = async () => {
      asked += 1;
      return NO;
    };
    const { result } = await whole({ scripts: [succeeds], ...given(ask) });
    expect([asked, result.end?.state]).toEqual([0, 'succeeded']);
    const world = new World({ scripts: [hour], ...given(ask), lag: 0 });
    world.platform.adapter.status = async (jobs) =>
      new Map(jobs.map((job) => [job.id, { job, state: 'pending' as const }]));
    const run = world.live();
    await world.clock.advance(30 * MINUTE);
    expect(asked).toBe(0);
    world.stop();
    await world.clock.run(run);
  });

  it('delays no line while it is thought about, and no stop', async () => {
    const ask: Ask = (_, deps, abort) =>
      new Promise((resolve) => {
        abort.addEventListener('abort', () => resolve(NO), { once: true });
        deps.schedule(deps.now() + 50 * MINUTE, () => resolve(NO));
      });
    const world = new World({ scripts: [hour], ...given(ask) });
    const run = world.live();
    await world.clock.advance(20 * MINUTE + 10_000);
    expect(world.of('progress').at(-1)?.data.step).toBe(20);
    world.ask('stop');
    expect(await world.clock.run(run)).toMatchObject({ end: { state: 'cancelled' } });
  });

  it('a stop is taken while the last word is waited for', async () => {
    const ask: Ask = (_, __, abort) =>
      new Promise((resolve) => abort.addEventListener('abort', () => resolve(NO), { once: true }));
    const world = new World({ scripts: [[steps(1, 5), ...dies('nccl')]], ...given(ask) });
    const run = world.live();
    await world.clock.advance(MINUTE);
    expect(JSON.stringify([...world.store.record('run')])).toContain('"state":"failed"');
    expect(world.decisions).toEqual([]);
    world.ask('stop');
    expect(await world.clock.run(run)).toMatchObject({ end: { state: 'cancelled' } });
  });

  it('that fails is told of once for each way, and counts as a no', async () => {
    let asked = 0;
    const ask: Ask = async () => {
      asked += 1;
      return {
        yes: false,
        why: asked % 3 === 0 ? 'gave no answer within 60 s' : 'could not be started: ENOENT',
        trouble: true,
      };
    };
    const { world, result } = await whole({ scripts: [hour], ...given(ask) });
    expect(result.end?.state).toBe('succeeded');
    expect(notices(world)).toEqual([
      'The termination command could not be started: ENOENT; that counts as a no.',
      'The termination command gave no answer within 60 s; that counts as a no.',
    ]);
  });
});

describe('a start condition', () => {
  const condition = monitor({ start_condition_cmd: ['free?', '{attempt}'], start_condition_interval_seconds: 120 });
  /** Says yes to the attempt from the given minute on. */
  const from = (...minutes: number[]): Ask => {
    return async ({ argv }, deps) => {
      const minute = (deps.now() - Date.UTC(2024, 0, 1)) / MINUTE;
      return minute >= (minutes[Number(argv[1]) - 1] ?? 0) ? YES : NO;
    };
  };

  it('holds back every attempt, and says so once', async () => {
    const { world, result } = await whole({
      scripts: [[steps(1, 5), ...dies('nccl')], succeeds],
      monitor: condition,
      run: { ask: from(30, 90) },
    });
    expect(result).toMatchObject({ end: { state: 'succeeded' }, restarts: 1 });
    const created = world.platform.truth().map(({ created_at }) => (created_at - Date.UTC(2024, 0, 1)) / MINUTE);
    expect(created[0]).toBeGreaterThanOrEqual(30);
    expect(created[0]).toBeLessThan(32.2);
    expect(created[1]).toBeGreaterThanOrEqual(90);
    expect(notices(world)).toEqual([
      'Attempt 1 waits for its start condition: `free? {attempt}` ended with exit code 1.',
      'Attempt 2 waits for its start condition: `free? {attempt}` ended with exit code 1.',
    ]);
    expect(world.snapshot.ledger.total).toBe(1);
  });

  it('is waited for again after every crash, and the state is pending meanwhile', async () => {
    const story = (await whole({ scripts: [succeeds], monitor: condition, run: { ask: from(30) } })).world.story;
    for (const commit of [0, 1, 2, 3]) {
      for (const when of ['before', 'after'] as const) {
        const { world } = await whole({ scripts: [succeeds], monitor: condition, run: { ask: from(30) } }, [
          { commit, when, downtime: 5 * MINUTE },
        ]);
        expect(world.story, `${when} ${commit}`).toEqual(story);
        expect(world.platform.truth()).toHaveLength(1);
      }
    }
    const world = new World({ scripts: [succeeds], monitor: condition, run: { ask: from(30) } });
    const run = world.live();
    await world.clock.advance(10 * MINUTE);
    expect(world.store.load('run')?.summary).toMatchObject({ state: 'pending', attempt: 1, restarts: 0 });
    expect(world.snapshot.protocol?.phase).toBe('intent');
    world.stop();
    await world.clock.run(run);
  });

  it('is told of again when its failure changes', async () => {
    let asked = 0;
    const ask: Ask = async () => {
      asked += 1;
      if (asked > 6) return YES;
      return asked > 3 ? { yes: false, why: 'could not be started: ENOENT', trouble: true } : NO;
    };
    const { world } = await whole({ scripts: [succeeds], monitor: condition, run: { ask } });
    expect(notices(world).map((text) => text.split('` ')[1])).toEqual([
      'ended with exit code 1.',
      'could not be started: ENOENT.',
    ]);
  });

  it('can be stopped, and nothing was submitted then', async () => {
    const { world, result } = await whole({
      scripts: [succeeds],
      monitor: condition,
      run: { ask: from(1e6) },
      asks: [[10 * MINUTE, 'stop']],
    });
    expect(result.end?.state).toBe('cancelled');
    expect(world.platform.truth()).toEqual([]);
  });
});

describe('other keys of a monitor', () => {
  it('NullMonitor infers no stall, and a job that fails has failed all the same', async () => {
    const nothing = monitor({ class_name: 'NullMonitor', rules: [], inactivity_threshold_seconds: 60 });
    const world = new World({ scripts: [hangs], monitor: nothing });
    const run = world.live();
    await world.clock.advance(600 * MINUTE);
    expect([world.of('signal'), world.of('incident_opened'), world.snapshot.engine.run]).toEqual([[], [], 'running']);
    world.stop();
    await world.clock.run(run);
    const failed = await whole({ scripts: [[{ after: 5_000, exit: 3 }]], monitor: nothing, policy: policy() });
    expect(failed.result).toMatchObject({ end: { state: 'failed', decision: { action: 'stop' } } });
    expect(failed.world.decisions).toEqual(['1 stop unknown']);
  });

  it('logs that the monitor names are read beside the job’s, each attempt its own, and shared ones from where they stood', async () => {
    const world = new World({
      scripts: [
        [steps(1, 3), ...dies('other', 20_000)],
        [steps(4, 6), { after: 40_000, exit: 0 }],
      ],
      monitor: monitor({
        log_path_template: 'out-%4j.log',
        output_paths: [
          '{output_dir}/shared.log',
          '/logs/${slurm.partition}.log',
          '${oc.if:${slurm.array},%A,%x}-%N.log',
        ],
      }),
      run: {
        command: { argv: ['train'], cwd: '/work', env: {} },
        openLogs: (paths) => ({
          async *sources() {
            opened.push(...paths);
            for (const path of paths) {
              const log = logs.get(path) ?? memorySource(path, world.clock.now);
              logs.set(path, log);
              yield log;
            }
          },
        }),
      },
    });
    const opened: string[] = [];
    const logs = new Map([['shared.log', memorySource('shared.log', world.clock.now)]]);
    const path = `${elsewhere}/shared.log`;
    const shared = memorySource(path, world.clock.now);
    shared.append('oom failure\n');
    logs.set(path, shared);
    world.clock.schedule(world.clock.now() + 10_000, () => logs.get('/work/out-0001.log')?.append('nccl failure\n'));
    const result = await world.run();
    checkRun(world, 'with own logs');
    expect(result.end?.state).toBe('succeeded');
    expect(world.decisions).toEqual(['1 restart nccl']);
    expect(world.of('signal').find(({ data }) => data.signal === 'nccl_error')?.data.source).toBe('/work/out-0001.log');
    expect([...new Set(opened)].sort()).toEqual([path, '/work/out-0001.log', '/work/out-0002.log', '/work/run-*.log']);
    expect(notices(world).filter((text) => text.includes('is not followed'))).toEqual(
      Array(2).fill(
        'The log `/logs/${slurm.partition}.log` is not followed: ${slurm.partition} is not known to sigwatch.',
      ),
    );
  });

  it('a log whose path the job tells only at its end is read before the decision', async () => {
    const world = new World({
      // It has ended before the first look at it.
      scripts: [[{ after: 5, exit: 1 }], succeeds],
      monitor: monitor({ output_paths: ['/on-%N.log'] }),
      run: {
        openLogs: (paths) => ({
          async *sources() {
            const log = memorySource(paths[0] as string, world.clock.now);
            if (world.snapshot.attempt === 1) log.append('nccl failure\n');
            yield log;
          },
        }),
      },
    });
    const result = await world.run();
    checkRun(world, 'with a late log');
    expect([world.decisions, result.end?.state]).toEqual([['1 restart nccl'], 'succeeded']);
    expect(world.of('signal').find(({ data }) => data.signal === 'nccl_error')?.data.source).toBe('/on-*.log');
  });

  it('poll_interval_seconds is how often a platform that lags is asked, and one that does not is asked as it goes', async () => {
    const asked = async (lag: number, seconds: number) => {
      const world = new World({
        scripts: [hour],
        lag,
        monitor: monitor({ poll_interval_seconds: seconds, rules: [] }),
      });
      const { status } = world.platform.adapter;
      let count = 0;
      world.platform.adapter.status = async (...args) => {
        count += 1;
        return status(...args);
      };
      const run = world.live();
      await world.clock.advance(9 * MINUTE);
      world.stop();
      await world.clock.run(run);
      return count;
    };
    const [often, seldom, near] = [await asked(1_000, 30), await asked(1_000, 180), await asked(0, 180)];
    expect(often).toBeGreaterThan(17);
    expect(seldom).toBeLessThan(8);
    expect(near).toBeGreaterThan(60);
  });

  it('texts of a policy know the attempt', async () => {
    const { world } = await whole({
      scripts: [[steps(1, 5), ...dies('nccl')], succeeds],
      policy: policy({
        restart_reason: '{name} #{attempt} ({run_id}, ${job.id}) lost {error_type} at {step} on {node}',
      }),
    });
    const [decision] = world.of('decision');
    expect(decision?.data.reason).toBe('run #1 (run, 1) lost nccl at 5 on unknown: nccl is restarted.');
  });
});
