import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HttpReceiver } from '../support/receivers/http-receiver.js';
import { until } from '../support/until.js';
import { Moto } from './moto.js';
import { S3Heartbeats } from './s3-heartbeats.js';
import { s3Error, s3Proxy } from './s3-proxy.js';
import { ServicesWorkshop, s3Env } from './services-workshop.js';

let moto: Moto;
let proxy: HttpReceiver;
let shop: ServicesWorkshop;
let runs = 0;

beforeAll(async () => {
  moto = await Moto.start();
  proxy = await s3Proxy(moto);
  await moto.bucket('monitoring');
  shop = new ServicesWorkshop(s3Env(moto, proxy.url));
});
afterAll(async () => {
  shop?.[Symbol.dispose]();
  await proxy?.[Symbol.asyncDispose]();
  await moto?.[Symbol.asyncDispose]();
});

/** Stale after 3 s: for what becomes stale in the end, however long that takes. */
const QUICK = ['--stale-minutes', '0.05', '--interval', '0.5s'];

const training = () => new S3Heartbeats(moto, 'monitoring', `run-${++runs}`);

interface Status {
  readonly code: number | null;
  readonly state: string;
  readonly why: string | null;
  readonly told: Readonly<Record<string, unknown>>;
}

async function once(location: string, ...flags: readonly string[]): Promise<Status> {
  const { code, out, err } = await shop.cli(['watch', location, '--once', '--format', 'json', ...flags]);
  expect(out, err).not.toBe('');
  const told = JSON.parse(out) as Record<string, unknown>;
  return { code, state: String(told.state), why: told.code as string | null, told };
}

/** Asks again and again, as from cron, until it is so; the last status. */
const becomes = (location: string, state: string) =>
  until(`${location} is ${state}`, async () => {
    const status = await once(location, ...QUICK);
    return status.state === state && status;
  });

it('running: both clocks go, and what was written of it is told', async () => {
  await using run = training();
  await run.beat({});
  await run.write('logs/training_log_latest.txt', 'one\ntwo\nthree\n');
  const { code, state, told } = await once(run.location, '--tail', '2');
  expect([code, state]).toEqual([0, 'running']);
  expect(told).toMatchObject({ phase: 'training', instance: 'i-0abc', total: 5_000, last_lines: ['two', 'three'] });
});

it('failed: _error has its text, which the rules know, and outranks a running heartbeat', async () => {
  await using run = training();
  await run.beat({});
  await run.write(
    '_error',
    'Traceback (most recent call last):\ntorch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n',
  );
  const { code, state, told } = await once(run.location);
  expect([code, state]).toEqual([1, 'failed']);
  expect(told.failure).toMatchObject({ error_type: 'oom', text: expect.stringContaining('CUDA out of memory') });
  expect(String(told.action_required)).toMatch(/\w+ \w+/);
});

it('failed: status failed inside metadata.json is believed', async () => {
  await using run = training();
  await run.metadata({ status: 'failed' });
  expect(await once(run.location)).toMatchObject({ code: 1, state: 'failed' });
});

it('succeeded: _complete', async () => {
  await using run = training();
  await run.metadata();
  await run.write('_complete', 'done\n');
  expect(await once(run.location)).toMatchObject({ code: 0, state: 'succeeded' });
});

it('a sentinel that is older than the attempt is ignored', async () => {
  await using run = training();
  await run.write('_error', 'RuntimeError: of the attempt before\n');
  expect(await once(run.location)).toMatchObject({ code: 1, state: 'failed' });
  // Stores tell whole seconds.
  const later = Date.now() + 2_500;
  await until('the next attempt begins', () => Date.now() > later);
  await run.beat({}, { start_time: new Date().toISOString() });
  expect(await once(run.location)).toMatchObject({ code: 0, state: 'running' });
});

it('timed out: both are stale', async () => {
  await using run = training();
  await run.metadata();
  await run.progress();
  const { code, why, told } = await becomes(run.location, 'timed_out');
  expect([code, why]).toEqual([4, 'HEARTBEATS_STALE']);
  expect(String(told.action_required)).toMatch(/log/i);
});

it('timed out: it has never started, which is not told before it is late', async () => {
  await using run = training();
  expect(await once(run.location, ...QUICK)).toMatchObject({ code: 7, state: 'unknown' });
  const { code, why, told } = await becomes(run.location, 'timed_out');
  expect([code, why]).toEqual([4, 'NEVER_STARTED']);
  expect(String(told.action_required)).toMatch(/\w+ \w+/);
});

it('degraded: metadata.json alone is stale, or progress.json alone is; it says which', async () => {
  await using quiet = training();
  await quiet.metadata();
  await quiet.beat({ metadata: false });
  expect(await becomes(quiet.location, 'degraded')).toMatchObject({ code: 6, why: 'METADATA_STALE' });
  await using still = training();
  await still.progress();
  await still.beat({ progress: false });
  expect(await becomes(still.location, 'degraded')).toMatchObject({ code: 6, why: 'PROGRESS_STALE' });
});

it('running: a progress.json that never was is not stale', async () => {
  await using run = training();
  await run.beat({ progress: false });
  const first = await once(run.location, ...QUICK);
  const late = Date.parse(String(first.told.at)) + 4_000;
  await until('it is later than it could be stale', () => Date.now() > late);
  // Where it were, it would be so from now on.
  expect(await becomes(run.location, 'running')).toMatchObject({ code: 0 });
});

it('stalled: heartbeats are written, and the step stands', async () => {
  await using run = training();
  await run.beat({ moves: false });
  const { code, why, told } = await becomes(run.location, 'stalled');
  expect([code, why]).toEqual([4, 'STEP_STALLED']);
  expect(String(told.action_required)).toMatch(/\w+ \w+/);
});

it('unknown: who may not read, no such bucket, a server that fails; never absent', async () => {
  await using run = training();
  await run.beat({});
  try {
    for (const fault of [s3Error(403, 'AccessDenied'), s3Error(503, 'SlowDown')]) {
      proxy.always(fault);
      expect(await once(run.location, ...QUICK)).toMatchObject({ code: 7, state: 'unknown', why: null });
    }
  } finally {
    proxy.heal();
  }
  expect(await once('s3://no-such-bucket/training-runs/run', ...QUICK)).toMatchObject({ code: 7, state: 'unknown' });
  expect(await once(run.location)).toMatchObject({ code: 0, state: 'running' });
});
