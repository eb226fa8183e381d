import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobRef } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { FakeSlurm, SUBMITTED, sacctRow, scratch, squeueRow } from '../test/fake-slurm.js';
import { noteCancel } from './own-cancels.js';
import { type SlurmAdapterOptions, slurmAdapter, slurmDeps } from './slurm-adapter.js';

const directory = scratch();
const job: JobRef = { id: 'slurm:12', incarnation: `probe/${SUBMITTED}/0` };
const never = () => new AbortController().signal;

function setup(more: Partial<SlurmAdapterOptions> = {}) {
  const fake = new FakeSlurm();
  const clock = { now: SUBMITTED * 1000 + 3_600_000 };
  const opened: string[][] = [];
  const options: SlurmAdapterOptions = {
    stateDirectory: directory(),
    slurm: fake.slurm,
    now: () => clock.now,
    logs: (paths) => {
      opened.push([...paths]);
      return { async *sources() {} };
    },
    pause: async () => {},
    ...more,
  };
  const adapter = slurmAdapter(options);
  const status = async (ref = job) => (await adapter.status([ref], never())).get(ref.id);
  /** The next poll. */
  const later = async (ms = 31_000) => {
    clock.now += ms;
    return status();
  };
  const logs = async (ref = job, abort = never()) => {
    for await (const _ of adapter.logs(ref).sources(abort)) throw new Error('nothing is there');
    return opened;
  };
  return { fake, clock, options, adapter, status, later, logs };
}

describe('the status of a job', () => {
  it('is that of squeue, with the moment of the look, until it has ended', async () => {
    const { fake, clock, status, later } = setup();
    fake.squeue = squeueRow();
    const asOf = clock.now;
    expect(await status()).toEqual({
      ...{ job, state: 'running', nodes: ['n1'], as_of: asOf },
      started_at: SUBMITTED * 1000,
      ends_at: Date.parse('2026-11-22T18:00:00Z'),
    });
    fake.squeue = squeueRow({ state: 'COMPLETED', end: '2026-11-22T10:30:00' });
    expect(await later()).toMatchObject({ state: 'succeeded', exit_code: 0 });
    expect(fake.count('sacct')).toBe(0);
    // slurmctld forgets it, and nobody has to be asked any more.
    fake.squeue = '';
    expect(await later()).toMatchObject({ state: 'succeeded' });
    expect([fake.count('sacct'), fake.count('scontrol')]).toEqual([0, 1]);
  });

  it('has a successor also when that was begun after the end was told', async () => {
    const { fake, status, later } = setup();
    fake.squeue = squeueRow({ state: 'FAILED', exit: '256', end: '2026-11-22T10:30:00' });
    expect(await status()).toMatchObject({ state: 'failed', exit_code: 1 });
    fake.squeue = squeueRow({ restarts: 1, submit: '2026-11-22T11:00:00' });
    fake.sacct = sacctRow({ state: 'FAILED', exit: '1:0', end: '2026-11-22T10:30:00' });
    const successor = { ...job, incarnation: job.incarnation.replace(/0$/, '1') };
    expect(await later()).toMatchObject({ state: 'failed', exit_code: 1, successor });
  });

  it('costs no more than one look a poll while nobody tells what became of it', async () => {
    const { fake, clock, status } = setup();
    fake.silent.add('sacct');
    for (let i = 0; i < 10; i++) {
      expect(await status()).toBeUndefined();
      clock.now += 2_400;
    }
    expect([fake.count('sacct'), fake.count('squeue')]).toEqual([1, 2]);
  });

  it('is one squeue for two hundred jobs', async () => {
    const { fake, adapter } = setup();
    const ids = Array.from({ length: 200 }, (_, i) => String(100 + i));
    fake.squeue = ids.map((id) => squeueRow({ id })).join('');
    const refs = ids.map((id): JobRef => ({ id: `slurm:${id}`, incarnation: job.incarnation }));
    expect((await adapter.status(refs, never())).size).toBe(200);
    expect(fake.calls.map(({ program }) => program).sort()).toEqual(['scontrol', 'squeue']);
  });

  it('is asked of accounting in one call for all that slurmctld has forgotten', async () => {
    const { fake, adapter } = setup();
    const ids = Array.from({ length: 50 }, (_, i) => String(100 + i));
    fake.sacct = ids.map((id) => sacctRow({ id, state: 'FAILED', exit: '1:0' })).join('');
    const refs = ids.map((id): JobRef => ({ id: `slurm:${id}`, incarnation: job.incarnation }));
    const answer = await adapter.status(refs, never());
    expect([...answer.values()].every(({ state, exit_code }) => state === 'failed' && exit_code === 1)).toBe(true);
    expect(fake.count('sacct')).toBe(1);
  });

  it('is unknown while slurmctld or slurmdbd does not answer, however long', async () => {
    const { fake, status, later } = setup();
    fake.silent.add('squeue');
    await expect(status()).rejects.toThrow('squeue did not answer');
    fake.silent.clear();
    fake.silent.add('sacct');
    for (let i = 0; i < 5; i++) expect(await later(600_000)).toBeUndefined();
    fake.silent.clear();
    fake.silent.add('scontrol');
    await expect(setup({ slurm: fake.slurm }).status()).rejects.toThrow('scontrol did not answer');
  });

  it('of another cluster, or of what is no job of SLURM, is unknown', async () => {
    const { fake, status } = setup();
    fake.squeue = squeueRow();
    expect(await status({ ...job, incarnation: `other/${SUBMITTED}/0` })).toBeUndefined();
    expect(await status({ id: 'local:12', incarnation: job.incarnation })).toBeUndefined();
    expect(await status({ ...job, incarnation: 'none' })).toBeUndefined();
  });

  it('of another user is asked by its number', async () => {
    const { fake, status } = setup();
    fake.one = squeueRow({ uid: 7 });
    expect(await status()).toMatchObject({ state: 'running' });
  });

  it('rejects at an abort, and does not end what others wait for', async () => {
    const { fake, adapter } = setup();
    let open = () => {};
    fake.gate = new Promise((resolve) => {
      open = resolve;
    });
    fake.squeue = squeueRow();
    const abort = new AbortController();
    const [left, waiting] = [adapter.status([job], abort.signal), adapter.status([job], never())];
    abort.abort(new Error('enough'));
    await expect(left).rejects.toThrow('enough');
    open();
    expect((await waiting).size).toBe(1);
    await expect(adapter.status([job], AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  });
});

describe('who cancelled a job', () => {
  const cancelled = squeueRow({ state: 'CANCELLED', exit: '15', end: '2026-11-22T10:59:59' });
  const end = '2026-11-22T10:59:59';

  it('is waited for until accounting has told', async () => {
    const { fake, status, later } = setup();
    fake.squeue = cancelled;
    fake.sacct = sacctRow({ state: 'RUNNING', end: 'Unknown' });
    expect(await status()).toMatchObject({ state: 'completing' });
    fake.sacct = sacctRow({ state: 'CANCELLED by 1000', end });
    expect(await later(1_000)).toMatchObject({ state: 'cancelled', ended_by: 'owner', signal: 'SIGTERM' });
  });

  it('is not waited for longer than ten seconds', async () => {
    const { fake, status, later } = setup();
    fake.squeue = cancelled;
    fake.silent.add('sacct');
    expect(await status()).toMatchObject({ state: 'completing' });
    expect(await later(9_000)).toMatchObject({ state: 'completing' });
    const told = await later(1_001);
    expect(told).toMatchObject({ state: 'cancelled', reason: 'CANCELLED' });
    expect(told).not.toHaveProperty('ended_by');
  });

  it('is not waited for where there is nobody to tell', async () => {
    const { fake, status } = setup();
    fake.config = ['ClusterName = probe', 'AccountingStorageType = accounting_storage/none'];
    fake.squeue = cancelled;
    expect(await status()).toMatchObject({ state: 'cancelled' });
  });

  it('is known when it was us', async () => {
    const { fake, options, clock, status } = setup();
    noteCancel(options.stateDirectory, job, clock.now - 1_000);
    fake.squeue = cancelled;
    expect(await status()).toMatchObject({ state: 'cancelled', ended_by: 'sigwatch' });
    expect(fake.count('sacct')).toBe(0);
  });
});

describe('a job that nobody knows', () => {
  it('is gone at the second poll, and not before', async () => {
    const { status, later } = setup();
    expect(await status()).toBeUndefined();
    expect(await later(1_000)).toBeUndefined();
    expect(await later()).toMatchObject({ state: 'timed_out', reason: 'GONE' });
  });

  it('is unknown in its first minute', async () => {
    const { clock, status, later } = setup();
    clock.now = SUBMITTED * 1000 + 1_000;
    expect(await status()).toBeUndefined();
    expect(await later(40_000)).toBeUndefined();
    expect(await later(40_000)).toMatchObject({ reason: 'GONE' });
  });

  it('is not gone by polls between which somebody did not answer', async () => {
    const { fake, status, later } = setup();
    expect(await status()).toBeUndefined();
    fake.silent.add('sacct');
    expect(await later()).toBeUndefined();
    fake.silent.clear();
    expect(await later()).toBeUndefined();
    expect(await later()).toMatchObject({ reason: 'GONE' });
  });

  it('is not gone while accounting says that it runs', async () => {
    const { fake, status, later } = setup();
    fake.sacct = sacctRow({ state: 'RUNNING', end: 'Unknown' });
    expect(await status()).toBeUndefined();
    for (let i = 0; i < 4; i++) expect(await later()).toBeUndefined();
  });

  it('ended as its log says', async () => {
    const { fake, options, status, later } = setup();
    const log = join(options.stateDirectory, 'slurm-12.out');
    fake.config = ['ClusterName = probe', 'AccountingStorageType = accounting_storage/none'];
    fake.squeue = squeueRow({ stdout: log });
    expect(await status()).toMatchObject({ state: 'running' });
    mkdirSync(options.stateDirectory, { recursive: true });
    writeFileSync(log, 'slurmstepd: error: *** JOB 12 ON n1 CANCELLED AT 2026-11-22T11:00:00 DUE TO TIME LIMIT ***\n');
    fake.squeue = '';
    expect(await later()).toBeUndefined();
    expect(await later()).toMatchObject({ state: 'timed_out', reason: 'TIMEOUT' });
  });
});

describe('the logs of a job', () => {
  it('are known when it was seen once, also to a process that starts later, when slurmctld has forgotten it', async () => {
    const { fake, options, status, logs } = setup();
    fake.squeue = squeueRow({ stdout: '/w/%x-%j.out', stderr: '/w/%j.err' });
    await status();
    fake.squeue = '';
    fake.silent.add('squeue');
    expect(await logs()).toEqual([['/w/train-12.out', '/w/12.err']]);
    expect(await setup({ stateDirectory: options.stateDirectory, slurm: fake.slurm }).logs()).toEqual([
      ['/w/train-12.out', '/w/12.err'],
    ]);
  });

  it('are asked for until slurmctld answers', async () => {
    let tries = 0;
    const { fake, clock, logs } = setup({
      pause: async () => {
        clock.now += 5_001;
        if (++tries === 3) fake.silent.clear();
      },
    });
    fake.silent.add('squeue');
    fake.squeue = squeueRow({ state: 'PENDING', nodes: '' });
    expect(await logs()).toEqual([['/w/slurm-12.out']]);
    expect(tries).toBe(3);
  });

  it('of a task that waits are known once it has its number', async () => {
    const task: JobRef = { id: 'slurm:12_3', incarnation: job.incarnation };
    const { fake, clock, logs } = setup({
      pause: async () => {
        clock.now += 31_000;
        fake.squeue = squeueRow({ id: '12_3', raw: '17' });
      },
    });
    fake.squeue = squeueRow({ id: '12_3', raw: '12', state: 'PENDING', nodes: '' });
    expect(await logs(task)).toEqual([['/w/slurm-17.out']]);
  });

  it.each([
    ['20.11.9', sacctRow({ line: '' }).replace('\x1f\x1f1000', '\x1f1000'), '/w/slurm-12.out'],
    ['22.05.8', sacctRow({ line: 'sbatch -o logs/%j.txt train.sbatch' }), '/w/logs/12.txt'],
    ['22.05.8', sacctRow({ line: 'sbatch --output=/l/b --output=/l/a train.sbatch --output=x' }), '/l/a'],
  ])('of a job that was never seen are as %s accounts of it', async (version, row, path) => {
    const { fake, logs } = setup();
    fake.config = [...fake.config.filter((line) => !line.startsWith('SLURM')), `SLURM_VERSION = ${version}`];
    fake.sacct = row;
    expect((await logs())[0]?.[0]).toBe(path);
  });

  // Constructed after sacct(1) of 24.05 and later, which has StdOut and StdErr; patterns are told as they were given.
  it.each([
    ['/w/%x.%j.out\x1f/w/%j.err\n', ['/w/train.12.out', '/w/12.err']],
    ['/w/%j.out\x1f\n', ['/w/12.out']],
    ['\x1f\n', ['/w/slurm-12.out']],
    [undefined, ['/w/slurm-12.out']],
  ])('of a job that was never seen are as newer versions keep them: %j', async (outputs, expected) => {
    const { fake, logs } = setup();
    fake.config = [...fake.config.filter((line) => !line.startsWith('SLURM')), 'SLURM_VERSION = 25.05.1'];
    fake.sacct = sacctRow();
    fake.outputs = outputs;
    expect(await logs()).toEqual([expected]);
  });

  it('end with an abort where nobody tells them', async () => {
    const abort = new AbortController();
    const { logs } = setup({ pause: async () => abort.abort() });
    expect(await logs(job, abort.signal)).toEqual([]);
  });

  it('of what is no job of SLURM are refused', () => {
    const { adapter } = setup();
    expect(() => adapter.logs({ id: 'local:a.1', incarnation: '' })).toThrow(/is no job of SLURM/);
  });
});

describe('what stands for a job', () => {
  it.each([
    ['never requeued', squeueRow(), '', 0],
    // The submit time is that of the requeue; accounting has the first one.
    ['requeued', squeueRow({ restarts: 1, submit: '2026-11-22T11:00:01' }), sacctRow({ state: 'REQUEUED' }), 1],
    [
      'requeued twice, and accounting knows the last one',
      squeueRow({ restarts: 2, submit: '2026-11-22T12:00:01' }),
      sacctRow({ state: 'REQUEUED' }) +
        sacctRow({ state: 'REQUEUED', submit: '2026-11-22T11:00:01' }) +
        sacctRow({ state: 'RUNNING', submit: '2026-11-22T12:00:01', end: 'Unknown' }),
      2,
    ],
    ['being requeued', squeueRow({ state: 'COMPLETING', restarts: 1 }), sacctRow({ state: 'REQUEUED' }), 1],
  ])('%s: the first submission and the restarts', async (_, row, accounted, restarts) => {
    const { fake, options } = setup();
    fake.one = row;
    fake.sacct = accounted;
    const found = await slurmDeps(options).listed.present({ base: '12' });
    expect(found?.job).toEqual({ id: 'slurm:12', incarnation: `probe/${SUBMITTED}/${restarts}` });
  });

  it('is remembered where there is no accounting', async () => {
    const { fake, options, status } = setup();
    fake.config = ['ClusterName = probe', 'AccountingStorageType = accounting_storage/none'];
    fake.squeue = squeueRow();
    await status();
    fake.one = squeueRow({ restarts: 1, submit: '2026-11-22T11:00:01' });
    const found = await slurmDeps(options).listed.present({ base: '12' });
    expect(found?.job.incarnation).toBe(`probe/${SUBMITTED}/1`);
  });

  it.each([
    ['of another cluster', 'ClusterName = other', {}],
    ['of another user', 'ClusterName = probe', { user: 'bob' }],
  ])('is not that of a job of the same number %s', async (_, name, other) => {
    const { fake, options, status } = setup();
    fake.config = ['ClusterName = probe', 'AccountingStorageType = accounting_storage/none'];
    fake.squeue = squeueRow();
    await status();
    fake.config[0] = name;
    fake.one = squeueRow({ ...other, restarts: 1, submit: '2026-11-22T11:00:01' });
    const found = await slurmDeps(options).listed.present({ base: '12' });
    expect(found?.job.incarnation.split('/').slice(1)).toEqual([String(SUBMITTED + 3_601), '1']);
  });

  it('is nothing where slurmctld knows no such job, and an error where it does not answer', async () => {
    const { fake, options } = setup();
    const { listed } = slurmDeps(options);
    expect(await listed.present({ base: '12' })).toBeUndefined();
    fake.silent.add('squeue');
    await expect(listed.present({ base: '12' })).rejects.toThrow('squeue did not answer');
  });
});
