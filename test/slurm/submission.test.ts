import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SlurmSettings, slurmAdapter } from '@sigwatch/adapter-slurm';
import type { JobAdapter, JobRef, JobSpec, JobStatus } from '@sigwatch/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Cluster } from './cluster.js';

let cluster: Cluster;
let directory: string;
const told: string[] = [];
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
  directory = mkdtempSync(join(cluster.directory, "a b'c-"));
  told.length = 0;
});

function adapter(settings: Partial<SlurmSettings> = {}) {
  const stateDirectory = join(directory, 'state');
  mkdirSync(stateDirectory, { recursive: true });
  const made = slurmAdapter({
    stateDirectory,
    settings: { poll_interval_seconds: 1, ...settings },
    logs: () => ({ async *sources() {} }),
    tell: (sentence) => told.push(sentence),
  });
  return made as Required<JobAdapter>;
}

function script(text: string, name = 'train.sh'): string {
  const path = join(directory, name);
  writeFileSync(path, `#!/bin/bash\n#SBATCH -o "${directory}/out-%j.log"\n${text}\n`);
  return path;
}
const output = (job: JobRef) => readFileSync(join(directory, `out-${numberOf(job)}.log`), 'utf8');
const numberOf = ({ id }: JobRef) => id.slice('slurm:'.length);

function submit(from: JobAdapter, command: readonly string[], more: Partial<JobSpec> & { held?: boolean } = {}) {
  const { held = false, ...rest } = more;
  const spec = { run_id: 'r', attempt: 1, command, cwd: directory, env: {}, ...rest };
  const how = { notAfter: Date.now() + 60_000, held };
  return from.submission!.submit(spec, `${directory}/${spec.attempt}`, how, never);
}
const found = async (from: JobAdapter, attempt = 1) =>
  (await from.submission!.find(`${directory}/${attempt}`, never)).jobs;

function until(from: JobAdapter, job: JobRef, ...states: JobStatus['state'][]): Promise<JobStatus> {
  return cluster.until(async () => {
    const status = (await from.status([job], never)).get(job.id);
    return status !== undefined && states.includes(status.state) && status;
  });
}
const ended = (from: JobAdapter, job: JobRef) => until(from, job, 'succeeded', 'failed', 'cancelled', 'timed_out');

describe('submitting', () => {
  it('gives a script as it is its arguments, the attempt’s variables and a key beside the user’s comment', async () => {
    const slurm = adapter();
    const path = script(
      '#SBATCH --export=NONE --comment="mine, \\"quoted\\""\nprintf "<%s>" "$@" "$SIGWATCH_RUN_ID" "$SIGWATCH_ATTEMPT" "$EXTRA"',
      "tr'ain job.sh",
    );
    const args = ['a b', "it's", 'two\nlines', '--hold'];
    const job = await submit(slurm, ['-J', 'my job', path, ...args], { env: { EXTRA: 'x, "y"' } });
    expect((await ended(slurm, job)).state).toBe('succeeded');
    expect(output(job)).toBe(`<a b><it's><two\nlines><--hold><r><1><x, "y">`);
    expect(told).toEqual([expect.stringContaining('--export=NONE')]);
    const text = await cluster.run('squeue', '-h', '-t', 'all', '-j', numberOf(job), '-o', '%k');
    expect(JSON.parse(text)).toEqual({ sigwatch: `${directory}/1`, comment: 'mine, "quoted"' });
    expect(await cluster.run('squeue', '-h', '-t', 'all', '-j', numberOf(job), '-o', '%j')).toBe('my job\n');
  });

  it('does not wait with --wait, and leaves a job to the user that the user holds', async () => {
    const slurm = adapter();
    const job = await submit(slurm, [script('#SBATCH --wait --hold\nsleep 600')], { held: true });
    expect(await found(slurm)).toEqual([job]);
    await slurm.submission.release!(job, never);
    expect((await until(slurm, job, 'pending')).reason).toBe('JobHeldUser');
    await slurm.cancel(job, never);
    await ended(slurm, job);
  });

  it('is refused in SLURM’s words, and uncertain when slurmctld is away', async () => {
    const slurm = adapter();
    const refused = { name: 'RefusedError' };
    await expect(submit(slurm, ['-p', 'nowhere', '--wrap=true'])).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('nowhere'),
    });
    await expect(submit(slurm, ['no-such-file.sh'])).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('Unable to open file'),
    });
    await expect(submit(slurm, ['--bogus', '--wrap=true'])).rejects.toMatchObject(refused);
    await expect(submit(slurm, ['--test-only', '--wrap=true'])).rejects.toMatchObject(refused);
    await expect(submit(slurm, [])).rejects.toMatchObject(refused);
    await cluster.stop('slurmctld');
    try {
      const spec = { run_id: 'r', attempt: 1, command: ['--wrap=true'], cwd: directory, env: {} };
      const late = slurm.submission.submit(spec, 'late', { notAfter: Date.now() + 2_000, held: false }, never);
      await expect(late).rejects.toMatchObject({ name: expect.not.stringMatching('RefusedError') });
      await expect(slurm.submission.find('late', never)).rejects.toThrow();
    } finally {
      await cluster.up();
    }
    const nothing = await cluster.until(async () => {
      const found = await slurm.submission.find('late', never);
      return found.complete && found;
    });
    expect(nothing.jobs).toEqual([]);
  });

  it('submits a task of an array alone, which keeps its number', async () => {
    const slurm = adapter();
    const path = script('#SBATCH -a 0-1\nexit $SLURM_ARRAY_TASK_ID');
    const array = await submit(slurm, ['-o', '/dev/null', path]);
    expect(array.id).toMatch(/^slurm:\d+$/);
    expect(await found(slurm)).toEqual([array]);
    const task: JobRef = { ...array, id: `${array.id}_1` };
    expect((await ended(slurm, task)).state).toBe('failed');
    const again = await submit(slurm, ['-o', '/dev/null', path], { attempt: 2, previous: task });
    expect(again.id).toMatch(/^slurm:\d+_1$/);
    expect(await found(slurm, 2)).toEqual([again]);
    expect((await ended(slurm, again)).state).toBe('failed');
    expect(await found(slurm, 2)).toEqual([again]);
  });

  it('a heterogeneous job is one job, held and ended as one', async () => {
    const slurm = adapter();
    const command = ['-n1', '-o', '/dev/null', ':', '-n1', '--wrap', 'sleep 600'];
    const job = await submit(slurm, command, { held: true });
    expect(await found(slurm)).toEqual([job]);
    await slurm.submission.release!(job, never);
    await until(slurm, job, 'running');
    const results = await slurm.exec(job, ['sh', '-c', 'echo on $SLURMD_NODENAME'], never);
    expect(results.map(({ output: text }) => text)).toEqual(['on n1\n', 'on n2\n']);
    await slurm.cancel(job, never);
    expect(await ended(slurm, job)).toMatchObject({ state: 'cancelled', ended_by: 'sigwatch' });
  });
});

describe('requeueing', () => {
  it('keeps the id, happens once, and is found by its key', async () => {
    const slurm = adapter({ restart_by: 'requeue' });
    const path = script('#SBATCH --comment=mine\nexit 3');
    const first = await submit(slurm, [path]);
    expect((await ended(slurm, first)).state).toBe('failed');
    const restart = { attempt: 2, previous: first, exclude_nodes: ['n1'] };
    const second = await submit(slurm, [path], restart);
    expect(second).toEqual({ id: first.id, incarnation: first.incarnation.replace(/0$/, '1') });
    // As after a lost reply.
    expect(await submit(slurm, [path], { ...restart, held: true })).toEqual(second);
    expect(await found(slurm, 2)).toEqual([second]);
    expect(await cluster.show(numberOf(first))).toMatchObject({ Restarts: '1', ExcNodeList: 'n1' });
    const text = await cluster.run('squeue', '-h', '-t', 'all', '-j', numberOf(first), '-o', '%k');
    expect(JSON.parse(text)).toMatchObject({ sigwatch: `${directory}/2`, restart: 1, comment: 'mine' });
    const told_of = await adapter().status([first], never, Date.now());
    expect(told_of.get(first.id)).toMatchObject({ job: first, successor: second });
    // The first one has ended: its cancellation must not end what came after.
    await slurm.cancel(first, never);
    expect(await ended(slurm, second)).toMatchObject({ state: 'failed', exit_code: 3 });
    expect(told).toEqual([]);

    const third = await submit(slurm, [path], { attempt: 3, previous: second });
    expect(third.incarnation).toMatch(/\/2$/);
    expect(await found(slurm, 2)).toContainEqual(second);
    await ended(slurm, third);
    expect(await cluster.show(numberOf(first))).toMatchObject({ Restarts: '2' });
  });

  it('by another hand, while a restart is prepared, is that restart', async () => {
    const slurm = adapter();
    const path = script('[ -n "$SLURM_RESTART_COUNT" ] && sleep 900; exit 3');
    const first = await submit(slurm, [path]);
    expect((await ended(slurm, first)).state).toBe('failed');
    await cluster.run('scontrol', 'requeue', numberOf(first));
    const second = { id: first.id, incarnation: first.incarnation.replace(/0$/, '1') };
    expect(await submit(slurm, [path], { attempt: 2, previous: first })).toEqual(second);
    expect(await found(slurm, 2)).toEqual([second]);
    const status = await slurm.status([first], never, Date.now());
    expect(status.get(first.id)).toMatchObject({ state: 'failed', successor: second });
    expect(told).toEqual([expect.stringContaining('by another hand')]);
    await slurm.cancel(second, never);
    expect(await ended(slurm, second)).toMatchObject({ state: 'cancelled', ended_by: 'sigwatch' });
  });

  it('is a submission where the job may not be requeued, which is told', async () => {
    const slurm = adapter({ restart_by: 'requeue' });
    const path = script('#SBATCH --no-requeue\nexit 3');
    const first = await submit(slurm, [path]);
    await ended(slurm, first);
    const second = await submit(slurm, [path], { attempt: 2, previous: first });
    expect(second.id).not.toBe(first.id);
    expect(told).toEqual([expect.stringMatching(/is submitted again and not requeued: .*disabled/)]);
    expect(await found(slurm, 2)).toEqual([second]);
    await ended(slurm, second);
  });
});

describe('a running job', () => {
  it('is sent a signal, and commands are run beside it on each node', async () => {
    const slurm = adapter();
    const path = script("trap 'echo asked; exit 0' USR1\necho ready\nwhile :; do sleep 0.1; done");
    const job = await submit(slurm, ['-N2', path]);
    await until(slurm, job, 'running');
    await cluster.until(async () => output(job).includes('ready'));
    const results = await slurm.exec(job, ['sh', '-c', 'echo on $SLURMD_NODENAME; echo bad >&2; exit 3'], never);
    expect(results.map(({ node, exit_code }) => [node, exit_code])).toEqual([
      ['n1', 3],
      ['n2', 3],
    ]);
    for (const { node, output: text } of results) {
      expect(text).toContain(`on ${node}\n`);
      expect(text).toContain('bad\n');
    }
    const some = await slurm.exec(job, ['sh', '-c', 'head -c 400000 /dev/zero | tr "\\0" x'], never);
    expect(some.map(({ output: text }) => text.length)).toEqual([262_144, 262_144]);
    // What was printed before the cut is kept; where nothing was by then, it is cut later.
    let patience = 1_500;
    const cut = await cluster.until(async () => {
      patience *= 2;
      const cut = await slurm.exec(job, ['sh', '-c', 'echo before; sleep 900'], AbortSignal.timeout(patience));
      return cut.every(({ output: text }) => text !== '') && cut;
    });
    expect(cut.map(({ output: text, exit_code }) => [text, exit_code])).toEqual([
      ['before\n', undefined],
      ['before\n', undefined],
    ]);
    await slurm.signal(job, 'USR1', never);
    expect((await ended(slurm, job)).state).toBe('succeeded');
    expect(output(job)).toContain('asked');
    await expect(slurm.signal(job, 'USR1', never)).rejects.toThrow('does not run');
    await expect(slurm.exec(job, ['true'], never)).rejects.toThrow('does not run');
  });

  it('has others that wait for it, which are named and pointed to its successor', async () => {
    const slurm = adapter();
    const first = await submit(slurm, [script('exit 3')]);
    const waiting = (
      await cluster.run(
        'sbatch',
        '--parsable',
        '-o/dev/null',
        '-J',
        'after',
        `-dafterok:${numberOf(first)}`,
        '--wrap=true',
      )
    ).trim();
    await ended(slurm, first);
    const second = await submit(slurm, ['-o/dev/null', '--wrap=true'], { attempt: 2, previous: first, held: true });
    expect(await slurm.handOver(first, second, never)).toEqual([
      expect.stringMatching(
        new RegExp(`^slurm:${waiting} \\(after\\) waits .*dependency=afterok:${numberOf(second)}$`),
      ),
    ]);
    const pointing = adapter({ repoint_dependents: true });
    expect(await pointing.handOver(first, second, never)).toEqual([
      expect.stringContaining(`now waits for ${second.id}: afterok:${numberOf(second)}`),
    ]);
    expect(await pointing.handOver(first, second, never)).toEqual([]);
    await slurm.submission.release!(second, never);
    expect(await cluster.untilState(waiting, 'COMPLETED')).toBe('COMPLETED');
  });
});
