import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobAdapter, JobRef } from '@sigwatch/core';
import { UnansweredError } from '@sigwatch/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeCluster, type FakeJob } from '../../test/fake-cluster.js';
import type { SlurmSettings } from '../settings.js';
import { slurmAdapter } from '../slurm-adapter.js';

let cluster: FakeCluster;
let stateDirectory: string;
const told: string[] = [];
const { signal: never } = new AbortController();

beforeEach(() => {
  cluster = new FakeCluster();
  stateDirectory = mkdtempSync(join(tmpdir(), 'sigwatch-slurm-'));
  told.length = 0;
});
afterEach(() => rmSync(stateDirectory, { recursive: true }));

/** Each call is a process that starts anew: nothing is remembered but what is on the disk. */
function adapter(settings: Partial<SlurmSettings> = {}) {
  return slurmAdapter({
    stateDirectory,
    settings,
    slurm: cluster.slurm,
    now: () => cluster.now,
    env: {},
    logs: () => ({ async *sources() {} }),
    tell: (sentence) => told.push(sentence),
  }) as Required<JobAdapter>;
}
const spec = { run_id: 'r', attempt: 1, command: ['--wrap', 'x'], cwd: '/', env: {} };
const how = (held = false) => ({ notAfter: cluster.now + 60_000, held });
const submit = (key = 'r/1', more: object = {}, settings: Partial<SlurmSettings> = {}) =>
  adapter(settings).submission.submit({ ...spec, ...more }, key, how(), never);
const find = (key = 'r/1') => adapter().submission.find(key, never);
const uncertain = { name: expect.not.stringMatching('RefusedError') };

describe('submit', () => {
  it('bounds sbatch by the deadline, also for when nobody is left to end it', async () => {
    expect(await submit()).toEqual({ id: 'slurm:101', incarnation: 'c/1767225600/0' });
    const call = cluster.calls.find(({ program }) => program === 'sbatch');
    expect(call).toMatchObject({ within: 60_000, cwd: '/', env: { SIGWATCH_RUN_ID: 'r', SIGWATCH_ATTEMPT: '1' } });
  });

  it('is uncertain where the answer is lost, and the job is found', async () => {
    cluster.loses = ({ program }) => program === 'sbatch';
    await expect(submit()).rejects.toMatchObject(uncertain);
    expect(await find()).toMatchObject({ jobs: [{ id: 'slurm:101' }], complete: true });
  });

  it('is uncertain where squeue does not show the job', async () => {
    cluster.fault = ({ program, args }) =>
      program === 'squeue' && args.includes('-j') ? { stderr: 'Socket timed out\n', exitCode: 1 } : undefined;
    await expect(submit()).rejects.toMatchObject(uncertain);
    cluster.fault = () => undefined;
    expect(await find()).toMatchObject({ jobs: [{ id: 'slurm:101' }] });
  });

  it('is refused where sbatch could not be started, or nothing may be submitted any more', async () => {
    cluster.fault = ({ program }) => {
      if (program === 'sbatch') throw new UnansweredError('sbatch could not be started', { started: false });
      return undefined;
    };
    await expect(submit()).rejects.toMatchObject({ name: 'RefusedError' });
    // Asked before it: nothing was submitted yet.
    cluster.fault = ({ program }) => (program === 'scontrol' ? { stderr: 'no\n', exitCode: 1 } : undefined);
    await expect(submit()).rejects.toMatchObject({ name: 'RefusedError' });
    cluster.fault = () => undefined;
    const late = adapter().submission.submit(spec, 'r/1', { notAfter: cluster.now - 1, held: false }, never);
    await expect(late).rejects.toMatchObject({ name: 'RefusedError' });
    expect(cluster.jobs).toEqual([]);
  });

  it('refuses another cluster than the one that is asked', async () => {
    await expect(submit('r/1', { command: ['-M', 'far', '--wrap=x'] })).rejects.toThrow(
      '--clusters=far (command line)',
    );
    await expect(submit('r/1', { command: ['-M', 'c', '--wrap=x'] }, { cluster: 'c' })).resolves.toBeDefined();
    expect(cluster.ran('sbatch')).toEqual([expect.stringContaining('--clusters=c')]);
  });

  it('ends an sbatch that waits for the job, and finds the job', async () => {
    cluster.loses = ({ program, within }) => program === 'sbatch' && within === 10_000;
    expect(await submit('r/1', { command: ['--wait', '--wrap=x'] })).toMatchObject({ id: 'slurm:101' });
  });
});

describe('submitting again', () => {
  const again = async (more: object) => {
    const previous = await submit();
    Object.assign(cluster.jobs[0] as FakeJob, { state: 'FAILED', ended: cluster.now, ...more });
    const next = submit('r/2', { attempt: 2, previous });
    return { previous, next };
  };

  it('submits nothing beside what another hand has begun anew in the last moment', async () => {
    const { previous, next } = await again({
      restarts: 1,
      submitted: cluster.now + 5_000,
      state: 'PENDING',
      ended: undefined,
    });
    const job = { ...previous, incarnation: previous.incarnation.replace(/0$/, '1') };
    expect(await next).toEqual(job);
    expect((await find('r/2')).jobs).toEqual([job]);
    expect(cluster.ran('sbatch')).toHaveLength(1);
    expect(told).toEqual([expect.stringContaining('by another hand')]);
  });

  it('submits where that has ended too, and is refused where nobody tells', async () => {
    const { previous, next } = await again({ restarts: 1, submitted: cluster.now + 5_000 });
    expect((await next).id).toBe('slurm:102');
    cluster.fault = ({ program, args }) =>
      program === 'squeue' && args.includes('-j') ? { stderr: 'Socket timed out\n', exitCode: 1 } : undefined;
    await expect(submit('r/3', { attempt: 3, previous })).rejects.toMatchObject({ name: 'RefusedError' });
    expect(cluster.ran('sbatch')).toHaveLength(2);
  });
});

describe('find', () => {
  it('knows all jobs with the key and no other, oldest first', async () => {
    cluster.add({ id: '7', comment: '{"sigwatch":"r/1"}' });
    cluster.add({ id: '5', comment: '{"sigwatch":"r/1"}', submitted: cluster.now + 5_000 });
    cluster.add({ id: '9', comment: '{"sigwatch":"r/11"}' });
    cluster.add({ id: '8', comment: 'r/1' });
    const { jobs, complete, asOf } = await find();
    expect(jobs.map(({ id }) => id)).toEqual(['slurm:7', 'slurm:5']);
    expect([complete, asOf]).toEqual([true, cluster.now]);
  });

  it('finds jobs that slurmctld has forgotten, by accounting’s comment or by the line of sbatch', async () => {
    cluster.add({ forgotten: true, state: 'FAILED', ended: cluster.now, comment: '{"sigwatch":"r/1"}' });
    const line = 'sbatch --comment={"sigwatch":"r/1","comment":"a } b"} --hold train.sh';
    cluster.add({ forgotten: true, state: 'FAILED', ended: cluster.now, submitLine: line });
    expect((await find()).jobs.map(({ id }) => id)).toEqual(['slurm:101', 'slurm:102']);
  });

  it('goes by user, name, place and time where accounting keeps neither (before 21.08)', async () => {
    cluster.config = { ...cluster.config, SLURM_VERSION: '20.11.9', AccountingStoreFlags: '(null)' };
    await submit('r/1', { command: ['-J', 'mine', '--wrap=x'], cwd: '/w' });
    Object.assign(cluster.jobs[0] as object, { name: 'mine', comment: '', forgotten: true, state: 'FAILED', ended: 1 });
    rmSync(stateDirectory, { recursive: true });
    expect((await find()).jobs).toEqual([]);
    cluster.loses = ({ program }) => program === 'sbatch';
    cluster.now += 60_000;
    await expect(submit('r/1', { command: ['-J', 'mine', '--wrap=x'], cwd: '/w' })).rejects.toThrow();
    Object.assign(cluster.jobs[1] as object, { name: 'mine', comment: '', forgotten: true, state: 'FAILED', ended: 1 });
    expect((await find()).jobs.map(({ id }) => id)).toEqual(['slurm:102']);
  });

  it('rejects where slurmctld is silent, and is not complete where accounting is', async () => {
    cluster.fault = ({ program }) => (program === 'squeue' ? { exitCode: 1, stderr: 'Unable to contact' } : undefined);
    await expect(find()).rejects.toThrow('Unable to contact');
    const job = cluster.add({ comment: '{"sigwatch":"r/1"}' });
    cluster.fault = ({ program }) => (program === 'sacct' ? { exitCode: 1, stderr: 'Connection refused' } : undefined);
    // Nothing was ever submitted from here with that key; what slurmctld knows is told all the same.
    expect(await find()).toMatchObject({ jobs: [{ id: `slurm:${job.id}` }], complete: true });
    await submit('r/2');
    expect((await find('r/2')).complete).toBe(true);
    cluster.now += 301_000;
    expect((await find('r/2')).complete).toBe(false);
    cluster.config = { ...cluster.config, MinJobAge: '0 sec' };
    expect((await find('r/2')).complete).toBe(true);
  });

  it('takes a job for what it is, whoever had its number before', async () => {
    cluster.add({ id: '5', submitted: cluster.now - 1_800_000, state: 'FAILED', ended: cluster.now, forgotten: true });
    cluster.add({ id: '5', comment: '{"sigwatch":"r/1"}' });
    const own = `c/${cluster.now / 1000}/0`;
    expect((await find()).jobs).toEqual([{ id: 'slurm:5', incarnation: own }]);
    Object.assign(cluster.jobs[1] as object, { forgotten: true, state: 'FAILED', ended: cluster.now });
    expect((await find()).jobs).toEqual([{ id: 'slurm:5', incarnation: own }]);
  });

  it('tells the newest start of a job that SLURM has requeued by itself', async () => {
    const job = await submit();
    const first = cluster.jobs[0] as FakeJob;
    Object.assign(first, { restarts: 1, submitted: cluster.now + 60_000 });
    expect((await find()).jobs).toEqual([{ ...job, incarnation: job.incarnation.replace(/0$/, '1') }]);
  });

  it('rejects where another cluster was asked for the job', async () => {
    await submit();
    cluster.config = { ...cluster.config, ClusterName: 'other' };
    cluster.jobs.length = 0;
    await expect(find()).rejects.toThrow('was submitted to the cluster c, and other is asked');
  });

  it('is not complete while accounting has not yet written what began long ago', async () => {
    await submit();
    cluster.jobs.length = 0;
    cluster.now += 600_000;
    expect((await find()).complete).toBe(true);
    const running = cluster.add({ id: '9', nodes: 'n1', state: 'RUNNING', unwritten: true });
    cluster.now += 30_000;
    expect((await find()).complete, 'it may lag by that').toBe(true);
    cluster.now += 60_000;
    expect((await find()).complete).toBe(false);
    running.unwritten = false;
    expect((await find()).complete).toBe(true);
  });

  it('is not complete where a row of squeue is not understood', async () => {
    cluster.add({ name: 'a\x1fb' });
    cluster.add({});
    expect((await find()).complete).toBe(false);
  });

  it('remembers what SLURM has answered, without accounting', async () => {
    cluster.config = { ...cluster.config, AccountingStorageType: '(null)' };
    const job = await submit();
    Object.assign(cluster.jobs[0] as object, { forgotten: true });
    expect(await find()).toMatchObject({ jobs: [job], complete: true });
    expect(cluster.ran('sacct')).toEqual([]);
  });

  it('tells an array as one job, and one task that was submitted alone as that', async () => {
    cluster.add({ id: '7_0', comment: '{"sigwatch":"r/1"}' });
    cluster.add({ id: '7_1', comment: '{"sigwatch":"r/1"}' });
    cluster.add({ id: '9_4', comment: '{"sigwatch":"r/1","task":4}' });
    cluster.add({ id: '11+0', comment: '{"sigwatch":"r/1"}' });
    expect((await find()).jobs.map(({ id }) => id)).toEqual(['slurm:7', 'slurm:9_4', 'slurm:11']);
  });
});

describe('requeue', () => {
  const own = ['--comment=mine', '--wrap=x'];
  const restart = (previous: JobRef, more: object = {}) =>
    submit('r/2', { attempt: 2, previous, command: own, ...more }, { restart_by: 'requeue' });
  async function ended(...options: string[]): Promise<JobRef> {
    const job = await submit('r/1', { command: [...options, ...own] });
    Object.assign(cluster.jobs[0] as object, { state: 'FAILED', ended: cluster.now, nodes: 'n1' });
    cluster.now += 5_000;
    return job;
  }

  it('happens once, whichever answer is lost', async () => {
    const previous = await ended();
    for (const lost of [/^requeue/, /^update .*comment/]) {
      cluster.loses = ({ program, args }) => program === 'scontrol' && lost.test(args.join(' '));
      await expect(restart(previous)).rejects.toMatchObject(uncertain);
    }
    cluster.loses = () => false;
    const next = { id: previous.id, incarnation: 'c/1767225600/1' };
    expect((await find('r/2')).jobs).toEqual([next]);
    expect(await restart(previous)).toEqual(next);
    expect(await restart(previous)).toEqual(next);
    expect(cluster.ran('scontrol', 'requeue')).toHaveLength(1);
    expect(cluster.ran('sbatch')).toHaveLength(1);
    expect(JSON.parse(cluster.jobs[0]?.comment ?? '')).toEqual({
      ...{ sigwatch: 'r/2', comment: 'mine', restart: 1, submitted: 1767225600 },
    });
    // Once SLURM has written it, nothing of ours is needed to find it.
    rmSync(stateDirectory, { recursive: true });
    expect((await find('r/2')).jobs).toEqual([next]);
  });

  it('is found by its key before the job’s comment could be changed', async () => {
    const previous = await ended();
    cluster.loses = ({ program, args }) => program === 'scontrol' && args.includes('requeue');
    await expect(restart(previous)).rejects.toMatchObject(uncertain);
    expect((await find('r/2')).jobs).toEqual([{ id: previous.id, incarnation: 'c/1767225600/1' }]);
  });

  it('takes what SLURM has requeued by itself meanwhile', async () => {
    const previous = await ended();
    Object.assign(cluster.jobs[0] as object, {
      state: 'RUNNING',
      restarts: 1,
      submitted: cluster.now,
      ended: undefined,
    });
    expect(await restart(previous)).toMatchObject({ incarnation: 'c/1767225600/1' });
    expect(cluster.ran('scontrol', 'requeue')).toEqual([]);
  });

  it.each([
    ['may not be requeued', { requeueable: false }, /disabled/],
    ['is forgotten', { forgotten: true }, /forgotten/],
  ])('submits a job again that %s', async (_, change, why) => {
    const previous = await ended();
    Object.assign(cluster.jobs[0] as object, change);
    expect((await restart(previous)).id).toBe('slurm:102');
    expect(told).toEqual([expect.stringMatching(why)]);
  });

  it.each([
    ['other arguments', { command: ['--comment=mine', '--wrap=x', '--load'] }],
    ['SIGWATCH_OVERRIDES', { env: { SIGWATCH_OVERRIDES: '{}' } }],
  ])('submits a job again that is to be given %s', async (what, more) => {
    const previous = await ended();
    expect((await restart(previous, more)).id).toBe('slurm:102');
    expect(told).toEqual([expect.stringContaining(what)]);
  });

  it('is not what SLURM has requeued by itself and somebody has ended since', async () => {
    const previous = await ended();
    Object.assign(cluster.jobs[0] as FakeJob, { restarts: 1, submitted: cluster.now + 1_000, state: 'CANCELLED' });
    expect((await restart(previous)).id).toBe('slurm:102');
    expect(told.join()).toContain('has ended since');
  });

  it('tells that a checkpoint has to be found by the script', async () => {
    const previous = await ended();
    expect(await restart(previous, { env: { SIGWATCH_RESUME_FROM: '/ckpt/5' } })).toMatchObject({ id: previous.id });
    expect(told).toEqual([expect.stringContaining('/ckpt/5')]);
  });

  it('leaves out nodes beside the user’s', async () => {
    const previous = await ended('-x', 'n[3-4]');
    await restart(previous, { command: ['-x', 'n[3-4]', ...own], exclude_nodes: ['n1'] });
    expect(cluster.jobs[0]?.excluded).toBe('n[3-4],n1');
  });

  it('does nothing to a job that has not ended, and nothing after the deadline', async () => {
    const previous = await submit('r/1', { command: own });
    await expect(restart(previous)).rejects.toMatchObject({ message: expect.stringContaining('still PENDING') });
    expect(cluster.ran('scontrol', 'requeue')).toEqual([]);
  });
});

describe('cancel', () => {
  it('is of one incarnation, and told to be ours', async () => {
    const job = await submit();
    await adapter().cancel(job, never);
    await adapter().cancel(job, never);
    expect(cluster.ran('scancel')).toEqual(['101']);
    expect((await adapter().status([job], never)).get(job.id)).toMatchObject({
      state: 'cancelled',
      ended_by: 'sigwatch',
    });
    Object.assign(cluster.jobs[0] as object, { state: 'RUNNING', restarts: 1, ended: undefined });
    await adapter().cancel(job, never);
    expect(cluster.ran('scancel')).toHaveLength(1);
  });

  it('rejects where slurmctld does not take it, and not where the job ended by itself', async () => {
    const job = await submit();
    const says = (stderr: string) => {
      cluster.fault = ({ program }) => (program === 'scancel' ? { stderr, exitCode: 0 } : undefined);
    };
    says('scancel: error: Kill job error on job id 101: Access/permission denied\n');
    await expect(adapter().cancel(job, never)).rejects.toThrow('Access/permission denied');
    says('scancel: error: Kill job error on job id 101: Job/step already completing or completed\n');
    await expect(adapter().cancel(job, never)).resolves.toBeUndefined();
  });
});

describe('release', () => {
  it('lets go what we hold, and leaves what the user or an administrator holds', async () => {
    const job = await adapter().submission.submit(spec, 'r/1', how(true), never);
    expect(cluster.jobs[0]?.reason).toBe('JobHeldUser');
    await adapter().submission.release!(job, never);
    await adapter().submission.release!(job, never);
    expect(cluster.jobs[0]?.reason).toBe('None');
    const users = await submit('r/2', { command: ['-H', '--hold', '--wrap=x'] });
    await adapter().submission.release!(users, never);
    expect(cluster.jobs[1]?.reason).toBe('JobHeldUser');
    Object.assign(cluster.jobs[0] as object, { reason: 'JobHeldAdmin' });
    cluster.fault = ({ args }) =>
      args[0] === 'release' ? { stderr: 'Access/permission denied\n', exitCode: 1 } : undefined;
    await expect(adapter().submission.release!(job, never)).rejects.toThrow('held by an administrator');
    cluster.fault = () => undefined;
    const gone = { id: 'slurm:1', incarnation: 'c/1/0' } as const;
    await expect(adapter().submission.release!(gone, never)).rejects.toThrow('does not know it');
  });
});

describe('exec', () => {
  const running = async (nodes: string) => {
    const job = await submit();
    Object.assign(cluster.jobs[0] as object, { state: 'RUNNING', nodes });
    return job;
  };

  it('runs once on each node, with what srun can’t do on one of them told for that one', async () => {
    const job = await running('n[1-10]');
    cluster.fault = (call) => {
      if (call.program !== 'srun') return undefined;
      const node = call.args.find((arg) => arg.startsWith('--nodelist='))?.slice('--nodelist='.length);
      if (node === 'n3') throw new UnansweredError('srun was ended by SIGKILL');
      call.heard?.(Buffer.from(`on ${node}\n`));
      return { exitCode: node === 'n2' ? 1 : 0 };
    };
    const results = await adapter().exec(job, ['nvidia-smi', '-q'], never);
    expect(results).toHaveLength(10);
    expect(results.filter(({ exit_code }) => exit_code !== 0)).toEqual([
      { node: 'n2', output: 'on n2\n', exit_code: 1 },
      { node: 'n3', output: 'srun was ended by SIGKILL' },
    ]);
    expect(cluster.ran('srun', 'nvidia-smi -q')).toHaveLength(10);
  });

  it('rejects where it could be started nowhere', async () => {
    const job = await running('n1');
    cluster.fault = (call) => {
      if (call.program !== 'srun') return undefined;
      call.heard?.(Buffer.from('srun: error: Unable to create step for job 101: Requested nodes are busy\n'));
      return { exitCode: 1 };
    };
    await expect(adapter().exec(job, ['true'], never)).rejects.toThrow('Requested nodes are busy');
    Object.assign(cluster.jobs[0] as object, { state: 'COMPLETED', ended: cluster.now });
    await expect(adapter().exec(job, ['true'], never)).rejects.toThrow('does not run');
  });
});

describe('a part of a job', () => {
  it.each([
    ['101_4', 'slurm:101_4', ['--jobid=101']],
    ['101+1', 'slurm:101', ['--jobid=101', '--het-group=1']],
  ])('%s is reached by the number that srun takes', async (shown, id, expected) => {
    const { incarnation } = await submit();
    Object.assign(cluster.jobs[0] as object, { id: shown, state: 'RUNNING', nodes: 'n1' });
    await adapter().exec({ id: id as JobRef['id'], incarnation }, ['true'], never);
    expect(cluster.calls.at(-1)?.args.slice(0, expected.length)).toEqual(expected);
  });
});

describe('signal', () => {
  it('goes to the script, or to the steps', async () => {
    const job = await submit();
    Object.assign(cluster.jobs[0] as object, { state: 'RUNNING', nodes: 'n1' });
    await adapter().signal(job, 'SIGUSR1', never);
    await adapter({ checkpoint_signal: { to: 'step' } }).signal(job, 'USR2', never);
    expect(cluster.ran('scancel')).toEqual(['--signal=USR1 --batch 101', '--signal=USR2 101']);
  });
});

describe('handOver', () => {
  it('names jobs that wait, points them where wanted, and leaves others', async () => {
    const from: JobRef = { id: 'slurm:30', incarnation: 'c/1/0' };
    const to: JobRef = { id: 'slurm:99', incarnation: 'c/1/0' };
    cluster.add({ id: '40', name: 'eval', dependency: 'afterok:30(failed),afterany:31(unfulfilled)' });
    cluster.add({ id: '41', name: 'other', dependency: 'afterok:300(unfulfilled)' });
    cluster.add({ id: '42_[0-1]', name: 'each', dependency: 'aftercorr:30_*(failed)' });
    expect(await adapter().handOver(from, to, never)).toEqual([
      'slurm:40 (eval) waits for slurm:30 by afterok:30(failed),afterany:31(unfulfilled), which slurm:99 goes on for. To point it there: scontrol update jobid=40 dependency=afterok:99,afterany:31',
      'slurm:42 (each) waits for slurm:30 by aftercorr:30_*(failed), which slurm:99 goes on for. To point it there: scontrol update jobid=42 dependency=aftercorr:99',
    ]);
    expect(cluster.ran('scontrol', 'update')).toEqual([]);
    const pointed = await adapter({ repoint_dependents: true }).handOver(from, to, never);
    expect(pointed.map((text) => text.includes('now waits for slurm:99'))).toEqual([true, true]);
    expect(cluster.jobs.map(({ dependency }) => dependency)).toEqual([
      'afterok:99,afterany:31',
      'afterok:300(unfulfilled)',
      'aftercorr:99',
    ]);
    expect(await adapter().handOver(from, to, never)).toEqual([]);
    expect(await adapter().handOver(from, { ...from, incarnation: 'c/1/1' }, never)).toEqual([]);
  });

  it('tells what SLURM would not change', async () => {
    cluster.add({ id: '40', name: 'eval', dependency: 'afterok:30(failed)' });
    cluster.fault = ({ args }) =>
      args[0] === 'update' ? { stderr: 'Job dependency problem\n', exitCode: 1 } : undefined;
    const to: JobRef = { id: 'slurm:99', incarnation: 'c/1/0' };
    const from: JobRef = { id: 'slurm:30', incarnation: 'c/1/0' };
    expect(await adapter({ repoint_dependents: true }).handOver(from, to, never)).toEqual([
      expect.stringContaining('could not be pointed to slurm:99: Job dependency problem'),
    ]);
  });
});
