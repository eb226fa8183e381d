import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { steps } from '../e2e/workshop.js';
import { Cluster } from './cluster.js';
import { SlurmWorkshop } from './slurm-workshop.js';

// What a cluster does takes its time, and this machine may have other work.
vi.setConfig({ testTimeout: 240_000 });

let cluster: Cluster;
beforeAll(async () => {
  // A limit counts at once, and not when half a minute is over.
  cluster = await Cluster.start({ extra: 'OverTimeLimit=0' });
}, 120_000);
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

it('a job that runs out of time is followed by another one', async () => {
  using shop = new SlurmWorkshop(cluster);
  const run = shop.submits(
    [shop.trains([], { print: steps(1, 3), hang: true }, { print: steps(4, 6) })],
    flagsOf(shop),
  );
  await run.until('it runs', (told) => told.of('progress').length > 0);
  await endSoon(await run.job());
  const told = await run.done;
  expect(told.decisions).toEqual(['restart timeout']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
  expect(await shop.states()).toEqual(['TIMEOUT', 'COMPLETED']);
});

it('is asked for a checkpoint before the limit', async () => {
  using shop = new SlurmWorkshop(cluster, 'checkpoint_signal: { signal: USR1, before: 118s }');
  const saved = join(shop.directory, 'saved');
  const body = `trap ': > "${saved}"' USR1\n[ -e '${saved}' ] && exit 0\necho started\nwhile :; do sleep 1; done`;
  const run = shop.submits([shop.script(body, ['--time=2'])], flagsOf(shop));
  await run.until('the signal was sent', () => existsSync(saved), 90);
  await endSoon(await run.job());
  const told = await run.done;
  expect(told.decisions).toEqual(['restart timeout']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
  expect(JSON.stringify(told.of('notice'))).toContain('USR1');
  expect(await shop.states()).toEqual(['TIMEOUT', 'COMPLETED']);
});

it('preempted and requeued by SLURM is a new attempt, and not submitted a second time', async () => {
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

it('preempted and cancelled is submitted again', async () => {
  using shop = new SlurmWorkshop(cluster);
  const script = shop.trains(
    ['--partition=lowcancel', '--exclusive', '-w n1'],
    { print: steps(1, 3), hang: true },
    { print: steps(4, 6) },
  );
  const run = shop.submits([script], flagsOf(shop));
  await run.until('it runs', (told) => told.of('progress').length > 0);
  await cluster.sbatch('#!/bin/sh\nsleep 1\n', '--partition=high', '--exclusive', '-w', 'n1', '--output=/dev/null');
  const told = await run.done;
  expect(told.decisions).toEqual(['restart preempted']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
  expect(await shop.states()).toEqual(['PREEMPTED', 'COMPLETED']);
});

it('cancelled by its owner is a decision of a person', async () => {
  using shop = new SlurmWorkshop(cluster);
  const run = shop.submits([shop.trains([], { print: steps(1, 3), hang: true })], flagsOf(shop));
  await run.until('it runs', (told) => told.of('progress').length > 0);
  await cluster.run('scancel', await run.job());
  const told = await run.done;
  expect(told.incidents).toEqual(['cancelled cancelled_by_user']);
  expect(told.decisions).toEqual(['stop cancelled']);
  expect(told.code).toBe(3);
  expect(await shop.states()).toEqual(['CANCELLED']);
});

it('requeued by the settings keeps its number', async () => {
  using shop = new SlurmWorkshop(cluster, 'restart_by: requeue');
  const script = shop.trains([], { print: `${steps(1, 3)}NCCL error in: x\n`, exit: 1 }, { print: steps(4, 6) });
  const told = await shop.submits([script], shop.quick()).done;
  expect(told.decisions).toEqual(['restart nccl']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
  expect(await shop.jobs()).toMatchObject([{ state: 'COMPLETED', restarts: 1 }]);
  expect(shop.calls('sbatch')).toBe(1);
  expect(shop.calls('scontrol', 'requeue')).toBe(1);
});
