import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { steps } from '../e2e/workshop.js';
import { Cluster } from './cluster.js';
import { SlurmWorkshop } from './slurm-workshop.js';

// What a cluster does takes its time, and this machine may have other work.
vi.setConfig({ testTimeout: 240_000 });

let cluster: Cluster;
beforeAll(async () => {
  cluster = await Cluster.start();
}, 120_000);
afterAll(() => cluster[Symbol.asyncDispose]());

const nccl = 'NCCL error in: x\n';

it('of an array only the task that failed is started again', async () => {
  using shop = new SlurmWorkshop(cluster);
  const once = `[ "$SLURM_ARRAY_TASK_ID" != 2 ] || [ -e '${shop.directory}/second' ] || { : > '${shop.directory}/second'; echo '${nccl.trim()}'; exit 1; }`;
  const script = shop.script(`echo "task $SLURM_ARRAY_TASK_ID"\n${once}`, ['--array=0-3', '--output=task-%A_%a.out']);
  const told = await shop.submits([script]).done;
  expect(told.decisions).toEqual(['restart nccl']);
  expect(told.of('run_ended').map(({ data }) => data.state)).toEqual(Array(4).fill('succeeded'));
  expect(
    told
      .of('run_ended')
      .map(({ data }) => data.restarts)
      .sort(),
  ).toEqual([0, 0, 0, 1]);
  expect(told.code).toBe(0);
  expect((await shop.states()).filter((state) => state === 'COMPLETED')).toHaveLength(4);
  expect(shop.calls('sbatch', '--array=2')).toBe(1);
  expect(shop.calls('sbatch')).toBe(2);
});

it('a job that hangs is cancelled, with its evidence kept, and started again', async () => {
  using shop = new SlurmWorkshop(cluster, 'evidence: { commands: [[echo, here it hangs]], timeout: 20s }');
  const stall = shop.file(
    'stall.yaml',
    'policies:\n  - { mode: stall, implementation: { class_name: AlwaysRestartPolicy, max_retries: 1 } }\n',
  );
  const script = shop.trains([], { print: steps(1, 3), hang: true }, { print: steps(4, 6) });
  const told = await shop.submits([script], [...shop.fewRules('inactivity_threshold_seconds: 5\n'), '--restart', stall])
    .done;
  expect(told.decisions.map((decision) => decision.split(' ')[0])).toEqual(['restart']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
  expect(await shop.states()).toEqual(['CANCELLED', 'COMPLETED']);
  expect(JSON.stringify(told.of('notice'))).toContain('evidence');
});

it('a partition that is gone refuses the next job, which is told, tried again, and costs no restart', async () => {
  using shop = new SlurmWorkshop(cluster);
  await cluster.run('scontrol', 'create', 'partition=brief', 'nodes=ALL', 'state=UP');
  const go = join(shop.directory, 'go');
  const script = shop.trains(['--partition=brief'], { wait_for: go, after: nccl, exit: 1 }, { print: steps(1, 3) });
  const run = shop.submits([script]);
  const job = await run.job();
  await cluster.untilState(job, 'RUNNING');
  shop.file('go', '');
  await cluster.untilState(job, 'FAILED');
  // slurmctld keeps a partition for as long as it has a job that has not quite ended.
  await cluster.until(() => cluster.run('scontrol', 'delete', 'partition=brief').then(() => true));
  await run.until('it is refused', (told) => JSON.stringify(told.of('notice')).includes('refused'));
  await cluster.run('scontrol', 'create', 'partition=brief', 'nodes=ALL', 'state=UP');
  const told = await run.done;
  expect(told.decisions).toEqual(['restart nccl']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
});

it('twenty at once are each supervised, by one process', async () => {
  using shop = new SlurmWorkshop(cluster);
  const script = shop.trains(['--mem=10', '--ntasks=1'], { print: nccl, exit: 1 }, { print: steps(1, 3) });
  const config = ['--config', join(shop.directory, 'sigwatch.yaml')];
  for (let i = 0; i < 20; i++) {
    const { code, err } = await shop.cli([
      'submit',
      ...config,
      ...shop.quick(),
      '--detach',
      '--name',
      `train-${i}`,
      'slurm',
      script,
    ]);
    expect([code, err]).toEqual([0, expect.anything()]);
  }
  const ended = await cluster.until(async () => {
    const { out } = await shop.cli(['status', '--format', 'jsonl']);
    const runs = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    return runs.every(({ ended_at }) => ended_at !== undefined) && runs;
  }, 120);
  expect(ended.map(({ state, restarts }) => `${state} ${restarts}`)).toEqual(Array(20).fill('succeeded 1'));
  const states = await shop.states();
  expect(states.filter((state) => state === 'FAILED')).toHaveLength(20);
  expect(states.filter((state) => state === 'COMPLETED')).toHaveLength(20);
});
