import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { steps, until, Workshop } from './workshop.js';

const traceback =
  'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\nRuntimeError: NCCL error in: a.cpp:1\n';

/** A workshop whose runs write heartbeats five times a second, and how somebody else finds the run. */
function supervised(shop: Workshop) {
  shop.file('sigwatch.yaml', 'heartbeat: { write: "beats/{run_id}", interval: 0.2s, stale: 10s }\n');
  const place = join(shop.directory, 'beats/r1');
  const watched = async () => {
    const { code, out } = await shop.cli(['watch', place, '--once', '--format', 'json', '--no-config'], {
      SIGWATCH_STATE_DIR: join(shop.directory, 'elsewhere'),
    });
    const { state, step, phase } = JSON.parse(out);
    return { exit: code, state, step, phase };
  };
  const read = (name: string) => (existsSync(join(place, name)) ? readFileSync(join(place, name), 'utf8') : undefined);
  const metadata = () => JSON.parse(read('metadata.json') ?? '{}');
  return { place, watched, read, metadata };
}

it('others see a supervised run live, be restarted without a word of failure, and succeed', async () => {
  using shop = new Workshop();
  const { watched, read, metadata } = supervised(shop);
  const [seen, go] = [join(shop.directory, 'seen'), join(shop.directory, 'go')];
  const job = shop.job(
    { print: steps(1, 3), wait_for: seen, after: traceback, exit: 1 },
    { print: steps(2, 5), wait_for: go, after: steps(6, 7), exit: 0 },
  );
  const run = shop.watching('run', ['--run-id', 'r1', ...shop.policy('')], job);
  const first = await until('there is a heartbeat', () => metadata().start_time);
  shop.file('seen', '');
  await until('the new attempt has made its steps', () => JSON.parse(read('progress.json') ?? '{}').step === 5);
  expect(metadata().start_time > first).toBe(true);
  expect(read('_error')).toBeUndefined();
  expect(await watched()).toEqual({ exit: 0, state: 'running', step: 5, phase: 'training' });
  const before = metadata().last_update;
  await until('it beats again', () => metadata().last_update > before);
  shop.file('go', '');
  expect((await run.done).code).toBe(0);
  expect(await watched()).toMatchObject({ exit: 0, state: 'succeeded', step: 7 });
  expect(read('logs/training_log_latest.txt')).toContain('RuntimeError: NCCL error');
});

it('others are told why it failed in the end, and their rules know the error type', async () => {
  using shop = new Workshop();
  const { watched, read, place } = supervised(shop);
  const ran = await shop.told('run', ['--run-id', 'r1'], shop.job({ print: steps(1, 3) + traceback, exit: 1 }));
  expect(ran.code).not.toBe(0);
  expect(read('_error')).toMatch(
    /^Traceback .*\n {2}File .*\nRuntimeError: NCCL error in: a\.cpp:1\nsigwatch: the run ended as failed/,
  );
  expect(await watched()).toMatchObject({ exit: 1, state: 'failed' });
  const { out } = await shop.cli([
    'watch',
    place,
    '--once',
    '--no-config',
    '--state-dir',
    join(shop.directory, 'other'),
  ]);
  expect(out).toContain('nccl: RuntimeError: NCCL error in: a.cpp:1  (_error:3)');
});

it('a life that is killed leaves the run to the next one, which goes on with its heartbeats', async () => {
  using shop = new Workshop();
  const { metadata, read, watched } = supervised(shop);
  const go = join(shop.directory, 'go');
  const job = shop.job({ print: steps(1, 3), wait_for: go, after: steps(4, 5), exit: 0 });
  const args = ['--run-id', 'r1', ...shop.fewRules()];
  const first = shop.watching('run', args, job);
  await until('a step is told', () => read('progress.json'));
  first.child.kill('SIGKILL');
  await first.done;
  const known = metadata();
  const second = shop.watching('run', args);
  await until('it beats again', () => metadata().last_update > known.last_update);
  expect(metadata().start_time).toBe(known.start_time);
  shop.file('go', '');
  expect((await second.done).code).toBe(0);
  expect(await watched()).toMatchObject({ state: 'succeeded', step: 5 });
});

it('a place that can not be written is told of once, costs the run nothing, and is written as soon as it can be', async () => {
  using shop = new Workshop();
  const { watched } = supervised(shop);
  shop.file('beats', '');
  const go = join(shop.directory, 'go');
  const job = shop.job({ print: steps(1, 3), wait_for: go, after: steps(4, 5), exit: 0 });
  const run = shop.watching('run', ['--run-id', 'r1', ...shop.fewRules()], job);
  let said = '';
  run.child.stderr.on('data', (text) => {
    said += text;
  });
  await until('it is told', () => said.includes("Heartbeats of the run can't be written"));
  await until('its steps are known', () => run.now().of('progress').length === 3);
  shop.file('go', '');
  await until('the run has ended, whoever can not be told', () => run.now().of('run_ended').length === 1);
  // Its last round of heartbeats is tried for half a minute.
  rmSync(join(shop.directory, 'beats'));
  const ran = await run.done;
  expect(ran.code).toBe(0);
  expect(ran.err.match(/Heartbeats of the run can't be written/g)?.length).toBe(1);
  expect(await watched()).toMatchObject({ state: 'succeeded', step: 5 });
});
