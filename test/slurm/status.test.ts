import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Slurm, slurmAdapter, slurmCommands } from '@sigwatch/adapter-slurm';
import { discoverFiles, type JobAdapter, type JobRef, type JobStatus, systemDeps } from '@sigwatch/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Cluster } from './cluster.js';

let cluster: Cluster;
let directory: string;
let tries = 0;
const { signal: never } = new AbortController();

beforeAll(async () => {
  // Whoever asks a slurmctld that is away asks for so many seconds.
  cluster = await Cluster.start({ extra: 'MessageTimeout=10' });
  for (const [name, value] of Object.entries(cluster.env)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await cluster[Symbol.asyncDispose]();
});
beforeEach(() => {
  directory = mkdtempSync(join(cluster.directory, 'status-'));
});

/** A sigwatch that knows nothing of others: it has a state directory of its own. */
function adapter(slurm: Slurm = slurmCommands): Required<JobAdapter> {
  const stateDirectory = mkdtempSync(join(directory, 'state-'));
  const made = slurmAdapter({
    ...{ stateDirectory, slurm },
    settings: { poll_interval_seconds: 1 },
    logs: (paths) => discoverFiles(paths, { deps: systemDeps, follow: false }),
    pause: () => new Promise((resolve) => setTimeout(resolve, 200)),
  });
  return made as Required<JobAdapter>;
}

/** As if `MinJobAge` had passed for all jobs that have ended. */
const forgetful: Slurm = async (call, abort) => {
  const answer = await slurmCommands(call, abort);
  return call.program === 'squeue'
    ? { stdout: '', stderr: 'Invalid job id specified', exitCode: call.args.includes('-j') ? 1 : 0 }
    : answer;
};

function submit(from: JobAdapter, text: string, options: readonly string[] = [], held = false): Promise<JobRef> {
  const command = [`--output=${directory}/out-%j.log`, ...options, '--wrap', text];
  const spec = { run_id: 'r', attempt: 1, command, cwd: directory, env: {} };
  return from.submission!.submit(spec, `${directory}/${++tries}`, { notAfter: Date.now() + 60_000, held }, never);
}

const statusOf = async (from: JobAdapter, job: JobRef) => (await from.status([job], never)).get(job.id);

function until(from: JobAdapter, job: JobRef, state: JobStatus['state']): Promise<JobStatus> {
  return cluster.until(async () => {
    const status = await statusOf(from, job);
    if (status?.state !== state) throw new Error(JSON.stringify(status));
    return status;
  }, 120);
}

const numberOf = ({ id }: JobRef) => id.slice('slurm:'.length);
const paths = async (from: JobAdapter, job: JobRef) => {
  const found: string[] = [];
  for await (const { id } of from.logs(job).sources(AbortSignal.timeout(20_000))) found.push(id);
  return found;
};

describe('a job', () => {
  it('waits, runs with an end in sight, and ends', async () => {
    const slurm = adapter();
    const wait = `until [ -e '${directory}/go' ]; do sleep 0.1; done; echo done`;
    const job = await submit(slurm, wait, ['--time=30', '--job-name=a b'], true);
    expect(await until(slurm, job, 'pending')).toMatchObject({ reason: 'JobHeldUser' });
    const [log] = await paths(slurm, job);
    expect(log).toBe(join(directory, `out-${numberOf(job)}.log`));
    await slurm.submission.release!(job, never);
    const running = await until(slurm, job, 'running');
    writeFileSync(join(directory, 'go'), '');
    expect(running.nodes).toHaveLength(1);
    expect((running.ends_at ?? 0) - (running.started_at ?? 0)).toBe(30 * 60_000);
    expect(await until(slurm, job, 'succeeded')).toMatchObject({ exit_code: 0, nodes: running.nodes });
    expect(readFileSync(log as string, 'utf8')).toBe('done\n');
    // And the same when only accounting knows it.
    const later = adapter(forgetful);
    expect(await until(later, job, 'succeeded')).toMatchObject({ exit_code: 0, nodes: running.nodes });
  });

  it.each([
    ['exit 3', { exit_code: 3 }],
    ['exit 137', { exit_code: 137 }],
    ['kill -SEGV $$', { signal: 'SIGSEGV' }],
    ['kill -KILL $$', { signal: 'SIGKILL' }],
  ])('fails by %s', async (text, expected) => {
    const slurm = adapter();
    const job = await submit(slurm, text);
    expect(await until(slurm, job, 'failed')).toMatchObject({ reason: 'FAILED', ...expected });
  });

  it('fails where its output has no directory, and is no exit code of the script', async () => {
    const slurm = adapter();
    const job = await submit(slurm, 'echo', ['--output=/nowhere/at/all']);
    const failed = await until(slurm, job, 'failed');
    expect(failed.detail).toMatch(/its output could not be opened/);
    expect(failed).not.toHaveProperty('exit_code');
  });

  it('is suspended and goes on', async () => {
    const slurm = adapter();
    const job = await submit(slurm, 'sleep 900');
    await until(slurm, job, 'running');
    await cluster.run('scontrol', 'suspend', numberOf(job));
    expect(await until(slurm, job, 'suspended')).not.toHaveProperty('ends_at');
    await cluster.run('scontrol', 'resume', numberOf(job));
    await until(slurm, job, 'running');
    await cluster.run('scancel', numberOf(job));
    expect(await until(slurm, job, 'cancelled')).toMatchObject({ ended_by: 'owner', reason: 'CANCELLED' });
    expect(await until(adapter(forgetful), job, 'cancelled')).toMatchObject({ ended_by: 'owner' });
  });

  it('that we cancel was ended by us, and for a sigwatch that does not know of it by its owner', async () => {
    const slurm = adapter();
    const job = await submit(slurm, 'sleep 900');
    await until(slurm, job, 'running');
    await slurm.cancel(job, never);
    expect(await until(slurm, job, 'cancelled')).toMatchObject({ ended_by: 'sigwatch' });
    expect(await until(adapter(), job, 'cancelled')).toMatchObject({ ended_by: 'owner' });
  });

  it('reaches its limit', async () => {
    const slurm = adapter();
    const job = await submit(slurm, 'sleep 900');
    await until(slurm, job, 'running');
    await cluster.run('scontrol', 'update', `jobid=${numberOf(job)}`, 'endtime=now+2');
    expect(await until(slurm, job, 'timed_out')).toMatchObject({ reason: 'TIMEOUT' });
  });
});

describe('a job that SLURM begins anew', () => {
  it('by scontrol requeue is a new incarnation of the same job', async () => {
    const slurm = adapter();
    const job = await submit(slurm, 'sleep 900');
    await until(slurm, job, 'running');
    await cluster.run('scontrol', 'requeue', numberOf(job));
    const { successor, ...ended } = await until(slurm, job, 'cancelled');
    expect(ended).toMatchObject({ reason: 'REQUEUED' });
    expect(successor).toEqual({ id: job.id, incarnation: job.incarnation.replace(/\/0$/, '/1') });
    await until(slurm, successor as JobRef, 'running');
    // slurmctld has another submit time by now; a sigwatch that comes later says the same of both.
    const later = adapter();
    expect(await until(later, job, 'cancelled')).toMatchObject({ reason: 'REQUEUED', successor });
    await until(later, successor as JobRef, 'running');
    await slurm.cancel(successor as JobRef, never);
    expect(await until(slurm, successor as JobRef, 'cancelled')).toMatchObject({ ended_by: 'sigwatch' });
    expect(await until(adapter(forgetful), job, 'cancelled')).toMatchObject({ reason: 'REQUEUED', successor });
  });

  it('since it was preempted', async () => {
    const slurm = adapter();
    const job = await submit(slurm, 'sleep 900', ['--partition=low', '--nodes=2', '--exclusive']);
    await until(slurm, job, 'running');
    const other = await submit(slurm, 'sleep 2', ['--partition=high', '--nodes=2', '--exclusive']);
    const ended = await until(slurm, job, 'cancelled');
    expect(ended).toMatchObject({ reason: 'PREEMPTED', ended_by: 'platform', successor: { id: job.id } });
    await until(slurm, other, 'succeeded');
    await slurm.cancel(ended.successor as JobRef, never);
  });

  it('since its node failed', async () => {
    const slurm = adapter();
    const [again, never_] = await Promise.all([
      submit(slurm, 'sleep 900', ['--nodelist=n2']),
      submit(slurm, 'sleep 900', ['--nodelist=n2', '--no-requeue']),
    ]);
    await Promise.all([until(slurm, again, 'running'), until(slurm, never_, 'running')]);
    await cluster.run('scontrol', 'update', 'nodename=n2', 'state=down', 'reason=test');
    const ended = await until(slurm, again, 'failed');
    expect(ended).toMatchObject({ reason: 'NODE_FAIL', nodes: ['n2'], successor: { id: again.id } });
    const lost = await until(slurm, never_, 'failed');
    expect(lost).toMatchObject({ reason: 'NODE_FAIL', nodes: ['n2'] });
    expect(lost).not.toHaveProperty('successor');
    await cluster.run('scontrol', 'update', 'nodename=n2', 'state=resume');
    await slurm.cancel(ended.successor as JobRef, never);
  });
});

describe('a job of several parts', () => {
  it('that is an array is told of as a whole and task by task, with the log of each', async () => {
    const slurm = adapter();
    const array = ['--array=0-2', `--output=${directory}/%x-%A_%2a.log`, '--job-name=sweep'];
    const job = await submit(slurm, 'echo $SLURM_ARRAY_TASK_ID; exit $SLURM_ARRAY_TASK_ID', array);
    const task = (n: number): JobRef => ({ id: `${job.id}_${n}` as JobRef['id'], incarnation: job.incarnation });
    expect(await until(slurm, task(0), 'succeeded')).toMatchObject({ exit_code: 0 });
    expect(await until(slurm, task(2), 'failed')).toMatchObject({ exit_code: 2 });
    expect((await until(slurm, job, 'failed')).nodes).toBeDefined();
    const log = join(directory, `sweep-${numberOf(job)}_02.log`);
    expect(await paths(slurm, task(2))).toEqual([log]);
    expect(readFileSync(log, 'utf8')).toBe('2\n');
    expect(await until(adapter(forgetful), task(1), 'failed')).toMatchObject({ exit_code: 1 });
  });

  it('that is heterogeneous is one job, on the nodes of all', async () => {
    const slurm = adapter();
    const job = await submit(slurm, 'sleep 900', ['--nodelist=n1', ':', '--nodelist=n2']);
    expect((await until(slurm, job, 'running')).nodes).toEqual(['n1', 'n2']);
    await slurm.cancel(job, never);
    expect(await until(slurm, job, 'cancelled')).toMatchObject({ nodes: ['n1', 'n2'], ended_by: 'sigwatch' });
  });
});

describe('a job of another user', () => {
  it('is known by its number, and who cancelled it too', async () => {
    await cluster.run('sacctmgr', '-i', '-Q', 'add', 'user', 'nobody', 'account=tests', 'cluster=test');
    const as = (command: string) => cluster.run('su', 'nobody', '-s', '/bin/bash', '-c', command);
    // Until slurmctld has heard of the user from slurmdbd it refuses.
    const by = "sbatch --parsable --chdir=/tmp --output=/dev/null --wrap 'sleep 900'";
    const id = await cluster.until(async () => (await as(by)).trim());
    const { SubmitTime = '' } = await cluster.show(id);
    // `date` reads it in the zone that scontrol wrote it in.
    const submitted = (await cluster.run('date', '-d', SubmitTime, '+%s')).trim();
    const own: JobRef = { id: `slurm:${id}`, incarnation: `test/${submitted}/0` };
    const slurm = adapter();
    await until(slurm, own, 'running');
    await cluster.run('scancel', id);
    expect(await until(slurm, own, 'cancelled')).toMatchObject({ ended_by: 'admin' });
    expect(await paths(slurm, own)).toEqual([]);
  });
});

describe('who does not answer', () => {
  it('leaves a job unknown, and once it answers all is known again', async () => {
    const slurm = adapter();
    const job = await submit(slurm, 'sleep 900');
    await until(slurm, job, 'running');
    await cluster.stop('slurmctld');
    await cluster.until(() =>
      statusOf(slurm, job).then(
        () => false,
        () => true,
      ),
    );
    await expect(slurm.status([job], never)).rejects.toThrow(/squeue (gave no answer|did not answer)/);
    await cluster.up();
    await until(slurm, job, 'running');
    await slurm.cancel(job, never);
    await until(slurm, job, 'cancelled');
  });

  it('is slurmdbd: what slurmctld has forgotten is unknown until it is back, and never gone', async () => {
    const slurm = adapter();
    const job = await submit(slurm, 'exit 4');
    await until(slurm, job, 'failed');
    await cluster.stop('slurmdbd');
    const later = adapter(forgetful);
    expect(await statusOf(later, job)).toBeUndefined();
    await cluster.up();
    expect(await until(later, job, 'failed')).toMatchObject({ exit_code: 4 });
  });
});

it('a sigwatch that never saw a job finds its log by accounting', async () => {
  const slurm = adapter();
  mkdirSync(join(directory, 'logs'));
  const job = await submit(slurm, 'echo there', [`--output=logs/%x.%j.txt`, '--job-name=seen']);
  await until(slurm, job, 'succeeded');
  const later = adapter(forgetful);
  await until(later, job, 'succeeded');
  expect(await paths(later, job)).toEqual([join(directory, 'logs', `seen.${numberOf(job)}.txt`)]);
});
