import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RaySettings, rayAdapter } from '@sigwatch/adapter-ray';
import type { JobAdapter, JobRef, JobSpec, JobStatus } from '@sigwatch/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Head } from './head.js';
import { rayHome } from './ray-home.js';

// What the contract does not ask of every adapter, on a real head.
let head: Head;
let stateDirectory: string;
beforeAll(async () => {
  // A variable of the head is there for every job; one of who submits is not.
  head = await Head.start({ env: { OF_HEAD: 'yes' } });
  stateDirectory = mkdtempSync(join(head.directory, 'state-'));
});
afterAll(async () => {
  await head[Symbol.asyncDispose]();
});

const abort = new AbortController().signal;
const told: string[] = [];
const adapterWith = (settings: Partial<RaySettings> = {}): JobAdapter =>
  rayAdapter({
    ...{ stateDirectory, env: {}, tell: (sentence: string) => told.push(sentence) },
    settings: { address: head.url, poll_interval_seconds: 1, ...settings },
    logs: () => ({ sources: async function* () {} }),
  });
const adapter = () => adapterWith();

let runs = 0;
async function submit(
  command: readonly string[],
  { settings = {}, ...fields }: Partial<JobSpec> & { readonly settings?: Partial<RaySettings> } = {},
) {
  runs += 1;
  const spec: JobSpec = { run_id: `run-${runs}`, attempt: 1, cwd: '/', env: {}, command, ...fields };
  const how = { notAfter: Date.now() + 60_000, held: false };
  return adapterWith(settings).submission!.submit(spec, `${spec.run_id}/1`, how, abort);
}
const sh = (script: string): readonly string[] => ['sh', '-c', script];
const nowBy = (asked: JobAdapter, job: JobRef) => async (): Promise<JobStatus | undefined> =>
  (await asked.status([job], abort, Date.now())).get(job.id);
const now = (job: JobRef) => nowBy(adapter(), job)();
const until = (job: JobRef, state: JobStatus['state']) => expect.poll(async () => (await now(job))?.state).toBe(state);
const logOf = (job: JobRef) => readFileSync(join(head.logs, `job-driver-${job.id.slice(4)}.log`), 'utf8');
const byHand = (job: JobRef) => `/api/jobs/${job.id.slice(4)}`;

describe('a job', () => {
  it('is given its arguments as they are and no variable of ours, and is found by whatever one knows of it', async () => {
    process.env.OF_SUBMITTER = 'secret';
    const script =
      'import os, sys, time, ray; ray.init(); print(sys.argv[1:], {k: v for k, v in os.environ.items() if k.startswith(("OF_", "SIGWATCH_R"))}, flush=True); time.sleep(600)';
    const args = ["it's", '$HOME `id`', 'a\nb', ''];
    const command = [join(rayHome(), 'bin', 'python'), '-c', script, ...args];
    const job = await submit(command, { run_id: 'named', env: { OF_JOB: 'a "b"' } });
    delete process.env.OF_SUBMITTER;
    await expect.poll(() => logOf(job)).toContain("'SIGWATCH_RUN_ID': 'named'");
    expect(logOf(job)).toContain(`["it's", '$HOME \`id\`', 'a\\nb', '']`);
    expect(logOf(job)).toContain(`'OF_JOB': 'a "b"'`);
    expect(logOf(job)).toContain(`'OF_HEAD': 'yes'`);
    expect(logOf(job)).not.toContain('OF_SUBMITTER');

    const details = async () => JSON.parse((await head.ask(byHand(job))).text) as { readonly job_id: string | null };
    await expect.poll(async () => (await details()).job_id).toBeTruthy();
    const { job_id } = await details();
    const known = { job, name: 'named', command: { argv: command, cwd: '/' } };
    for (const name of [job.id, `ray:${job_id}`, 'ray:named'] as const)
      expect(await adapter().lookUp!(name, abort)).toEqual(known);
    expect(await adapter().lookUp!('ray:nobody', abort)).toBeUndefined();
    await adapter().cancel!(job, abort);
    await until(job, 'cancelled');
  });

  it('that ignores SIGTERM is dead once it counts as stopped, with its children', async () => {
    const job = await submit(
      sh(`trap '' TERM; (trap '' TERM; while :; do sleep 0.1; done) & while :; do sleep 0.1; done`),
    );
    await until(job, 'running');
    await adapter().cancel!(job, abort);
    await until(job, 'cancelled');
    expect(await now(job)).toMatchObject({ ended_by: 'sigwatch' });
    const alive = () => head.processes().filter(({ argv }) => argv.join(' ').includes("trap '' TERM"));
    await expect.poll(alive).toEqual([]);
  });

  it('that waits for what is not there says so, and that it was told to stop', async () => {
    const job = await submit(sh('echo never'), { settings: { entrypoint_num_gpus: 4 } });
    expect(await now(job)).toMatchObject({ state: 'pending', detail: expect.stringMatching(/ray status/) });
    await adapter().cancel!(job, abort);
    expect(await now(job)).toMatchObject({ state: 'pending', detail: expect.stringMatching(/told to stop/) });
    await expect
      .poll(async () => (await adapter().cluster!(abort)).pending)
      .toContainEqual(expect.stringMatching(/GPU 4/));
  });

  it('that was stopped by hand is its owner’s act, and one that was deleted as well', async () => {
    const job = await submit(sh('sleep 600'));
    await until(job, 'running');
    await head.ask(`${byHand(job)}/stop`, {});
    await until(job, 'cancelled');
    expect(await now(job)).toMatchObject({ ended_by: 'owner' });
    const look = nowBy(adapter(), job);
    // Ray may put back what is deleted before it has seen to the end of the job.
    const deleteAndLook = () => head.ask(byHand(job), undefined, 'DELETE').then(look);
    const deleted = { state: 'cancelled', reason: 'DELETED', ended_by: 'owner' };
    await expect.poll(deleteAndLook, { timeout: 120_000, interval: 1_000 }).toMatchObject(deleted);
  });

  it('that we delete is known to have ended, and its key still finds it', async () => {
    const job = await submit(sh('sleep 600'), { run_id: 'deleted' });
    await until(job, 'running');
    const deleting = adapterWith({ delete_ended: true });
    await deleting.cancel!(job, abort);
    await until(job, 'cancelled');
    // Ray may put back what is deleted before it has seen to the end of the job.
    const deletedAgain = () => deleting.cancel!(job, abort).then(() => head.ask(byHand(job)));
    await expect.poll(deletedAgain, { timeout: 120_000, interval: 1_000 }).toMatchObject({ status: 404 });
    expect(await now(job)).toMatchObject({ state: 'cancelled', ended_by: 'sigwatch' });
    expect((await adapter().submission!.find('deleted/1', abort)).jobs).toEqual([job]);
  });

  it('that Ray refuses is refused in its words', async () => {
    const refused = submit(sh('true'), { settings: { entrypoint_num_cpus: 'many' as never } });
    await expect(refused).rejects.toMatchObject({
      name: 'RefusedError',
      message: expect.stringMatching(/^Ray refuses the job: TypeError: .*entrypoint_num_cpus/),
    });
  });
});

it('the cluster’s CPUs are counted, with what jobs have taken', async () => {
  const job = await submit(sh('sleep 600'), { settings: { entrypoint_num_cpus: 2 } });
  await expect.poll(async () => (await adapter().cluster!(abort)).cpus).toEqual({ used: 2, total: 4 });
  await adapter().cancel!(job, abort);
  await until(job, 'cancelled');
});

it('a job is unknown while the dashboard is down, goes on with it, and is lost only when another cluster answers', async () => {
  const job = await submit(sh('sleep 600'), { run_id: 'lost' });
  await until(job, 'running');

  await head.killDashboard();
  await expect(now(job)).rejects.toMatchObject({ name: 'UnansweredError' });
  await expect(adapter().submission!.find('lost/1', abort)).rejects.toMatchObject({ name: 'UnansweredError' });
  await head.startDashboard();
  await expect.poll(() => now(job).catch(() => undefined)).toMatchObject({ job, state: 'running' });

  await head.killAll();
  await expect(now(job)).rejects.toMatchObject({ name: 'UnansweredError' });
  await head.restart();
  // One answer of another cluster proves nothing yet.
  expect(await now(job)).toBeUndefined();
  expect(await adapter().submission!.find('lost/1', abort)).toMatchObject({ jobs: [], complete: false });
  const staying = adapter();
  const lost = { state: 'failed', reason: 'CLUSTER_LOST' };
  await expect.poll(nowBy(staying, job), { timeout: 120_000, interval: 1_000 }).toMatchObject(lost);
  expect(await staying.submission!.find('lost/1', abort)).toMatchObject({ jobs: [], complete: true });
  // The same key in the new cluster is another job, and nothing that is told of the old one is told of it.
  const again = await submit(sh('sleep 600'), { run_id: 'lost' });
  expect(again.id).toBe(job.id);
  await until(again, 'running');
  expect(await nowBy(staying, job)()).toMatchObject(lost);
  await adapter().cancel!(job, abort);
  expect(await now(again)).toMatchObject({ state: 'running' });
});
