import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { steps, type Told } from '../e2e/workshop.js';
import { Cluster } from './cluster.js';
import { SlurmWorkshop } from './slurm-workshop.js';

// Most of it is waiting: the cases wait together.
vi.setConfig({ maxConcurrency: 6 });

let cluster: Cluster;
beforeAll(async () => {
  cluster = await Cluster.start({ extra: 'RequeueExitHold=98' });
});
afterAll(() => cluster[Symbol.asyncDispose]());

const nccl = 'NCCL error in: x\n';
const failsOnce = `[ "$SIGWATCH_ATTEMPT" = 2 ] || { echo '${nccl.trim()}'; exit 1; }`;
const runs = (told: Told) => told.of('progress').length > 0;
const notices = (told: Told) => told.of('notice').map(({ data }) => String(data.text));
const numbers = (told: Told) => told.of('progress').map(({ attempt, data }) => `${attempt}:${data.step}`);

describe('what was requeued', () => {
  it.concurrent('by hand goes on, whatever the policy says, since nothing has failed', async () => {
    using shop = new SlurmWorkshop(cluster);
    const run = shop.submits([shop.trains([], { print: steps(1, 3), hang: true }, { print: steps(4, 6) })]);
    await run.until('it runs', runs);
    await cluster.run('scontrol', 'requeue', await run.job());
    const told = await run.done;
    expect(told.decisions).toEqual(['ignore preempted']);
    expect(told.end).toMatchObject({ state: 'succeeded' });
    expect(notices(told)).toEqual([expect.stringContaining('has requeued it')]);
    expect(await shop.jobs()).toMatchObject([{ state: 'COMPLETED', restarts: 1 }]);
    expect(told.err).toMatch(/submitted slurm:(\d+) [\s\S]*follows slurm:\1 /);
    expect(shop.calls('scancel')).toBe(0);
  });

  it.concurrent('and is held for its exit code waits until somebody releases it, which is told', async () => {
    using shop = new SlurmWorkshop(cluster);
    const script = shop.trains([], { print: steps(1, 3) + nccl, exit: 98 }, { print: steps(4, 6) });
    const run = shop.submits([script]);
    const job = await run.job();
    await run.until('it is told', (told) => notices(told).some((text) => text.includes('until somebody releases it')));
    expect((await cluster.show(job)).JobState).toBe('SPECIAL_EXIT');
    await cluster.run('scontrol', 'release', job);
    const told = await run.done;
    expect(told.decisions).toEqual(['restart nccl']);
    expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
    expect(notices(told).filter((text) => text.includes(' waits: '))).toHaveLength(1);
  });
});

describe('of a log', () => {
  it.concurrent.each(['append', 'truncate'])(
    'that all attempts share, by --open-mode=%s, each line counts once',
    async (mode) => {
      using shop = new SlurmWorkshop(cluster);
      const script = shop.trains(
        ['--output=fixed.out', `--open-mode=${mode}`],
        { print: steps(1, 3) + nccl, exit: 1 },
        { print: steps(4, 5) + nccl, exit: 1 },
        { print: steps(6, 8) },
      );
      const told = await shop.submits([script]).done;
      expect(told.decisions).toEqual(['restart nccl', 'restart nccl']);
      expect(numbers(told)).toEqual(['1:1', '1:2', '1:3', '2:4', '2:5', '3:6', '3:7', '3:8']);
      expect(told.end).toMatchObject({ state: 'succeeded', restarts: 2 });
      expect(notices(told)).toEqual([]);
    },
  );

  it.concurrent('the signs of a job’s name and of the user’s comment stay what they are', async () => {
    using shop = new SlurmWorkshop(cluster);
    const name = `a|b c'd"e ü %j [1] \\`;
    const comment = `us|er "x" 'y' \\`;
    const script = shop.script(failsOnce, ['--output=%x-%j.out']);
    const run = shop.submits(['-J', name, `--comment=${comment}`, script]);
    const told = await run.done;
    expect(told.decisions).toEqual(['restart nccl']);
    const second = await run.job(2);
    expect(told.err).toContain(`, log ${name}-${second}.out\n`);
    const stored = await cluster.run('squeue', '-h', '-t', 'all', '-j', second, '-o', '%k');
    expect(JSON.parse(stored)).toMatchObject({ comment });
  });
});

it.concurrent('a component of a heterogeneous job that fails ends all of it, and all of it is started again', async () => {
  using shop = new SlurmWorkshop(cluster);
  const script = shop.script(`[ "$SIGWATCH_ATTEMPT" = 2 ] || srun --het-group=1 sh -c 'echo "${nccl.trim()}"; exit 1'`);
  const told = await shop.submits(['-n1', '--mem=10', ':', '-n1', '--mem=10', script]).done;
  expect(told.decisions).toEqual(['restart nccl']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
  // Each component ends by itself.
  await shop.untilStates('FAILED', 'FAILED', 'COMPLETED', 'COMPLETED');
});

it.concurrent('exit code 93 is not started again, whatever it printed', async () => {
  using shop = new SlurmWorkshop(cluster);
  const told = await shop.submits([shop.script(`echo '${nccl.trim()}'; exit 93`)]).done;
  expect(told.decisions).toEqual(['stop nccl']);
  expect(await shop.states()).toEqual(['FAILED']);
});

it.concurrent('all tasks of an array that its owner cancels stay ended', async () => {
  using shop = new SlurmWorkshop(cluster);
  const script = shop.script('echo go; sleep 600', ['--array=1-5:2', '--mem=10', '--output=t-%A_%a.out']);
  const run = shop.submits([script]);
  const [array = ''] = (await run.job()).split('_');
  await run.until('all run', () =>
    ['1', '3', '5'].every((task) => existsSync(join(shop.directory, `t-${array}_${task}.out`))),
  );
  await cluster.run('scancel', array);
  const told = await run.done;
  expect(told.decisions).toEqual(Array(3).fill('stop cancelled'));
  expect(shop.calls('sbatch')).toBe(1);
});

it.concurrent.each([
  ['with a line missing', 'real "$@" | head -n -1; exit 0'],
  ['cut within a line', 'real "$@" | head -c 150; exit 0'],
  ['of something else', 'echo "gar|bage"; exit 0'],
])('nothing follows from a squeue that answers %s now and then', async (_what, instead) => {
  using shop = new SlurmWorkshop(cluster);
  const path = join(shop.directory, 'bin', 'squeue');
  const real = (await cluster.run('sh', '-c', 'command -v squeue')).trim();
  const count = `echo x >> '${shop.directory}/asked'; n=$(wc -l < '${shop.directory}/asked')`;
  writeFileSync(
    path,
    `#!/bin/sh\nreal() { ${real} "$@"; }\n${count}\n[ $((n % 3)) != 0 ] || { ${instead}; }\nreal "$@"\n`,
  );
  chmodSync(path, 0o755);
  const go = join(shop.directory, 'go');
  const run = shop.submits([shop.trains([], { print: steps(1, 3), wait_for: go, after: steps(4, 6) })]);
  await run.until('it runs', runs);
  const asked = () => shop.read('asked').length / 2;
  const enough = asked() + 6;
  await run.until('it was asked often', () => asked() >= enough);
  shop.file('go', '');
  const told = await run.done;
  expect(told.decisions).toEqual([]);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 0 });
  expect(await shop.states()).toEqual(['COMPLETED']);
});

it.concurrent('a run’s name is given once: while it is led it is watched, and what has ended is not begun again', async () => {
  using shop = new SlurmWorkshop(cluster);
  const go = join(shop.directory, 'go');
  const script = shop.trains([], { print: steps(1, 2), wait_for: go, after: steps(3, 4) });
  const again = () => shop.submits([script], [...shop.quick(), '--run-id', 'twice']);
  const first = again();
  await first.until('it runs', runs);
  const second = again();
  await second.says('only watched here');
  shop.file('go', '');
  expect((await second.done).code).toBe(0);
  expect((await first.done).end).toMatchObject({ state: 'succeeded' });
  expect(await again().done).toMatchObject({ code: 2, err: expect.stringContaining('has ended') });
  expect(shop.calls('sbatch')).toBe(1);
});

it.concurrent('without sbatch it says so at once', async () => {
  using shop = new SlurmWorkshop(cluster);
  const args = ['submit', '--config', join(shop.directory, 'sigwatch.yaml'), ...shop.quick(), 'slurm', shop.script('')];
  const { code, err } = await shop.cli(args, { PATH: '/nowhere' });
  expect(code).toBe(2);
  expect(err).toContain('sbatch is not in PATH');
});
