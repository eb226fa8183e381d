import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { temporary, torchFile, write } from '../../packages/core/src/checkpoint/trees.fixture.js';
import type { JobMoment } from '../../packages/testkit/src/index.js';
import {
  checkRun,
  crashEverywhere,
  monitor,
  policy,
  type Scripts,
  steps,
  World,
  type WorldOptions,
} from './supervise-scenario.js';

// Some live many lives, on machines that have other things to do.
vi.setConfig({ testTimeout: 240_000 });

let directory: string;
beforeEach(() => {
  directory = temporary();
  for (const step of [2, 4, 6])
    write(directory, {
      [`iter_000000${step}/mp_rank_00/model_optim_rng.pt`]: torchFile(),
      'latest_checkpointed_iteration.txt': '6',
    });
});
afterEach(() => {
  rmSync(directory, { recursive: true });
  rmSync(overridesFile(), { force: true });
});

const overridesFile = () => join(directory, '..', `${basename(directory)}.overrides.json`);

const unstable = (name: string, pattern: string) => ({
  ...monitor().rules[1]!,
  ...{ name, pattern, error_type: 'numerical_instability', actions: [] },
});
const watched = monitor({
  rules: [...monitor().rules, unstable('exploded', 'norm explodes'), unstable('is_nan', 'nan at (?P<step>\\d+)')],
});
const recovering = policy({
  max_retries: 4,
  recover: {
    exploded: { scale: { lr: 0.1 }, floor: { lr: 1e-7 } },
    numerical_instability: { roll_back: true },
  },
});

/** Makes steps and then prints this. */
const fails = (to: number, text: string): readonly JobMoment[] => [
  steps(1, to),
  { after: 10_000, print: `${text}\n` },
  { after: 11_000, exit: 1 },
];
const scripts: Scripts = [
  fails(6, 'norm explodes'),
  fails(7, 'norm explodes'),
  fails(8, 'nccl failure'),
  fails(9, 'nan at 5'),
  [steps(1, 20), { after: 30_000, exit: 0 }],
];

/** What each attempt is given: its settings and its checkpoint. */
function recorded(given: Map<number, readonly unknown[]>): WorldOptions {
  return {
    scripts,
    monitor: watched,
    policy: recovering,
    run: { checkpoint_dir: directory, overrides_file: overridesFile() },
    adapter: (real) => ({
      ...real,
      submission: {
        ...real.submission!,
        submit: (spec, ...rest) => {
          const { SIGWATCH_OVERRIDES: overrides, SIGWATCH_RESUME_FROM: from } = spec.env;
          // The file says the same, each time that the attempt is submitted.
          expect(JSON.parse(readFileSync(overridesFile(), 'utf8'))).toEqual(JSON.parse(overrides ?? '{}'));
          given.set(spec.attempt, [
            overrides === undefined ? undefined : JSON.parse(overrides),
            from && basename(from),
          ]);
          return real.submission!.submit(spec, ...rest);
        },
      },
    }),
  };
}

const slower = (factor: number) => ({ scale: { lr: factor }, floor: { lr: 1e-7 } });
const expected = [
  [undefined, undefined],
  [slower(0.1), 'iter_0000006'],
  [slower(0.1 * 0.1), 'iter_0000006'],
  [slower(0.1 * 0.1), 'iter_0000006'],
  [slower(0.1 * 0.1), 'iter_0000004'],
];

it('changed settings add up and stay over restarts for other reasons, and a NaN goes back behind its step', async () => {
  const given = new Map<number, readonly unknown[]>();
  const world = new World(recorded(given));
  expect(await world.run()).toMatchObject({ end: { state: 'succeeded' }, restarts: 4 });
  checkRun(world, 'without a crash');
  expect([...given.values()]).toEqual(expected);
  expect(world.of('decision').map(({ data }) => [data.resume, data.overrides])).toEqual([
    ['latest_verified', slower(0.1)],
    ['latest_verified', slower(0.1 * 0.1)],
    ['latest_verified', undefined],
    ['before_failure', undefined],
  ]);
});

it('each attempt is given the same wherever the supervisor dies', async () => {
  const given = new Map<number, readonly unknown[]>();
  await crashEverywhere(
    recorded(given),
    (world, where) => {
      checkRun(world, where);
      expect([...given.values()], where).toEqual(expected);
      given.clear();
    },
    9,
  );
});

it('is over when its restarts are spent without a step beyond', async () => {
  const world = new World({
    scripts: [fails(6, 'norm explodes')],
    monitor: watched,
    policy: { ...recovering, policies: { crash: { ...recovering.policies.crash!, max_retries: 3 } } },
    run: { checkpoint_dir: directory },
  });
  expect(await world.run()).toMatchObject({ end: { state: 'failed' }, restarts: 3 });
  checkRun(world, 'without a crash');
  expect(world.of('run_ended')[0]!.data.reason).toBe('all 3 crash restarts are used up.');
  expect(world.snapshot.ledger.overrides).toEqual(slower(0.1 * 0.1 * 0.1));
});

it('is over after three restarts whose setting stood at its floor, each of which says so', async () => {
  const told = { ...monitor().rules[0]!, name: 'told', pattern: 'step (?P<step>\\d+) lr (?P<learning_rate>\\S+)' };
  const slow = (lr: string): readonly JobMoment[] => [
    { after: 1_000, print: [1, 2, 3, 4, 5].map((step) => `step ${step} lr ${lr}\n`).join('') },
    { after: 10_000, print: 'norm explodes\n' },
    { after: 11_000, exit: 1 },
  ];
  const world = new World({
    scripts: [slow('1e-6'), slow('1e-7')],
    monitor: monitor({ rules: [told, unstable('exploded', 'norm explodes')] }),
    policy: policy({ max_retries: 3, recover: recovering.policies.crash!.recover as never }),
    run: { checkpoint_dir: directory },
  });
  expect(await world.run()).toMatchObject({ end: { state: 'failed' }, restarts: 3 });
  checkRun(world, 'without a crash');
  const [first, ...others] = world.of('decision').map(({ data }) => data);
  expect(first).not.toHaveProperty('at_bound');
  const bound =
    'numerical_instability is restarted with lr × 0.1 (at least 1e-7), but lr stands at its floor of 1e-7: nothing changes.';
  expect(others.map(({ action, at_bound, reason }) => [action, at_bound, reason])).toEqual([
    ['restart', ['lr'], bound],
    ['restart', ['lr'], bound],
    ['stop', undefined, 'all 3 crash restarts are used up.'],
  ]);
  expect(world.of('run_ended')[0]!.data.reason).toBe('all 3 crash restarts are used up.');
});

it('the command and the notes of actions are given what a setting is then', async () => {
  const commands: (readonly string[])[] = [];
  const world = new World({
    scripts: [fails(6, 'norm explodes'), fails(7, 'norm explodes'), [steps(1, 20), { after: 30_000, exit: 0 }]],
    monitor: {
      ...watched,
      actions: [{ class_name: 'ErrorNoteAction', note: 'lr is now {overrides.lr}', on: { decision: ['restart'] } }],
    },
    policy: recovering,
    run: {
      checkpoint_dir: directory,
      command: { argv: ['train', '--lr', '0.01'], cwd: '/', env: {} },
      override_args: { lr: ['--lr', '{overrides.lr}'] },
    },
    adapter: (real) => ({
      ...real,
      submission: {
        ...real.submission!,
        submit: (spec, ...rest) => {
          commands.push(spec.command);
          return real.submission!.submit(spec, ...rest);
        },
      },
    }),
  });
  expect(await world.run()).toMatchObject({ end: { state: 'succeeded' }, restarts: 2 });
  expect(commands.map((one) => one.join(' '))).toEqual(['train --lr 0.01', 'train --lr 0.001', 'train --lr 0.0001']);
  const notes = world.of('action').filter(({ data }) => String(data.detail).startsWith('lr '));
  expect(notes.map(({ data }) => data.detail)).toEqual(['lr is now 0.001', 'lr is now 0.0001']);
});
