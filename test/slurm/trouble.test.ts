import { afterAll, beforeAll, expect, it } from 'vitest';
import { steps, type Told } from '../e2e/workshop.js';
import { Cluster } from './cluster.js';
import { SlurmWorkshop } from './slurm-workshop.js';

let cluster: Cluster;
beforeAll(async () => {
  // A node that does not answer is down after so many seconds, and whoever asks a slurmctld that is away asks for as long.
  // Cases that lose a node have two of their own.
  const own = ['PartitionName=a Nodes=n1,n2', 'PartitionName=b Nodes=n3,n4'].join('\n');
  cluster = await Cluster.start({ nodes: 5, extra: `SlurmdTimeout=10\nMessageTimeout=10\n${own}` });
});
afterAll(() => cluster[Symbol.asyncDispose]());

const hardware = 'restart_on_error_types: [hardware]\nexclude_nodes: true';
const runs = (told: Told) => told.of('progress').length > 0;
const statesOf = (told: Told) => told.of('state_changed').map(({ data }) => data.to);

// These wait together.
it.concurrent('a node that is set down ends the job, and the next one is kept off it', async () => {
  using shop = new SlurmWorkshop(cluster);
  const script = shop.trains(
    ['--no-requeue', '--partition=a'],
    { print: steps(1, 3), hang: true },
    { print: steps(4, 6) },
  );
  const run = shop.submits([script], [...shop.fewRules(), '--restart', shop.file('p.yaml', policyOf(hardware))]);
  await run.until('it runs', runs);
  const { NodeList: node = '' } = await cluster.show(await run.job());
  await cluster.run('scontrol', 'update', `nodename=${node}`, 'state=down', 'reason=test');
  await run.job(2);
  await cluster.run('scontrol', 'update', `nodename=${node}`, 'state=resume');
  const told = await run.done;
  expect(told.decisions).toEqual(['restart hardware']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
  const jobs = await shop.jobs();
  expect(jobs.map(({ state }) => state)).toEqual(['NODE_FAIL', 'COMPLETED']);
  expect(jobs[1]?.nodes).not.toBe(node);
});

it.concurrent('a node that dies is known when SLURM says so, and what SLURM starts anew is followed', async () => {
  using shop = new SlurmWorkshop(cluster);
  const script = shop.trains(
    ['--requeue', '--partition=b'],
    { print: steps(1, 3), hang: true },
    { print: steps(4, 6) },
  );
  const run = shop.submits([script], [...shop.fewRules(), '--restart', shop.file('p.yaml', policyOf(hardware))]);
  await run.until('it runs', runs);
  const { NodeList = '' } = await cluster.show(await run.job());
  await cluster.stop(`slurmd.${NodeList}` as 'slurmd.n1', 'SIGKILL');
  const told = await run.done;
  expect(told.decisions).toEqual(['restart hardware']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
  expect(shop.calls('sbatch')).toBe(1);
});

it.concurrent('a job that waits, is held or suspended is not hung', async () => {
  using shop = new SlurmWorkshop(cluster);
  const release = `${shop.directory}/go`;
  const script = shop.trains(['--hold', '-w n5'], { print: steps(1, 3), wait_for: release, after: steps(4, 6) });
  const run = shop.submits([script], shop.quick('', 'inactivity_threshold_seconds: 4\n'));
  const job = await run.job();
  await cluster.untilState(job, 'PENDING');
  await cluster.run('scontrol', 'release', job);
  await run.until('it runs', runs);
  await cluster.run('scontrol', 'suspend', job);
  // It is looked at each second: by then it has been silent for longer than a running job may be.
  const looks = shop.calls('squeue') + 7;
  await run.until('it has been looked at often', () => shop.calls('squeue') >= looks);
  await cluster.run('scontrol', 'resume', job);
  shop.file('go', '');
  const told = await run.done;
  expect(told.decisions).toEqual([]);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 0 });
});

// From here on daemons that all need are away.
it('while slurmctld is away nothing is known, and nothing is done', async () => {
  await cluster.up();
  using shop = new SlurmWorkshop(cluster);
  const more = 'inactivity_threshold_seconds: 3\n';
  const release = `${shop.directory}/go`;
  const script = shop.trains([], { print: steps(1, 3), wait_for: release, after: steps(4, 6) });
  const run = shop.submits([script], shop.quick('', more));
  await run.until('it runs', runs);
  await cluster.stop('slurmctld');
  await run.until('it is unknown', (told) => statesOf(told).includes('unknown'), 120);
  expect(run.now().decisions).toEqual([]);
  await cluster.up();
  shop.file('go', '');
  const told = await run.done;
  expect(told.decisions).toEqual([]);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 0 });
  expect(await shop.states()).toEqual(['COMPLETED']);
});

it('without slurmdbd failures are decided on all the same', async () => {
  await cluster.up();
  using shop = new SlurmWorkshop(cluster);
  await cluster.stop('slurmdbd');
  const script = shop.trains([], { print: `${steps(1, 3)}NCCL error in: x\n`, exit: 1 }, { print: steps(4, 6) });
  const told = await shop.submits([script]).done;
  expect(told.decisions).toEqual(['restart nccl']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
});

const policyOf = (more: string) => `policies:
  - mode: crash
    implementation:
      class_name: SelectiveRestartPolicy
      default_action: stop
      backoff: { initial: 0s, jitter: 0 }
${more
  .split('\n')
  .map((line) => `      ${line}\n`)
  .join('')}`;
