import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listProcesses } from '@sigwatch/core/host';
import { describe, expect, it } from 'vitest';
import { content, poll, workshop } from '../test/workshop.js';

const { abort, adapter, carriers, file, runs, spec, status, submit, until } = workshop();

const pidOf = async (name: string) => Number(await content(join(runs(), name)));
/** A zombie is dead: where nothing reaps orphans, as in many containers, it stays for good. */
const alive = (pid: number) => listProcesses().some((found) => found.pid === pid);
const killShim = async () => {
  const { shim } = JSON.parse(readFileSync(file('claim'), 'utf8'));
  process.kill(shim.pid, 'SIGKILL');
  await poll(() => !existsSync(`/proc/${shim.pid}`) || readFileSync(`/proc/${shim.pid}/stat`, 'utf8').includes(') Z '));
};
/** A command may run before its shim has recorded it. */
const recorded = () => poll(() => existsSync(file('job.json')));
const note = (name: string, pid = '$$') =>
  `echo ${pid} > "$TEST_DIRECTORY/.${name}"; mv "$TEST_DIRECTORY/.${name}" "$TEST_DIRECTORY/${name}"`;
/** A process that ignores SIGTERM in a session of its own, as torchrun's workers are. */
const worker = `setsid sh -c 'trap "" TERM; ${note('worker')}; while :; do sleep 1; done' & `;

describe('cancel', () => {
  it('ends the command with SIGTERM', async () => {
    const script = `trap 'echo saved; exit 0' TERM; ${note('main')}; while :; do sleep 0.05; done`;
    const job = await submit(spec(script), { graceMs: 60_000 });
    await pidOf('main');
    await adapter().cancel(job, abort);
    await adapter().cancel(job, abort);
    expect(await until(job, 'cancelled')).toMatchObject({ exit_code: 0 });
    expect(readFileSync(file('output.log'), 'utf8')).toContain('saved\n');
    await adapter().cancel(job, abort);
    expect(await status(job)).toMatchObject({ state: 'cancelled' });
  });

  it('ends what ignores SIGTERM or has left the group, and is final only then', async () => {
    const job = await submit(spec(`${worker} trap '' TERM; ${note('main')}; while :; do sleep 1; done`));
    const pids = [await pidOf('main'), await pidOf('worker')];
    await adapter().cancel(job, abort);
    // The grace is short: on a busy machine it is over by now.
    expect(['completing', 'cancelled']).toContain((await status(job))?.state);
    expect(await until(job, 'cancelled', 'failed', 'succeeded')).toMatchObject({
      state: 'cancelled',
      signal: 'SIGKILL',
    });
    expect(pids.filter(alive)).toEqual([]);
    expect(carriers()).toEqual([]);
  });

  it('ends a job inside a job as well', async () => {
    const inner = `SIGWATCH_CLAIM="inner $SIGWATCH_CLAIM" setsid sh -c '${note('inner')}; exec sleep 600' & wait`;
    const job = await submit(spec(inner));
    const pid = await pidOf('inner');
    await adapter().cancel(job, abort);
    await until(job, 'cancelled');
    expect(alive(pid)).toBe(false);
  });

  it('leaves other jobs alone', async () => {
    const other = await submit(spec(`${note('other')}; exec sleep 600`, { attempt: 2 }));
    const job = await submit(spec(`${note('main')}; exec sleep 600`));
    await Promise.all([pidOf('main'), pidOf('other')]);
    await adapter().cancel(job, abort);
    await until(job, 'cancelled');
    expect(await status(other)).toMatchObject({ state: 'running' });
  });

  it('of a held job means that it never starts', async () => {
    const job = await submit(spec('echo started'), { held: true });
    await adapter().cancel(job, abort);
    expect(await until(job, 'cancelled')).toMatchObject({ detail: expect.stringMatching(/before/) });
    await adapter().submission!.release!(job, abort);
    expect(existsSync(file('output.log'))).toBe(false);
    expect(carriers()).toEqual([]);
  });

  it('is not needed for a held job whose run was deleted', async () => {
    await submit(spec('echo started'), { held: true });
    const { shim } = JSON.parse(readFileSync(file('claim'), 'utf8'));
    rmSync(join(runs(), 'r'), { recursive: true, maxRetries: 10, retryDelay: 50 });
    await poll(() => !alive(shim.pid));
  });

  it('sweeps what an ended job has left behind, and the job is not final meanwhile', async () => {
    const job = await submit(spec(`${worker} while [ ! -e "$TEST_DIRECTORY/worker" ]; do sleep 0.02; done; exit 5`));
    expect(await until(job, 'failed')).toMatchObject({ exit_code: 5 });
    const pid = await pidOf('worker');
    expect(alive(pid)).toBe(true);
    await adapter().cancel(job, abort);
    expect(['completing', 'failed']).toContain((await status(job))?.state);
    expect(await until(job, 'cancelled', 'failed')).toMatchObject({ state: 'failed', exit_code: 5 });
    expect(alive(pid)).toBe(false);
  });

  it('works without the shim', async () => {
    const job = await submit(spec(`${worker} ${note('main')}; while :; do sleep 1; done`));
    const pids = [await pidOf('main'), await pidOf('worker')];
    await killShim();
    expect(await status(job)).toMatchObject({ state: 'running', detail: expect.stringMatching(/shim was killed/) });
    await adapter().cancel(job, abort);
    await until(job, 'cancelled');
    expect(pids.filter(alive)).toEqual([]);
    await poll(() => existsSync(file('exit.json')));
    expect(await status(job)).toMatchObject({ state: 'cancelled' });
  });

  it('does not touch a process that has got the pid of the command', async () => {
    const job = await submit(spec(`${note('main')}; exec sleep 600`));
    await pidOf('main');
    await recorded();
    const record = JSON.parse(readFileSync(file('job.json'), 'utf8'));
    await killShim();
    process.kill(record.pid, 'SIGKILL');
    await until(job, 'failed');
    // This test's own pid stands for one that was given away again.
    writeFileSync(file('job.json'), JSON.stringify({ ...record, pid: process.pid }));
    expect(await status(job)).toMatchObject({ state: 'failed', reason: 'EXIT_UNKNOWN' });
    await adapter().cancel(job, abort);
    expect(await status(job)).toMatchObject({ state: 'failed', reason: 'EXIT_UNKNOWN' });
  });

  it('rejects for a job that it does not know', async () => {
    await expect(adapter().cancel({ id: 'local:none.1', incarnation: 'x' }, abort)).rejects.toThrow(/no such job/);
  });
});

describe('a job whose shim was killed', () => {
  it('has failed with an unknown exit when the command is gone', async () => {
    const job = await submit(spec(`${note('main')}; exec sleep 600`));
    const pid = await pidOf('main');
    await until(job, 'running');
    await killShim();
    process.kill(pid, 'SIGKILL');
    const ended = await until(job, 'failed');
    expect(ended).toMatchObject({
      reason: 'EXIT_UNKNOWN',
      detail: expect.stringMatching(/nobody knows its exit code/),
    });
    expect(ended.exit_code).toBeUndefined();
  });

  it('has failed when it was held, and a release starts nothing', async () => {
    const job = await submit(spec('echo started'), { held: true });
    await killShim();
    await adapter().submission!.release!(job, abort);
    expect(await status(job)).toMatchObject({
      state: 'failed',
      reason: 'EXIT_UNKNOWN',
      detail: expect.stringMatching(/nothing of the command/),
    });
  });

  it('is running when the shim had no time to record the command, and can be cancelled', async () => {
    const job = await submit(spec(`${note('main')}; exec sleep 600`));
    const pid = await pidOf('main');
    await until(job, 'running');
    await recorded();
    await killShim();
    rmSync(file('job.json'));
    expect(await status(job)).toMatchObject({ state: 'running', detail: expect.stringMatching(/shim was killed/) });
    await adapter().cancel(job, abort);
    await until(job, 'cancelled');
    expect(alive(pid)).toBe(false);
  });
});

it('a shim is not ended by signals that are meant for others', async () => {
  const job = await submit(spec('until [ -e "$TEST_DIRECTORY/go" ]; do sleep 0.02; done; exit 7'));
  await until(job, 'running');
  const { shim } = JSON.parse(readFileSync(file('claim'), 'utf8'));
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGQUIT'] as const) process.kill(shim.pid, signal);
  writeFileSync(join(runs(), 'go'), '');
  expect(await until(job, 'failed')).toMatchObject({ exit_code: 7 });
});
