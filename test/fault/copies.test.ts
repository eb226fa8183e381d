import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobAdapter, JobSpec, RunOptions } from '@sigwatch/core';
import type { JobMoment } from '@sigwatch/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporary, torchFile } from '../../packages/core/src/checkpoint/trees.fixture.js';
import {
  checkRun,
  crashEverywhere,
  dies,
  MINUTE,
  policy,
  steps,
  World,
  type WorldOptions,
} from './supervise-scenario.js';

vi.setConfig({ testTimeout: 240_000 });

let root: string;
let checkpoints: string;
let drive: string;
beforeEach(() => {
  root = temporary();
  checkpoints = join(root, 'checkpoints');
  drive = join(root, 'drive');
  mkdirSync(checkpoints);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A checkpoint as the Python client writes it. */
function save(step: number, more: object = {}, folder = checkpoints): void {
  const content = torchFile(`weights ${step}`);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const seal = { sigwatch: 1, verified: true, healthy: true, step, bytes: content.length, sha256, ...more };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `step_${step}.pt`), content);
  writeFileSync(join(folder, `step_${step}.pt.json`), JSON.stringify(seal));
}

const inDrive = () =>
  existsSync(drive)
    ? readdirSync(drive)
        .filter((name) => name.endsWith('.pt'))
        .sort()
    : [];
const stateOf = (name = 'sigwatch_state.json') => JSON.parse(readFileSync(join(drive, name), 'utf8'));
const notices = (world: World) => world.of('notice').map(({ data }) => String(data.text));
const run = (more: Partial<NonNullable<RunOptions['copies']>> = {}): Partial<RunOptions> => ({
  checkpoint_dir: checkpoints,
  copies: { to: drive, ...more },
});

/** Trains for so many minutes, and ends well. */
const trains = (minutes: number, exit = 0): readonly JobMoment[] => [
  ...Array.from({ length: minutes }, (_, at) => steps(at + 1, at + 1, (at + 1) * MINUTE - 1_000)),
  { after: minutes * MINUTE, exit },
];

/** Something that happens so long after the beginning of the world. */
const later = (world: World, ...what: readonly (readonly [after: number, act: () => void])[]): World => {
  for (const [after, act] of what) world.clock.schedule(world.clock.now() + after, act);
  return world;
};

/** What was submitted. */
function noting(specs: JobSpec[]) {
  return (real: JobAdapter): JobAdapter => ({
    ...real,
    submission: {
      ...real.submission!,
      submit: (spec, key, how, abort) => {
        specs.push(spec);
        return real.submission!.submit(spec, key, how, abort);
      },
    },
  });
}

describe('copies', () => {
  it('are made of the newest checkpoint at its time, three are kept, and the end of the run makes the last one', async () => {
    const seen: string[][] = [];
    const world = later(
      new World({ scripts: [trains(90)], run: run() }),
      [30_000, () => save(1)],
      // The first is looked for each minute; later ones each quarter of an hour.
      [2 * MINUTE, () => void seen.push(inDrive())],
      [3 * MINUTE, () => save(2)],
      [4 * MINUTE, () => save(3)],
      [5 * MINUTE, () => void seen.push(inDrive())],
      [18 * MINUTE, () => void seen.push(inDrive())],
      ...[20, 40, 55].map((minute) => [minute * MINUTE, () => save(minute)] as const),
      [80 * MINUTE, () => void seen.push(inDrive())],
      [89.9 * MINUTE, () => save(89)],
    );
    const result = await world.run();
    checkRun(world, 'copies');
    expect(result.end?.state).toBe('succeeded');
    const names = (...of: number[]) => of.map((step) => `step_${step}.pt`);
    expect(seen).toEqual([names(1), names(1), names(1, 3), names(20, 40, 55)]);
    expect(inDrive()).toEqual(names(40, 55, 89));
    expect(notices(world)).toEqual([]);
    expect(existsSync(join(drive, 'sigwatch_state.json'))).toBe(false);
    expect(stateOf('sigwatch_finished.json')).toMatchObject({ step: 90, run_id: 'run' });
    // What the program keeps is its own.
    expect(readdirSync(checkpoints).filter((name) => name.endsWith('.pt'))).toHaveLength(7);
  });

  it('never lose the newest that was healthy, nor what others have put there', async () => {
    save(7, { healthy: false }, drive);
    const minutes = [10, 25, 40, 55, 70];
    const world = later(
      new World({ scripts: [trains(90)], run: run({ every: 5 * MINUTE, keep: 2 }) }),
      ...minutes.map((minute) => [minute * MINUTE, () => save(minute, { healthy: minute === 10 })] as const),
    );
    await world.run();
    expect(inDrive()).toEqual(['step_10.pt', 'step_55.pt', 'step_7.pt', 'step_70.pt']);
  });

  it('say beside them where the session stands', async () => {
    const world = later(
      new World({
        scripts: [trains(30, 1)],
        run: run({ session: { began: Date.UTC(2023, 11, 31), ends_at: Date.UTC(2024, 0, 1, 12) } }),
      }),
      [30_000, () => save(1, { epoch: 4 })],
    );
    await world.run();
    const state = stateOf();
    expect(state).toMatchObject({
      ...{ checkpoint_path: join(drive, 'step_1.pt'), step: 1, epoch: 4, run_id: 'run' },
      session_start: Date.UTC(2023, 11, 31) / 1000,
      copies: [{ name: 'step_1.pt', step: 1, healthy: true }],
    });
    expect(state.elapsed + state.remaining).toBeCloseTo(36 * 3600, 5);
    expect(state.timestamp - state.session_start).toBeCloseTo(state.elapsed, 5);
  });

  it('tell once that their place is gone and once that it is back, and lose nothing', async () => {
    const mount = join(root, 'mnt');
    const copies = { to: join(mount, 'run') };
    const world = later(
      new World({ scripts: [trains(60)], run: { checkpoint_dir: checkpoints, copies } }),
      [30_000, () => save(1)],
      [20 * MINUTE, () => mkdirSync(mount)],
    );
    await world.run();
    expect(notices(world)).toEqual([
      `Nothing was copied to ${copies.to}: there is no ${mount}. Mount it, or make that folder.`,
      `Copies to ${copies.to} go on: ${copies.to}/step_1.pt is whole.`,
    ]);
    const back = world.of('notice')[1]!;
    expect(Date.parse(back.timestamp) - Date.UTC(2024, 0, 1)).toBeLessThanOrEqual(21.5 * MINUTE);
    expect(world.of('run_ended')[0]?.data).toMatchObject({ state: 'succeeded' });
  });

  it('of a run whose place stays away end with it, and it is said that nothing says so', async () => {
    const copies = { to: join(root, 'mnt', 'run') };
    const world = later(new World({ scripts: [trains(5)], run: { checkpoint_dir: checkpoints, copies } }), [
      1,
      () => save(1),
    ]);
    const result = await world.run();
    expect(result.end?.state).toBe('succeeded');
    expect(notices(world)).toHaveLength(1);
    expect(notices(world)[0]).toMatch(/^Nothing was copied to .*Mount it/);
  });

  it('are made again when somebody has deleted them', async () => {
    const world = later(
      new World({ scripts: [trains(60)], run: run({ every: 5 * MINUTE }) }),
      [30_000, () => save(1)],
      [20 * MINUTE, () => rmSync(drive, { recursive: true })],
      [30 * MINUTE, () => expect(inDrive()).toEqual(['step_1.pt'])],
    );
    await world.run();
    expect(inDrive()).toEqual(['step_1.pt']);
    expect(notices(world)).toEqual([]);
  });

  it('pass over one that is broken, which is told once, for the one before', async () => {
    const world = later(
      new World({ scripts: [trains(60)], run: run({ every: 5 * MINUTE }) }),
      [2 * MINUTE, () => save(1)],
      [2 * MINUTE, () => save(2, { sha256: '0'.repeat(64) })],
      [30 * MINUTE, () => save(3)],
    );
    await world.run();
    expect(inDrive()).toEqual(['step_1.pt', 'step_3.pt']);
    expect(notices(world)).toEqual([
      expect.stringMatching(/step_2\.pt was not copied: it has the SHA-256 \w{12}… where 000000000000… was written\.$/),
      `Copies to ${drive} go on: ${drive}/step_3.pt is whole.`,
    ]);
  });

  it('are made once, and well, wherever the supervisor dies', async () => {
    const make = (): WorldOptions => ({
      scripts: [[steps(1, 3), { after: 45_000, exit: 0 }]],
      run: run({ every: 30_000 }),
    });
    save(1);
    const count = await crashEverywhere(make(), (world, where) => {
      checkRun(world, where);
      expect(inDrive(), where).toEqual(['step_1.pt']);
      expect(
        readdirSync(drive).filter((name) => name.startsWith('.')),
        where,
      ).toEqual([]);
      expect(stateOf('sigwatch_finished.json'), where).toMatchObject({ run_id: 'run' });
      rmSync(drive, { recursive: true });
    });
    expect(count).toBeGreaterThan(5);
  });
});

describe('a later attempt', () => {
  const again = policy({ restart_on_error_types: ['nccl'] });
  const resumed = async (more: Partial<WorldOptions>, ...what: readonly (readonly [number, () => void])[]) => {
    const specs: JobSpec[] = [];
    const world = later(
      new World({
        scripts: [dies('nccl', 5 * MINUTE), trains(2)],
        policy: again,
        adapter: noting(specs),
        run: run({ every: MINUTE }),
        ...more,
      }),
      ...what,
    );
    await world.run();
    return { world, from: specs.find(({ attempt }) => attempt === 2)?.env.SIGWATCH_RESUME_FROM };
  };

  it('goes on from a copy where the disk holds nothing', async () => {
    const { from } = await resumed(
      {},
      [30_000, () => save(1)],
      [4 * MINUTE, () => rmSync(checkpoints, { recursive: true })],
    );
    expect(from).toBe(join(drive, 'step_1.pt'));
  });

  it('goes on from a copy where what it is a copy of is broken by now', async () => {
    const breakIt = () => writeFileSync(join(checkpoints, 'step_2.pt'), torchFile('w3ights 2'));
    const { from } = await resumed({}, [30_000, () => save(1)], [90_000, () => save(2)], [4 * MINUTE, breakIt]);
    expect(from).toBe(join(drive, 'step_2.pt'));
  });

  it('goes on from the disk where that is as new', async () => {
    const { from } = await resumed({}, [30_000, () => save(1)]);
    expect(from).toBe(join(checkpoints, 'step_1.pt'));
  });

  it('does not go on from what another run has left there', async () => {
    save(900, {}, drive);
    const { from } = await resumed({});
    expect(from).toBeUndefined();
  });
});

describe('a session on an empty machine', () => {
  it('goes on from the newest copy, says so, and deletes old copies in their turn', async () => {
    const first = later(
      new World({ scripts: [trains(30, 1)], run: run({ every: 5 * MINUTE, keep: 2, continues: true }) }),
      [MINUTE, () => save(1)],
      [9 * MINUTE, () => save(2)],
    );
    await first.run();
    expect(notices(first)).toEqual([]);
    rmSync(checkpoints, { recursive: true });
    mkdirSync(checkpoints);
    const specs: JobSpec[] = [];
    const second = later(
      new World({
        ...{ scripts: [trains(30)], adapter: noting(specs) },
        run: {
          ...run({ every: 5 * MINUTE, keep: 2, continues: true }),
          resume_args: ['--load', '{resume_from}', '--step={step}'],
        },
      }),
      [9 * MINUTE, () => save(3)],
    );
    await second.run();
    checkRun(second, 'the second session');
    const from = join(drive, 'step_2.pt');
    expect(specs[0]?.env.SIGWATCH_RESUME_FROM).toBe(from);
    expect(specs[0]?.command).toEqual(['train', '--load', from, '--step=2']);
    expect(notices(second)).toEqual([`An earlier session of this run has left step 2: it goes on from ${from}.`]);
    expect(inDrive()).toEqual(['step_2.pt', 'step_3.pt']);
  });

  it('goes on from copies too beside which nothing is written', async () => {
    save(5, {}, drive);
    const specs: JobSpec[] = [];
    await new World({ scripts: [trains(2)], adapter: noting(specs), run: run({ continues: true }) }).run();
    expect(specs[0]?.env.SIGWATCH_RESUME_FROM).toBe(join(drive, 'step_5.pt'));
  });

  it('starts nothing where the run is complete, wherever the supervisor dies', async () => {
    mkdirSync(drive);
    const said = join(drive, 'sigwatch_finished.json');
    const specs: JobSpec[] = [];
    const options = { scripts: [trains(2)], adapter: noting(specs), run: run({ continues: true }) };
    writeFileSync(said, JSON.stringify({ step: 900, timestamp: 1_772_445_600 }));
    const count = await crashEverywhere(options, (world, where) => {
      expect(specs, where).toEqual([]);
      expect(
        world.of('run_ended').map(({ data }) => [data.state, data.reason]),
        where,
      ).toEqual([
        [
          'succeeded',
          `This run is complete at step 900 on 2026-03-02 10:00 UTC, as ${said} says: nothing is started. To begin anew, name another folder, or empty this one.`,
        ],
      ]);
    });
    expect(count).toBeGreaterThan(0);
    expect(stateOf('sigwatch_finished.json')).toEqual({ step: 900, timestamp: 1_772_445_600 });
  });

  it('knows that it is complete by the word of the client beside the checkpoints too', async () => {
    save(7);
    writeFileSync(join(checkpoints, 'sigwatch_finished.json'), '{"step":8}');
    const specs: JobSpec[] = [];
    const world = new World({ scripts: [trains(2)], adapter: noting(specs), run: run({ continues: true }) });
    expect((await world.run()).end?.state).toBe('succeeded');
    expect(specs).toEqual([]);
    expect(inDrive()).toEqual(['step_7.pt']);
    expect(stateOf('sigwatch_finished.json')).toMatchObject({ step: 8 });
  });

  it('takes a folder in that of the copies for another run’s', async () => {
    save(900, {}, join(drive, 'other'));
    const specs: JobSpec[] = [];
    const world = new World({ scripts: [trains(2)], adapter: noting(specs), run: run({ continues: true }) });
    await world.run();
    expect(specs[0]?.env.SIGWATCH_RESUME_FROM).toBeUndefined();
  });

  it('begins anew where there is none', async () => {
    const specs: JobSpec[] = [];
    const world = new World({ scripts: [trains(2)], adapter: noting(specs), run: run({ continues: true }) });
    await world.run();
    expect(specs[0]?.env.SIGWATCH_RESUME_FROM).toBeUndefined();
    expect(notices(world)).toEqual([]);
  });
});
