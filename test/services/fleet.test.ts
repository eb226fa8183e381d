import type { SigwatchEvent } from '@sigwatch/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support/until.js';
import { Moto } from './moto.js';
import { subscribe, topic } from './queue.js';
import { LONG_AGO, S3Heartbeats } from './s3-heartbeats.js';
import { ServicesWorkshop, s3Env } from './services-workshop.js';

let moto: Moto;

beforeAll(async () => {
  moto = await Moto.start();
  await moto.bucket('fleet');
});
afterAll(async () => {
  await moto?.[Symbol.asyncDispose]();
});

const changesIn = (events: readonly SigwatchEvent[]): readonly string[] =>
  events
    .filter(({ event_type }) => event_type === 'state_changed')
    .map(({ run_id, data }) => `${run_id}: ${data.from} -> ${data.to}`);

it('all runs of a prefix are followed by a sigwatch that is killed: a run that falls silent, one that fails, one that comes back and what ends meanwhile are each told once', async () => {
  using shop = new ServicesWorkshop(s3Env(moto));
  const arn = await topic(moto, 'fleet');
  const queue = await subscribe(moto, arn, 'fleet-all');
  const config = shop.file(
    'sigwatch.yaml',
    `alerts: { on: [failed, timed_out, recovered, succeeded], group_wait: 100ms, group_over: 100, rate: { count: 1000, within: 1m } }
notifiers:
  - { class_name: SnsNotifier, topic_arn: '${arn}', endpoint: '${moto.endpoint}', format: json }
`,
  );
  const run = (name: string) => new S3Heartbeats(moto, 'fleet', name);
  await using alive = run('alive');
  await using broken = run('broken');
  await using done = run('done');
  await using silent = run('silent');
  for (const one of [alive, broken, done]) await one.beat({});
  // One file, so that nobody sees it fall silent by halves.
  await silent.beat({ progress: false });
  await run('dead').metadata({}, LONG_AGO);
  const flags = ['--config', config, '--interval', '1s'];
  const follow = () => shop.watching('watch', ['s3://fleet/training-runs/', ...flags]);
  const has = (watching: ReturnType<typeof follow>, change: string) =>
    until(
      () => `${change}: ${changesIn(watching.now().events).join(', ')}`,
      () => changesIn(watching.now().events).includes(change),
    );

  const first = follow();
  await has(first, 'dead: pending -> timed_out');
  // All were looked at. What uploads this one lives on, and who wrote it has died.
  await silent.beat({ metadata: LONG_AGO, progress: false });
  await has(first, 'silent: running -> timed_out');
  await broken.rest();
  await broken.write('_error', 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n');
  await has(first, 'broken: running -> failed');
  first.child.kill('SIGKILL');
  await first.done;
  await silent.beat({ progress: false });
  await done.rest();
  await done.write('_complete', 'done\n');
  const second = follow();
  await has(second, 'silent: timed_out -> running');
  await has(second, 'done: running -> succeeded');
  // All that is there to tell was told: what follows is looked for in vain for as long as one more change takes.
  await alive.rest();
  await alive.write('_complete', 'done\n');
  await has(second, 'alive: running -> succeeded');
  second.child.kill('SIGINT');
  const ended = await second.done;
  expect(ended.code, ended.err).toBe(130);

  expect(changesIn(first.now().events)).toEqual([
    'dead: pending -> timed_out',
    'silent: running -> timed_out',
    'broken: running -> failed',
  ]);
  expect([...changesIn(ended.events)].sort()).toEqual([
    ...['alive: running -> succeeded', 'done: running -> succeeded', 'silent: timed_out -> running'],
  ]);
  const sent = await queue.drain();
  // The one that was on its way at the kill may come again, as the same.
  const keys = sent.map(({ message }) => String(JSON.parse(message).dedup_key));
  const twice = sent.filter((_, i) => keys.indexOf(keys[i]!) !== i);
  expect(twice.every(({ attributes }) => attributes.run_id === 'broken')).toBe(true);
  const told = sent.filter((one) => !twice.includes(one));
  expect(told.map(({ attributes }) => `${attributes.run_id} ${attributes.transition}`).sort()).toEqual([
    ...['alive succeeded', 'broken failed', 'dead timed_out', 'done succeeded', 'silent recovered', 'silent timed_out'],
  ]);
  expect(told.find(({ attributes }) => attributes.run_id === 'broken')?.attributes.error_type).toBe('oom');
}, 600_000);
