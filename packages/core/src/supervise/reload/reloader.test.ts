import { expect, it } from 'vitest';
import type { RunContext } from '../options.js';
import { Reloader } from './reloader.js';
import { ReloadRequests } from './requests.js';

const monitor = (names: readonly string[], inactivity_threshold_seconds = 60) =>
  ({ ...{ names, inactivity_threshold_seconds }, rules: [], origins: new Map(), actions: [], sources: [] }) as never;

/** A run whose rules `load` gives, and what somebody asks of it. */
function reloaderWith(load: () => unknown, commit: () => void = () => {}) {
  const requests = new ReloadRequests();
  const run = {
    ...{ run_id: 'run', deps: { now: () => 0, schedule: () => () => {} }, reload: { load } },
    ...{ monitor: monitor(['test']), operators: new Map(), policies: {}, registry: { find: () => undefined } },
  };
  const journal = { notice: () => {}, commit, snapshot: { attempt: 1 } };
  const abort = new AbortController().signal;
  const reloader = new Reloader(run as unknown as RunContext, journal as never, {} as never, requests, abort);
  return { requests, reloader };
}

it('answers who asks again at once, when the files were found wrong', async () => {
  let asked = 0;
  const { requests, reloader } = reloaderWith(() => {
    throw new Error(`wrong ${++asked}`);
  });
  const told: unknown[] = [];
  const asking = (async () => {
    for (let i = 0; i < 3; i += 1) await requests.ask('caller').catch((error: Error) => told.push(error.message));
  })();
  await new Promise(setImmediate);
  expect(told).toEqual(['wrong 1', 'wrong 2', 'wrong 3']);
  await reloader.end();
  await asking;
});

it('tells who waits for new rules that they could not be committed', async () => {
  const { requests, reloader } = reloaderWith(
    () => ({ monitor: monitor(['test'], 30), matcher: {} }),
    () => {
      throw new Error('the disk is full');
    },
  );
  const asking = requests.ask('caller').then(
    () => 'in force',
    (error: Error) => error.message,
  );
  await new Promise(setImmediate);
  expect(() => reloader.takeOver()).toThrow('the disk is full');
  await reloader.end();
  expect(await Promise.race([asking, new Promise((resolve) => setImmediate(resolve, 'never told'))])).toBe(
    'the disk is full',
  );
});
