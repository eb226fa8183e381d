import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporary, torchFile, write } from '../../packages/core/src/checkpoint/trees.fixture.js';
import {
  checkRun,
  crashEverywhere,
  dies,
  policy,
  steps,
  succeeds,
  World,
  type WorldOptions,
} from './supervise-scenario.js';

// Some live many lives, on machines that have other things to do.
vi.setConfig({ testTimeout: 240_000 });

let directory: string;
beforeEach(() => {
  directory = temporary();
});
afterEach(() => rmSync(directory, { recursive: true }));

const nccl = (from: number, to: number) => [steps(from, to), ...dies('nccl')];
const stop = policy({ no_checkpoint_found: 'stop', reset_after: { steps: 1_000 } });
const save = (step: number) =>
  write(directory, {
    [`iter_${String(step).padStart(7, '0')}/mp_rank_00/model_optim_rng.pt`]: torchFile(),
    'latest_checkpointed_iteration.txt': String(step),
  });

async function whole(options: WorldOptions) {
  const world = new World({ policy: stop, ...options, run: { checkpoint_dir: directory, ...options.run } });
  const result = await world.run();
  checkRun(world, 'without a crash');
  expect(world.clock.pending(), 'timers are left').toBe(0);
  return { world, result };
}

const end = (world: World) => world.of('run_ended')[0]!;

describe('a restart without a checkpoint', () => {
  it('ends the run where the policy says so: nothing was begun, and nothing is spent', async () => {
    const { world, result } = await whole({ scripts: [nccl(1, 5), succeeds] });
    expect(result).toMatchObject({ end: { state: 'failed' }, restarts: 0, job: { id: 'lying:1' } });
    expect(world.platform.truth()).toHaveLength(1);
    expect(world.of('attempt_started')).toHaveLength(1);
    expect(world.snapshot.ledger.total).toBe(0);
    expect(end(world)).toMatchObject({
      attempt: 1,
      data: {
        state: 'failed',
        restarts: 0,
        final_step: 5,
        root: { error_type: 'nccl' },
        decision: { action: 'stop', error_type: 'no_checkpoint_found' },
      },
    });
    expect(end(world).data.reason).toBe(
      `no_checkpoint_found: No complete checkpoint is in ${directory}. Nothing there has the name of a checkpoint. ` +
        'Name the folder that the training saves to (checkpoint_dir), repair what is there, or allow a start from the beginning (no_checkpoint_found start_over in the policy).',
    );
  });

  it('says which one was passed over and why', async () => {
    save(4);
    write(directory, { 'iter_0000004/mp_rank_00/model_optim_rng.pt': torchFile().subarray(0, 30) });
    const { world } = await whole({ scripts: [nccl(1, 5), succeeds] });
    expect(end(world).data.reason).toContain(
      'iter_0000004: mp_rank_00/model_optim_rng.pt is torn: its end-of-central-directory record is missing.',
    );
  });

  it('is a start from the beginning by default, where no step was made, and where no folder is named', async () => {
    const begins = async (options: WorldOptions) => {
      const { world, result } = await whole(options);
      expect(result).toMatchObject({ end: { state: 'succeeded' }, restarts: 1 });
      expect(world.of('attempt_started')[1]!.data.resume_from).toBeUndefined();
    };
    await begins({ scripts: [nccl(1, 5), succeeds], policy: policy() });
    await begins({ scripts: [dies('nccl'), succeeds] });
    const { world } = await whole({ scripts: [nccl(1, 5), succeeds], run: { checkpoint_dir: undefined as never } });
    expect(world.decisions).toEqual(['1 restart nccl']);
  });

  it('ends a run whose checkpoints have gone, with what the restarts before have spent', async () => {
    save(4);
    let submitted = 0;
    const { world, result } = await whole({
      scripts: [nccl(1, 5), dies('nccl'), succeeds],
      adapter: (real) => ({
        ...real,
        submission: {
          ...real.submission!,
          submit: (...args) => {
            submitted += 1;
            if (submitted === 2) rmSync(join(directory, 'iter_0000004'), { recursive: true });
            return real.submission!.submit(...args);
          },
        },
      }),
    });
    expect(world.of('attempt_started').map(({ data }) => data.resume_from)).toEqual([
      undefined,
      join(directory, 'iter_0000004'),
    ]);
    expect(result).toMatchObject({ end: { state: 'failed' }, restarts: 1 });
    expect(world.snapshot.ledger).toMatchObject({ total: 1, by_type: { nccl: 1 } });
    expect(end(world)).toMatchObject({ attempt: 2, data: { decision: { error_type: 'no_checkpoint_found' } } });
  });

  it('ends the run in the same way wherever the supervisor dies', async () => {
    mkdirSync(join(directory, 'wandb'));
    let story: readonly string[] | undefined;
    const options = { scripts: [nccl(1, 5), succeeds], policy: stop, run: { checkpoint_dir: directory } };
    const count = await crashEverywhere(options, (world, where) => {
      checkRun(world, where);
      story ??= world.story;
      expect(world.story, where).toEqual(story);
      expect(world.platform.truth(), where).toHaveLength(1);
      expect(world.snapshot.restarts, where).toBe(0);
      expect(world.snapshot.ledger.total, where).toBe(0);
      expect(end(world).data.reason, where).toMatch(/^no_checkpoint_found: /);
    });
    expect(count).toBeGreaterThan(20);
  });

  it('ends the run the same way on a platform that lists late', async () => {
    const { world } = await whole({ scripts: [nccl(1, 5), succeeds], lag: 60_000 });
    expect(world.platform.truth()).toHaveLength(1);
    expect(end(world).data.decision).toMatchObject({ action: 'stop' });
  });
});

describe('a command that takes no arguments', () => {
  it('is told of once, and the checkpoint is in the environment', async () => {
    save(4);
    const given = new Map<number, unknown>();
    const { world } = await whole({
      scripts: [nccl(1, 5), succeeds],
      run: {
        resume_args: ['--load', '{checkpoint_path}'],
        command: { argv: ['sh', '-c', 'train'], cwd: '/', env: {} },
      },
      adapter: (real) => ({
        ...real,
        submission: {
          ...real.submission!,
          submit: (spec, ...rest) => {
            given.set(spec.attempt, [spec.command, spec.env.SIGWATCH_RESUME_FROM]);
            return real.submission!.submit(spec, ...rest);
          },
        },
      }),
    });
    expect([...given.values()]).toEqual([
      [['sh', '-c', 'train'], undefined],
      [['sh', '-c', 'train'], join(directory, 'iter_0000004')],
    ]);
    const told = world.of('notice').map(({ data }) => String(data.text));
    expect(told.filter((text) => text.includes('--load'))).toHaveLength(1);
  });
});
