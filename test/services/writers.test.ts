import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { steps } from '../e2e/workshop.js';
import { until } from '../support/until.js';
import { Moto } from './moto.js';
import { ServicesWorkshop, s3Env } from './services-workshop.js';

let moto: Moto;

beforeAll(async () => {
  moto = await Moto.start();
  await moto.bucket('monitoring');
});
afterAll(async () => {
  await moto?.[Symbol.asyncDispose]();
});

const TRACEBACK =
  'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\nRuntimeError: NCCL error in: a.cpp:1\n';
const place = (run: string) => `s3://monitoring/training-runs/${run}`;

async function once(shop: ServicesWorkshop, run: string): Promise<Readonly<Record<string, unknown>>> {
  const { code, out, err } = await shop.cli(['watch', place(run), '--once', '--no-config', '--format', 'json']);
  expect(out, err).not.toBe('');
  const status: Readonly<Record<string, unknown>> = JSON.parse(out);
  return { ...status, code };
}

it('a script writes to S3 that its training lives, how far it is, how it failed, that it begins anew, and that it is done', async () => {
  using shop = new ServicesWorkshop({ ...s3Env(moto), MONITORING_BUCKET: 'monitoring' });
  const log = shop.file('train.log', 'one\ntwo\nthree\n');
  const write = async (verb: string, ...args: readonly string[]) =>
    expect(await shop.cli(['heartbeat', verb, ...args, '--strict'])).toMatchObject({ code: 0, err: '' });
  const at = place('script');
  await write('write', at, '--start', '--phase', 'setup');
  expect(await once(shop, 'script')).toMatchObject({ code: 0, state: 'running', phase: 'setup', step: null });
  await write('write', at, '--phase', 'training', '--step', '12', '--total', '50', '--log', log);
  expect(await once(shop, 'script')).toMatchObject({
    code: 0,
    state: 'running',
    phase: 'training',
    step: 12,
    total: 50,
  });
  await write('error', at, '--message', 'torch.OutOfMemoryError: CUDA out of memory.', '--exit-code', '1');
  expect(await once(shop, 'script')).toMatchObject({ code: 1, state: 'failed', failure: { error_type: 'oom' } });
  // A heartbeat that comes late hides no end.
  const late = await shop.cli(['heartbeat', 'write', at, '--step', '13']);
  expect(late).toMatchObject({ code: 0, err: expect.stringContaining('--start') });
  expect(await once(shop, 'script')).toMatchObject({ code: 1, state: 'failed', step: 12 });
  // S3 tells whole seconds.
  const next = Date.now() + 2_000;
  await until('the next attempt begins', () => Date.now() > next);
  // The same place, by its run and the bucket of the environment.
  await write('write', '--run-id', 'script', '--start', '--phase', 'training');
  expect(await once(shop, 'script')).toMatchObject({ code: 0, state: 'running' });
  await write('complete', '--run-id', 'script', '--log', log);
  expect(await once(shop, 'script')).toMatchObject({ code: 0, state: 'succeeded' });
});

it('what can not be written to S3 fails no script, but with --strict, and no key is told', async () => {
  using shop = new ServicesWorkshop(s3Env(moto));
  const nowhere = 's3://no-such-bucket/training-runs/r1';
  const told = await shop.cli(['heartbeat', 'write', nowhere]);
  expect(told).toMatchObject({ code: 0, err: expect.stringContaining('no-such-bucket') });
  expect((await shop.cli(['heartbeat', 'write', nowhere, '--strict'])).code).toBe(1);
});

it('a run that one sigwatch supervises is watched in S3 by another, which is told its end and why', async () => {
  using shop = new ServicesWorkshop(s3Env(moto));
  const go = join(shop.directory, 'go');
  shop.file('sigwatch.yaml', `heartbeat: { write: "${place('{run_id}')}", interval: 1s }\n`);
  const supervise = (run: string, ...job: readonly string[]) =>
    shop.watching('run', ['--run-id', run, ...shop.policy('')], job);
  const elsewhere = join(shop.directory, 'elsewhere');
  const watch = (run: string) =>
    shop.watching('watch', [place(run), '--no-config', '--interval', '1s', '--state-dir', elsewhere]);

  // Its first attempt fails, of which others are told nothing: it is restarted.
  const well = supervise(
    'well',
    ...shop.job(
      { print: steps(1, 3) + TRACEBACK, exit: 1 },
      { print: steps(2, 5), wait_for: go, after: steps(6, 7), exit: 0 },
    ),
  );
  await until('its heartbeats tell the fifth step', async () => (await once(shop, 'well')).step === 5);
  const other = watch('well');
  await until('it is seen to live', () =>
    other
      .now()
      .of('progress')
      .some(({ data }) => data.step === 5),
  );
  shop.file('go', '');
  expect((await well.done).code).toBe(0);
  const seen = await other.done;
  expect([seen.code, seen.end.state], seen.err).toEqual([0, 'succeeded']);
  // The log that both attempts wrote tells of the first one's failure, which was none of the run.
  expect(seen.incidents.filter((one) => !one.startsWith('ignored'))).toEqual([]);

  const failed = supervise(
    'bad',
    ...shop.job({ print: `${steps(1, 3)}torch.OutOfMemoryError: CUDA out of memory.\n`, exit: 1 }),
  );
  expect((await failed.done).code).toBe(3);
  const told = await watch('bad').done;
  expect([told.code, told.end.state], told.err).toEqual([1, 'failed']);
  expect(told.incidents).toEqual([expect.stringMatching(/^oom /)]);
}, 600_000);
