import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JobReport, status, submitWithResume } from 'sigwatch';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { until as untilWithin } from '../support/until.js';
import { Head } from './head.js';
import { JobWatch, RayWorkshop } from './ray-workshop.js';

// Most of it is waiting: the cases wait together.
vi.setConfig({ maxConcurrency: 3 });

let head: Head;
beforeAll(async () => {
  head = await Head.start();
});
afterAll(async () => {
  await head?.[Symbol.asyncDispose]();
});

const until = <T>(what: string, probe: () => T | undefined | false | Promise<T | undefined | false>) =>
  untilWithin(what, probe, 120);

/** As the rules for Ray have it, but without its long waits. */
const hasty = (shop: RayWorkshop, monitor = '') => [
  '--monitor',
  shop.file('own.yaml', `defaults: [default, _self_]\nclass_name: LogMonitor\n${monitor}`),
  ...shop.policy(''),
  '--checkpoint-dir',
  shop.checkpoints,
];

const RESUME = 'resume_args: ["--resume_from_checkpoint", "{checkpoint_path}"]';

it.concurrent('a job that fails twice for a transient cause is resumed from its newest whole checkpoint each time, one job at a time', async () => {
  using shop = new RayWorkshop(head, RESUME);
  const watch = new JobWatch(head);
  const command = shop.train('--fail', 'nccl', '--times', '2', '--fail-at', '25', '--seconds', '0.1');
  // The second attempt begins at 20, and fails at 25 as well.
  const told = await shop.submits('twice', command, hasty(shop)).done;
  await watch.stop();
  expect(told.decisions).toEqual(['restart nccl', 'restart nccl']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 2, final_step: 40 });
  expect(told.of('attempt_started').map(({ data }) => data.resume_from)).toEqual([
    undefined,
    `${shop.checkpoints}/global_step_20`,
    `${shop.checkpoints}/global_step_20`,
  ]);
  const jobs = await shop.jobs('twice');
  expect(jobs.map(({ key, status }) => [key, status])).toEqual([
    ['twice/1', 'FAILED'],
    ['twice/2', 'FAILED'],
    ['twice/3', 'SUCCEEDED'],
  ]);
  expect(jobs.map(({ entrypoint }) => /--resume_from_checkpoint (\S+)/.exec(entrypoint)?.[1])).toEqual([
    undefined,
    `${shop.checkpoints}/global_step_20`,
    `${shop.checkpoints}/global_step_20`,
  ]);
  expect(watch.twins).toEqual([]);
  expect(watch.looks).toBeGreaterThan(10);
});

it.concurrent('a job that runs out of memory is stopped at once, with its remedy', async () => {
  using shop = new RayWorkshop(head);
  const command = shop.train('--fail', 'oom', '--fail-at', '5', '--seconds', '0.05');
  const told = await shop.submits('oom', command, hasty(shop)).done;
  expect(told.decisions).toEqual(['stop oom']);
  expect(told.code).toBe(3);
  expect(told.of('incident_closed').map(({ data }) => data.remedy)).toEqual([
    expect.stringMatching(/2\.00 GiB.*micro batch size/),
  ]);
  expect(await shop.jobs('oom')).toHaveLength(1);
});

it.concurrent('a job that hangs is seen to stall, ended, and started again from its checkpoint', async () => {
  using shop = new RayWorkshop(head, RESUME);
  const watch = new JobWatch(head);
  const command = shop.train('--fail', 'hang', '--fail-at', '15', '--seconds', '0.1');
  const flags = hasty(shop, 'inactivity_threshold_seconds: 20\nstartup_allowance_seconds: 60\nhold_seconds: 1\n');
  const policy = shop.file(
    'policy.yaml',
    'policies:\n  - { mode: stall, implementation: { class_name: AlwaysRestartPolicy, max_retries: 2, backoff: { initial: 0s, jitter: 0 } } }\n',
  );
  const told = await shop.submits('hangs', command, [...flags, '--restart', policy]).done;
  await watch.stop();
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1 });
  expect(told.of('attempt_started').at(-1)?.data.resume_from).toBe(`${shop.checkpoints}/global_step_10`);
  expect((await shop.jobs('hangs')).map(({ status }) => status)).toEqual(['STOPPED', 'SUCCEEDED']);
  expect(watch.twins).toEqual([]);
});

it.concurrent('a job that somebody stops by hand is cancelled, and not started again', async () => {
  using shop = new RayWorkshop(head);
  const run = shop.submits('byhand', shop.train('--steps', '10000'), hasty(shop));
  await run.until('it trains', (told) => told.of('progress').length > 3);
  const [job] = await shop.jobs('byhand');
  await head.ask(`/api/jobs/${job?.id}/stop`, {});
  const told = await run.done;
  expect(told.end).toMatchObject({ state: 'cancelled', restarts: 0 });
  // The policy that is there decided to stop.
  expect(told.code).toBe(3);
  expect(await shop.jobs('byhand')).toHaveLength(1);
});

it.concurrent('status, step and stop by the name of a job; a job that Ray does not know is told of with what to do', async () => {
  using shop = new RayWorkshop(head);
  const run = shop.submits('asked', shop.train('--steps', '10000'), hasty(shop));
  await run.until('it trains', (told) => told.of('progress').length > 3);
  const [job] = await shop.jobs('asked');
  const step = await shop.verb('step', `ray:${job?.id}`, '--format', 'json');
  expect(step.code, step.err).toBe(0);
  expect(JSON.parse(step.out)).toMatchObject({ job: `ray:${job?.id}`, state: 'running', total: 10_000 });
  expect(JSON.parse(step.out).step).toBeGreaterThan(2);
  // Without the run's own record the platform alone is asked.
  const elsewhere = ['--state-dir', shop.file('other', '').replace('other', 'others')];
  const status = await shop.cli(['status', `ray:${job?.id}`, ...shop.config, ...elsewhere]);
  expect(status.out).toMatch(/running, for .*\nstep \d+\/10000 {2}loss /);
  expect((await shop.verb('status', 'ray:nobody')).err).toMatch(
    /No job ray:nobody is known to the platform ray\..*ray job list/s,
  );
  expect((await shop.verb('stop', `ray:${job?.id}`)).code).toBe(0);
  expect((await run.done).end).toMatchObject({ state: 'cancelled' });
  await until('it is stopped', async () => (await shop.jobs('asked'))[0]?.status === 'STOPPED');
});

it.concurrent('a token is in no record and in nothing that is printed', async () => {
  using shop = new RayWorkshop(head);
  const words = ['submit', ...shop.config, '--run-id', 'token', ...shop.quick(), 'ray', '--', 'sh', '-c', 'env'];
  const ran = await shop.cli(words, { RAY_AUTH_TOKEN: 'hush-hush', SECRET: 'of-the-shell' });
  expect(ran, ran.err).toMatchObject({ code: 0 });
  const files = readdirSync(shop.state, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const kept = files.map((one) => readFileSync(join(one.parentPath, one.name), 'latin1'));
  expect(kept.some((text) => text.includes('SIGWATCH_RUN_ID=token'))).toBe(true);
  for (const text of [ran.out, ran.err, ...kept]) {
    expect(text).not.toContain('hush-hush');
    expect(text).not.toContain('of-the-shell');
  }
});

it.concurrent('a job that somebody submitted by hand is attached to by its name', async () => {
  using shop = new RayWorkshop(head);
  const go = join(shop.directory, 'go');
  const waits = `
import os, time
print("iteration 1/2 | loss: 0.5")
while not os.path.exists("${go}"): time.sleep(0.1)
print("iteration 2/2 | loss: 0.5")
`;
  const entrypoint = shop.python(waits).join(' ');
  await head.ask('/api/jobs/', { submission_id: 'hand-1', entrypoint, metadata: { name: 'mine' } });
  const words = ['attach', 'ray:mine', '--run-id', 'mine', ...hasty(shop), ...shop.config, '--state-dir', shop.state];
  const attaching = shop.start(words);
  let said = '';
  attaching.child.stdout.on('data', (text) => {
    said += text;
  });
  await until('it is followed', () => said.includes('follows ray:hand-1 (mine)'));
  shop.file('go', '');
  const attached = await attaching.done;
  expect(attached, attached.err).toMatchObject({ code: 0 });
});

it.concurrent('health is printed for a live job, as people and programs read it', async () => {
  using shop = new RayWorkshop(head);
  const run = shop.submits('well', shop.train('--steps', '10000'), hasty(shop));
  await run.until('it trains', (told) => told.of('progress').length > 3);
  const [job] = await shop.jobs('well');
  // By the file of the folder.
  const pretty = await shop.cli(['health', `ray:${job?.id}`]);
  expect(pretty.out, pretty.err).toMatch(/cpus?/i);
  const { out } = await shop.verb('health', `ray:${job?.id}`, '--format', 'json');
  expect(JSON.parse(out)).toMatchObject({ ray: { cpus_available: expect.any(Number) }, issues: expect.any(Array) });
  await shop.verb('stop', 'well');
  await run.done;
});

it.concurrent('a program submits once with the newest whole checkpoint, and asks how it is', async () => {
  using shop = new RayWorkshop(head);
  const adapter = { class_name: 'RayAdapter', address: head.url, poll_interval_seconds: 1 };
  const asked = { adapter, stateDir: shop.state };
  const given = {
    ...asked,
    command: shop.train('--steps', '20', '--seconds', '0.02'),
    checkpointDir: shop.checkpoints,
    resumeArgs: ['--resume_from_checkpoint', '{checkpoint_path}'],
  };
  const first = await submitWithResume({ ...given, runId: 'program-1' });
  expect(first.checkpoint).toBeUndefined();
  const report: JobReport = await until('it has ended', async () => {
    const told = await status(first.job.id, asked);
    return told.state !== 'pending' && told.state !== 'running' && told;
  });
  expect(report).toMatchObject({ state: 'succeeded', training: { step: 20, total: 20 }, exit_code: 0 });

  const longer = {
    ...given,
    command: shop.train('--steps', '30', '--resume_from_checkpoint', 'old'),
    runId: 'program-2',
  };
  const second = await submitWithResume(longer);
  expect(second.checkpoint).toMatchObject({ step: 20, path: `${shop.checkpoints}/global_step_20` });
  // Of the same name there is one job.
  expect((await submitWithResume(longer)).job).toEqual(second.job);
  const [job, ...others] = await shop.jobs('program-2');
  expect(others).toEqual([]);
  expect(job?.entrypoint.match(/--resume_from_checkpoint\s\S+/g)).toEqual([
    `--resume_from_checkpoint ${shop.checkpoints}/global_step_20`,
  ]);
  await expect(status('ray:nobody', asked)).rejects.toMatchObject({ code: 'job_not_found' });
  await expect(
    submitWithResume({ ...given, checkpointDir: join(shop.directory, 'nothing'), noCheckpointFound: 'stop' }),
  ).rejects.toMatchObject({ code: 'no_checkpoint_found' });
});

it.concurrent('the doctor asks the cluster that is meant', async () => {
  using shop = new RayWorkshop(head);
  const asked = (address: string) =>
    shop.cli(['doctor', '--state-dir', shop.state], {
      RAY_ADDRESS: address,
      SIGWATCH_CONFIG: shop.file('empty.yaml', 'name: a\n'),
    });
  const told = await asked(head.url);
  expect(told.out).toMatch(/ok +ray +\d+\.\d+\.\d+ at http:\/\/127\.0\.0\.1:\d+, session_/);
  expect(told.out).toMatch(/ok +ray clock +agrees with ours/);
  expect(await asked('http://127.0.0.1:1')).toMatchObject({
    code: 2,
    out: expect.stringMatching(/fail +ray +.*refuses connections/),
  });
});
