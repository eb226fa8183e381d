import type { SigwatchEvent } from '@sigwatch/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HttpReceiver } from '../support/receivers/http-receiver.js';
import { until } from '../support/until.js';
import { Moto } from './moto.js';
import { subscribe, topic } from './queue.js';
import { LONG_AGO, S3Heartbeats } from './s3-heartbeats.js';
import { s3Error, s3Proxy } from './s3-proxy.js';
import { ServicesWorkshop, s3Env } from './services-workshop.js';

let moto: Moto;
let proxy: HttpReceiver;

beforeAll(async () => {
  moto = await Moto.start();
  proxy = await s3Proxy(moto);
  await moto.bucket('monitoring');
});
afterAll(async () => {
  await proxy?.[Symbol.asyncDispose]();
  await moto?.[Symbol.asyncDispose]();
});

/** Stale after 12 s: sixty heartbeats. */
const QUICK = ['--stale-minutes', '0.2', '--interval', '0.5s'];

const statesIn = (events: readonly SigwatchEvent[]): readonly string[] =>
  events.filter(({ event_type }) => event_type === 'state_changed').map(({ data }) => String(data.to));

it('a run in S3 is followed from state to state; while the store does not answer nothing follows; its end is told to who asked for it', async () => {
  await using run = new S3Heartbeats(moto, 'monitoring', 'followed');
  const arn = await topic(moto, 'watched');
  const everything = await subscribe(moto, arn, 'watched-all');
  const failures = await subscribe(moto, arn, 'watched-failures', {
    transition: ['failed', 'gave_up'],
    error_type: ['oom'],
  });
  using shop = new ServicesWorkshop(s3Env(moto, proxy.url));
  const config = shop.file(
    'sigwatch.yaml',
    `alerts: { group_wait: 100ms, group_over: 100, rate: { count: 1000, within: 1m } }
notifiers:
  - { class_name: SnsNotifier, topic_arn: '${arn}', endpoint: '${moto.endpoint}' }
`,
  );
  await run.beat({});
  const watching = shop.watching('watch', [run.location, '--config', config, ...QUICK]);
  const states = () => statesIn(watching.now().events);
  const becomes = (state: string) =>
    until(
      () => `it is ${state}: ${states().join(' ')}`,
      () => states().at(-1) === state,
    );
  await becomes('running');
  // What uploads it lives on, and who wrote it has died.
  await run.beat({ progress: LONG_AGO });
  await becomes('degraded');
  await run.beat({});
  await becomes('running');
  await run.beat({ moves: false });
  await becomes('stalled');
  await run.beat({});
  await becomes('running');
  const before = states().length;

  // For longer than heartbeats may be silent.
  proxy.always(s3Error(403, 'AccessDenied'));
  const asked = proxy.received.length;
  const dark = Date.now() + 13_000;
  await until('the store has refused for 13 s', () => Date.now() > dark && proxy.received.length > asked + 2);
  // It dies meanwhile, and says why.
  await run.write('logs/training_log_latest.txt', 'iteration 7/ 10 | lm loss: 2.5\n');
  await run.write('_error', 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n');
  proxy.heal();
  const ended = await watching.done;
  // Of what it could not ask it says that it does not know it, and no more; while an incident is open a run is degraded.
  const afterwards = statesIn(ended.events).slice(before);
  expect(afterwards.filter((state) => state !== 'degraded')).toEqual(['unknown', 'failed']);
  expect([ended.code, ended.end.state], ended.err).toEqual([1, 'failed']);
  const [root] = ended.of('incident_closed').filter(({ data }) => !data.ignored);
  expect(root?.data).toMatchObject({ root: { error_type: 'oom' } });

  const all = await everything.drain();
  expect(all.map(({ attributes }) => attributes.transition)).toEqual(expect.arrayContaining(['degraded', 'stalled']));
  expect(all.at(-1)?.attributes).toMatchObject({ run_id: 'followed', error_type: 'oom' });
  const told = await failures.drain();
  expect(told).toHaveLength(1);
  expect(told[0]!.message).toContain('CUDA out of memory');
}, 600_000);

it('all runs below a prefix are told at once, each with its state; the exit code is that of the worst', async () => {
  using shop = new ServicesWorkshop(s3Env(moto));
  await moto.bucket('fleet');
  const [well, failed, over] = ['well', 'failed', 'over'].map((name) => new S3Heartbeats(moto, 'fleet', name));
  for (const run of [well!, failed!, over!]) await run.metadata();
  await failed!.write('_error', 'RuntimeError: NCCL error in: ProcessGroupNCCL.cpp:1970\n');
  await over!.write('_complete', 'done\n');
  const { code, out, err } = await shop.cli(['watch', 's3://fleet/training-runs/', '--once', '--format', 'jsonl']);
  const states = out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { run_id: string; state: string })
    .map(({ run_id, state }) => [run_id, state]);
  expect(Object.fromEntries(states), err).toEqual({ well: 'running', failed: 'failed', over: 'succeeded' });
  expect(code).toBe(1);
});
