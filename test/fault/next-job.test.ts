import type { JobAdapter, JobSpec, JobStatus, Submission } from '@sigwatch/core';
import type { VirtualClock } from '@sigwatch/testkit';
import { describe, expect, it, vi } from 'vitest';
import {
  checkRun,
  crashEverywhere,
  dies,
  MINUTE,
  monitor,
  policy,
  steps,
  succeeds,
  World,
  type WorldOptions,
} from './supervise-scenario.js';

// Some live hundreds of lives, on machines that have other things to do.
vi.setConfig({ testTimeout: 240_000 });

const nccl = [steps(1, 5), ...dies('nccl')];
const notices = (world: World) => world.of('notice').map(({ data }) => String(data.text));

const recording =
  (specs: JobSpec[], more: Partial<JobAdapter> = {}) =>
  (real: JobAdapter): JobAdapter => ({
    ...real,
    submission: {
      ...real.submission!,
      submit: (spec, key, how, abort) => {
        specs.push(spec);
        return real.submission!.submit(spec, key, how, abort);
      },
    },
    ...more,
  });

describe('the job that goes on for another one', () => {
  it('is kept from the nodes that roots have named, for as long as the policy says', async () => {
    const specs: JobSpec[] = [];
    let node = 0;
    const world = new World({
      scripts: [
        nccl,
        nccl,
        [1, 2, 3, 4, 5].map((nth) => steps(nth, nth, nth * 8 * MINUTE)).concat(dies('nccl', 41 * MINUTE)),
        succeeds,
      ],
      policy: policy({ exclude_nodes: true, exclude_for: '30m' }),
      // Each line of a failure names the node that it came from.
      monitor: monitor({
        rules: monitor().rules.map((rule) =>
          rule.name === 'nccl_error' ? { ...rule, pattern: 'nccl failure( on (?P<node>\\w+))?' } : rule,
        ),
      }),
      adapter: (real) => recording(specs)({ ...real, logs: (job) => named(real.logs(job), () => `n${++node}`) }),
    });
    await world.run();
    checkRun(world, 'nodes');
    expect(specs.map(({ exclude_nodes }) => exclude_nodes)).toEqual([undefined, ['n1'], ['n1', 'n2'], ['n3']]);
    expect(specs.map(({ previous }) => previous?.id)).toEqual([undefined, 'lying:1', 'lying:2', 'lying:3']);
  });

  it.each([
    ['is submitted at once where the platform waits by itself', { delays: true }, 0, 10],
    ['is submitted when it may begin elsewhere', {}, 10, 0],
  ])('%s', async (_name, more, waited, begins) => {
    const specs: JobSpec[] = [];
    const submitted: number[] = [];
    const world = new World({
      scripts: [nccl, succeeds],
      policy: policy({ backoff: { initial: '10m', factor: 1, max: '10m', jitter: 0 } }),
      adapter: (real) => {
        const seen = recording(specs, more)(real);
        const submit: NonNullable<JobAdapter['submission']>['submit'] = (...given) => {
          submitted.push(world.clock.now());
          return seen.submission!.submit(...given);
        };
        return { ...seen, submission: { ...seen.submission!, submit } };
      },
    });
    await world.run();
    checkRun(world, 'later');
    const decided = Date.parse(String(world.of('decision')[0]?.timestamp));
    expect(Math.floor(((submitted[1] ?? 0) - decided) / MINUTE)).toBe(waited);
    const later = specs[1]?.not_before;
    expect(later === undefined ? 0 : (later - decided) / MINUTE).toBe(begins);
  });

  it('is handed what refers to the old one, at least once, wherever the supervisor dies', async () => {
    const handed: string[] = [];
    let calls = 0;
    const options: WorldOptions = {
      scripts: [nccl, nccl, succeeds],
      adapter: (real) => ({
        ...real,
        handOver: async (from, to) => {
          calls += 1;
          if (calls % 2 === 1) throw new Error('no answer');
          handed.push(`${from.id} to ${to.id}`);
          return [`job 9 waits for ${from.id}, which goes on as ${to.id}.`];
        },
      }),
    };
    const count = await crashEverywhere(
      options,
      (world, where) => {
        checkRun(world, where);
        const done = handed.splice(0);
        // A submission that was interrupted may leave a number out.
        const [, second, third] = world.snapshot.jobs;
        expect(new Set(done), where).toEqual(new Set([`lying:1 to ${second}`, `${second} to ${third}`]));
        expect(
          notices(world).filter((text) => text.startsWith('job 9')),
          where,
        ).toHaveLength(2);
        expect(world.snapshot.hand_over, where).toEqual([]);
      },
      3,
    );
    expect(count).toBeGreaterThan(10);
  });
});

describe('a log that all jobs write', () => {
  const lines = (world: World) =>
    [...world.of('progress'), ...world.of('signal')]
      .map(({ data }) => Number(data.line))
      .filter((line) => line > 0)
      .sort((a, b) => a - b);

  it('is read on where the last attempt has left it, wherever the supervisor dies', async () => {
    const options: WorldOptions = { scripts: [nccl, nccl, succeeds], shares_logs: true };
    const whole = new World(options);
    await whole.run();
    expect(lines(whole)).toEqual(Array.from({ length: 21 }, (_, nth) => nth + 1));
    const count = await crashEverywhere(
      options,
      (world, where) => {
        checkRun(world, where);
        expect(world.decisions, where).toEqual(['1 restart nccl', '2 restart nccl']);
        expect(lines(world), where).toEqual(lines(whole));
        expect(world.story, where).toEqual(whole.story);
      },
      3,
    );
    expect(count).toBeGreaterThan(10);
  });

  it('is read on where its job was begun anew', async () => {
    const requeued = [
      ...nccl.slice(0, -1),
      { after: 20_000, end: { state: 'failed', reason: 'NODE_FAIL' }, requeued: true },
    ] as const;
    const world = new World({
      scripts: [requeued],
      requeued: [succeeds],
      shares_logs: true,
      policy: policy({ restart_on_error_types: ['hardware'] }),
    });
    await world.run();
    checkRun(world, 'begun anew');
    expect(lines(world)).toEqual(Array.from({ length: 15 }, (_, nth) => nth + 1));
    expect(world.of('progress').filter(({ attempt }) => attempt === 2)).toHaveLength(9);
  });

  it('holds nothing of a run before this one, as far as its job can still be seen waiting', async () => {
    const told = async (queue: number, reply: number) => {
      const adapter = (real: JobAdapter, clock: VirtualClock): JobAdapter => ({
        ...real,
        submission: {
          ...real.submission!,
          submit: async (...asked) => {
            const job = await real.submission!.submit(...asked);
            await clock.sleep(reply);
            return job;
          },
        },
      });
      const world = new World({ scripts: [succeeds], shares_logs: true, queue, adapter });
      world.platform.print('step 900\noom failure\n');
      const result = await world.run();
      checkRun(world, `queue ${queue}`);
      expect(result.end?.state).toBe('succeeded');
      return [world.of('progress').length, world.of('signal').length];
    };
    expect(await told(10 * MINUTE, 0)).toEqual([9, 0]);
    const [steps = 0, failures] = await told(0, 100);
    expect(steps, 'of a job that began at once nothing is passed over').toBeGreaterThanOrEqual(9);
    expect(failures).toBe(1);
  });

  it('that has begun since the platform was asked holds its own lines: an answer from before tells nothing of them', async () => {
    const adapter = (real: JobAdapter, clock: VirtualClock): JobAdapter => {
      let seen: { readonly as_of: number; readonly jobs: ReadonlyMap<string, JobStatus> } | undefined;
      // One answer does for three seconds, as that of squeue.
      const status: JobAdapter['status'] = async (...asked) => {
        if (seen === undefined || clock.now() - seen.as_of > 3_000)
          seen = { as_of: clock.now(), jobs: await real.status(...asked) };
        const { as_of, jobs } = seen;
        return new Map([...jobs].map(([id, one]) => [id, { ...one, as_of }]));
      };
      const submit: Submission['submit'] = async (...asked) => {
        const job = await real.submission!.submit(...asked);
        expect((await status([job], asked[3])).get(job.id)?.state).toBe('pending');
        await clock.sleep(2_500);
        return job;
      };
      return { ...real, status, submission: { ...real.submission!, submit } };
    };
    const world = new World({ scripts: [succeeds], shares_logs: true, queue: 1_000, adapter });
    expect((await world.run()).end?.state).toBe('succeeded');
    checkRun(world, 'an older answer');
    expect(world.of('progress')).toHaveLength(9);
  });

  it('what an old job writes after its end is of its own attempt', async () => {
    const world: World = new World({
      scripts: [nccl, succeeds],
      shares_logs: true,
      // Between the verdict and the submission its jobs are looked for.
      adapter: (real) => ({
        ...real,
        submission: {
          ...real.submission!,
          find: (key, abort) => {
            world.platform.print('oom failure\n');
            return real.submission!.find(key, abort);
          },
        },
      }),
    });
    const result = await world.run();
    checkRun(world, 'late');
    expect(result.end?.state).toBe('succeeded');
    expect(world.of('signal').some(({ data }) => data.signal === 'cuda_oom')).toBe(false);
  });
});

describe('a platform far away', () => {
  it('is asked at its own pace, and at once when a line says that the job ends', async () => {
    const fatal = monitor({
      poll_interval_seconds: 5,
      rules: monitor().rules.map((rule) => (rule.name === 'nccl_error' ? { ...rule, severity: 'fatal' } : rule)),
    });
    const looks: number[] = [];
    const scene = (rules: typeof fatal) =>
      new World({
        scripts: [
          [steps(1, 5), { after: 10 * MINUTE, print: 'nccl failure\n' }, { after: 10 * MINUTE + 2_000, exit: 1 }],
        ],
        lag: 1_000,
        monitor: rules,
        policy: policy({ restart_on_error_types: [] }),
        adapter: (real, clock) => ({
          ...real,
          poll: 120_000,
          status: (jobs, abort) => {
            looks.push(clock.now());
            return real.status(jobs, abort);
          },
        }),
      });
    const endOf = async (world: World) => {
      looks.length = 0;
      await world.run();
      const told = Date.parse(world.of('attempt_ended')[0]!.timestamp);
      return (told - world.platform.truth()[0]!.ended_at!) / 1_000;
    };
    expect(await endOf(scene(monitor())), 'at its pace').toBeGreaterThan(60);
    expect(looks.length).toBeLessThan(12);
    expect(await endOf(scene(fatal)), 'at once').toBeLessThan(30);
    expect(looks.length).toBeLessThan(14);
  });
});

/** A log whose failures say where they came from. */
function named(logs: ReturnType<JobAdapter['logs']>, name: () => string): ReturnType<JobAdapter['logs']> {
  return {
    async *sources(abort) {
      for await (const source of logs.sources(abort))
        yield {
          id: source.id,
          open: async (from, stop, changed) => {
            const reader = await source.open(from, stop, changed);
            return {
              ...reader,
              [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
              read: async (into, final) => {
                const read = await reader.read(into, final);
                if (read.kind !== 'data') return read;
                const text = into
                  .toString('latin1', 0, read.bytes)
                  .replaceAll('nccl failure', () => `nccl failure on ${name()}`);
                return { ...read, bytes: into.write(text, 'latin1') };
              },
            };
          },
        };
    },
  };
}
