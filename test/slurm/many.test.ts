import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { steps } from '../e2e/workshop.js';
import { Cluster } from './cluster.js';
import { SlurmWorkshop } from './slurm-workshop.js';

// Most of it is waiting: the cases wait together.
vi.setConfig({ testTimeout: 600_000 });

let cluster: Cluster;
beforeAll(async () => {
  cluster = await Cluster.start();
});
afterAll(() => cluster[Symbol.asyncDispose]());

const nccl = 'NCCL error in: x\n';

it.concurrent('of an array only the task that failed is started again', async () => {
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

it.concurrent('a job that hangs is cancelled, with its evidence kept, and started again', async () => {
  using shop = new SlurmWorkshop(cluster, 'evidence: { commands: [[echo, here it hangs]], timeout: 20s }');
  const stall = shop.file(
    'stall.yaml',
    'policies:\n  - { mode: stall, implementation: { class_name: AlwaysRestartPolicy, max_retries: 1 } }\n',
  );
  // Longer than any start takes, and any end.
  const patience = 'inactivity_threshold_seconds: 15\nstartup_allowance_seconds: 120\nhold_seconds: 1\n';
  const script = shop.trains([], { print: steps(1, 3), hang: true }, { print: steps(4, 6) });
  const told = await shop.submits([script], [...shop.fewRules(patience), '--restart', stall]).done;
  expect(told.decisions.map((decision) => decision.split(' ')[0])).toEqual(['restart']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
  expect(await shop.states()).toEqual(['CANCELLED', 'COMPLETED']);
  expect(JSON.stringify(told.of('notice'))).toContain('evidence');
});

it.concurrent('a partition that is gone refuses the next job, which is told, tried again, and costs no restart', async () => {
  using shop = new SlurmWorkshop(cluster);
  await cluster.run('scontrol', 'create', 'partition=brief', 'nodes=ALL', 'state=UP');
  const go = join(shop.directory, 'go');
  const gone = join(shop.directory, 'gone');
  const script = shop.trains(['--partition=brief'], { wait_for: go, after: nccl, exit: 1 }, { print: steps(1, 3) });
  // However soon the next job is submitted: its partition is gone by then.
  shop.before('sbatch', `[ ! -e '${go}' ] || until [ -e '${gone}' ]; do sleep 0.05; done`);
  const run = shop.submits([script]);
  const job = await run.job();
  await cluster.untilState(job, 'RUNNING');
  shop.file('go', '');
  await cluster.untilState(job, 'FAILED');
  // slurmctld keeps a partition for as long as it has a job that has not quite ended.
  await cluster.until(() => cluster.run('scontrol', 'delete', 'partition=brief').then(() => true));
  shop.file('gone', '');
  await run.until('it is refused', (told) => JSON.stringify(told.of('notice')).includes('refused'));
  await cluster.run('scontrol', 'create', 'partition=brief', 'nodes=ALL', 'state=UP');
  const told = await run.done;
  expect(told.decisions).toEqual(['restart nccl']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
});

it.concurrent('twenty at once are each supervised, by one process', async () => {
  using shop = new SlurmWorkshop(cluster);
  const script = shop.trains(['--mem=10', '--ntasks=1'], { print: nccl, exit: 1 }, { print: steps(1, 3) });
  const config = ['--config', join(shop.directory, 'sigwatch.yaml')];
  const flags = [...config, ...shop.quick(), '--detach'];
  const submit = (name: string) => shop.cli(['submit', ...flags, '--name', name, 'slurm', script]);
  for (let i = 0; i < 20; i += 4) {
    const four = await Promise.all([0, 1, 2, 3].map((more) => submit(`train-${i + more}`)));
    for (const { code, out, err } of four) expect(code, out + err).toBe(0);
  }
  const ended = await cluster.until(async () => {
    const { out } = await shop.cli(['status', '--format', 'jsonl']);
    const runs = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    return runs.every(({ ended_at }) => ended_at !== undefined) && runs;
  }, 400);
  expect(ended.map(({ state, restarts }) => `${state} ${restarts}`)).toEqual(Array(20).fill('succeeded 1'));
  const states = await shop.states();
  expect(states.filter((state) => state === 'FAILED')).toHaveLength(20);
  expect(states.filter((state) => state === 'COMPLETED')).toHaveLength(20);
});
