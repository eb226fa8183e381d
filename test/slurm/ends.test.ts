import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { steps } from '../e2e/workshop.js';
import { Cluster } from './cluster.js';
import { SlurmWorkshop } from './slurm-workshop.js';

// Most of it is waiting: the cases wait together.
vi.setConfig({ maxConcurrency: 6 });

let cluster: Cluster;
beforeAll(async () => {
  // A limit counts at once, and not when half a minute is over. Those that are preempted have a node of their own.
  cluster = await Cluster.start({ nodes: 3, extra: 'OverTimeLimit=0' });
});
afterAll(() => cluster[Symbol.asyncDispose]());

/** A policy that restarts what SLURM has ended. */
const restarts = `policies:
  - mode: crash
    implementation: { class_name: SelectiveRestartPolicy, default_action: stop, restart_on_error_types: [preempted, hardware], backoff: { initial: 0s, jitter: 0 } }
  - mode: timeout
    implementation: { class_name: AlwaysRestartPolicy, max_retries: 1 }
`;
const flagsOf = (shop: SlurmWorkshop) => [...shop.fewRules(), '--restart', shop.file('restarts.yaml', restarts)];

const endSoon = (job: string) =>
  cluster.run('sh', '-c', `scontrol update jobid=${job} endtime=$(date -d '+2 seconds' +%Y-%m-%dT%H:%M:%S)`);

it.concurrent('a job that runs out of time is followed by another one', async () => {
  using shop = new SlurmWorkshop(cluster);
  const run = shop.submits(
    [shop.trains(['-w n3'], { print: steps(1, 3), hang: true }, { print: steps(4, 6) })],
    flagsOf(shop),
  );
  await run.until('it runs', (told) => told.of('progress').length > 0);
  await endSoon(await run.job());
  const told = await run.done;
  expect(told.decisions).toEqual(['restart timeout']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
  expect(await shop.states()).toEqual(['TIMEOUT', 'COMPLETED']);
});

it.concurrent('is asked for a checkpoint before the limit', async () => {
  using shop = new SlurmWorkshop(cluster, 'checkpoint_signal: { signal: USR1, before: 118s }');
  const saved = join(shop.directory, 'saved');
  const body = `trap ': > "${saved}"' USR1\n[ -e '${saved}' ] && exit 0\necho started\nwhile :; do sleep 1; done`;
  const run = shop.submits([shop.script(body, ['--time=10', '-w n3'])], flagsOf(shop));
  const job = await run.job();
  // Only now can it take a signal, and has to be sent one two seconds after its start.
  await run.until(
    'it has begun',
    () => existsSync(join(shop.directory, `slurm-${job}.out`)) && shop.read(`slurm-${job}.out`) !== '',
  );
  await cluster.run('scontrol', 'update', `jobid=${job}`, 'timelimit=2');
  await run.until('the signal was sent', () => existsSync(saved), 120);
  await endSoon(await run.job());
  const told = await run.done;
  expect(told.decisions).toEqual(['restart timeout']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
  expect(JSON.stringify(told.of('notice'))).toContain('USR1');
  expect(await shop.states()).toEqual(['TIMEOUT', 'COMPLETED']);
});

it.concurrent('preempted and requeued by SLURM is a new attempt, and not submitted a second time', async () => {
  using shop = new SlurmWorkshop(cluster);
  const script = shop.trains(
    ['--partition=low', '--exclusive', '-w n1'],
    { print: steps(1, 3), hang: true },
    { print: steps(4, 6) },
  );
  const run = shop.submits([script], flagsOf(shop));
  await run.until('it runs', (told) => told.of('progress').length > 0);
  await cluster.sbatch('#!/bin/sh\nsleep 1\n', '--partition=high', '--exclusive', '-w', 'n1', '--output=/dev/null');
  const told = await run.done;
  expect(told.decisions).toEqual(['restart preempted']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
  expect(await shop.jobs()).toMatchObject([{ state: 'COMPLETED', restarts: 1 }]);
  expect(shop.calls('sbatch')).toBe(1);
  expect(shop.calls('scancel')).toBe(0);
});

it.concurrent('preempted and cancelled is submitted again', async () => {
  using shop = new SlurmWorkshop(cluster);
  const script = shop.trains(
    ['--partition=lowcancel', '--exclusive', '-w n2'],
    { print: steps(1, 3), hang: true },
    { print: steps(4, 6) },
  );
  const run = shop.submits([script], flagsOf(shop));
  await run.until('it runs', (told) => told.of('progress').length > 0);
  await cluster.sbatch('#!/bin/sh\nsleep 1\n', '--partition=high', '--exclusive', '-w', 'n2', '--output=/dev/null');
  const told = await run.done;
  expect(told.decisions).toEqual(['restart preempted']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
  expect(await shop.states()).toEqual(['PREEMPTED', 'COMPLETED']);
});

it.concurrent('cancelled by its owner is a decision of a person', async () => {
  using shop = new SlurmWorkshop(cluster);
  const run = shop.submits([shop.trains(['-w n3'], { print: steps(1, 3), hang: true })], flagsOf(shop));
  await run.until('it runs', (told) => told.of('progress').length > 0);
  await cluster.run('scancel', await run.job());
  const told = await run.done;
  expect(told.incidents).toEqual(['cancelled cancelled_by_user']);
  expect(told.decisions).toEqual(['stop cancelled']);
  expect(told.code).toBe(3);
  expect(await shop.states()).toEqual(['CANCELLED']);
});

it.concurrent('requeued by the settings keeps its number', async () => {
  using shop = new SlurmWorkshop(cluster, 'restart_by: requeue');
  const script = shop.trains(['-w n3'], { print: `${steps(1, 3)}NCCL error in: x\n`, exit: 1 }, { print: steps(4, 6) });
  const told = await shop.submits([script], shop.quick()).done;
  expect(told.decisions).toEqual(['restart nccl']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
  expect(await shop.jobs()).toMatchObject([{ state: 'COMPLETED', restarts: 1 }]);
  expect(shop.calls('sbatch')).toBe(1);
  expect(shop.calls('scontrol', 'requeue')).toBe(1);
});
