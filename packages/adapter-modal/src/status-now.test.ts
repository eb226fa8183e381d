import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JobRef, UnansweredError } from '@sigwatch/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeClients, FakeModal } from './fake-modal.fixture.js';
import { modalAdapter } from './modal-adapter.js';
import type { ModalConfig } from './settings.js';

const AP = 'ap-0123456789012345678901';
const job: JobRef = { id: `modal:${AP}`, incarnation: '' };
const never = new AbortController().signal;

let now: number;
let state: string;
let modal: FakeModal;
let told: string[];
beforeEach(() => {
  now = Date.UTC(2026, 10, 23, 4, 20);
  state = mkdtempSync(join(tmpdir(), 'modal-'));
  modal = new FakeModal();
  told = [];
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const adapter = (interval = 30, more: ModalConfig = {}) =>
  modalAdapter({
    ...{ stateDirectory: state, clients: new FakeClients().adapter, modal: modal.ask, now: () => now },
    settings: { poll_interval_seconds: interval, ...more },
    logs: () => {
      throw new Error('nobody reads them');
    },
    tell: (sentence) => told.push(sentence),
  });

const statusOf = async (one = adapter(), since?: number) => (await one.status([job], never, since)).get(job.id);

it('one list serves all runs for a while, and something that was done makes it old', async () => {
  const jobs = Array.from({ length: 20 }, (_, i) => {
    const id = `ap-${String(i).padStart(22, '0')}`;
    modal.make(id, `app ${i}`);
    modal.begin(id, `ta-${i}`);
    return { id: `modal:${id}`, incarnation: '' } as const;
  });
  const one = adapter();
  const ask = (refs: readonly JobRef[]) =>
    Promise.all(refs.map((ref) => one.status([ref], new AbortController().signal)));
  await one.status(jobs, never);
  await ask(jobs);
  now += 20_000;
  await ask(jobs);
  expect([modal.count('app list'), modal.count('container list')]).toEqual([1, 1]);
  now += 20_000;
  await ask(jobs);
  expect(modal.count('app list')).toBe(2);
  await one.status(jobs.slice(0, 1), never, now + 1);
  now += 1;
  await one.status(jobs.slice(0, 1), never, now);
  expect(modal.count('app list')).toBe(3);
});

it('is unknown, and never gone, where Modal does not answer, or answers something else', async () => {
  modal.make(AP, 'a');
  for (const answer of [new UnansweredError('x'), { stdout: '<html>' }, { stdout: '{}' }, { exitCode: 1 }]) {
    modal.says.set('app list', answer);
    await expect(statusOf()).rejects.toThrow();
  }
});

it('an app that Modal does not know is missing in the answer', async () => {
  expect(await statusOf()).toBeUndefined();
  modal.says.set('app info', { exitCode: 1, stderr: 'Error: Could not connect to the Modal server.\n' });
  await expect(statusOf()).rejects.toThrow('Could not connect');
});

it('asks for an app by itself that the list does not have any more', async () => {
  const lifecycle = { state: 'stopped', created_at: null, stopped_at: '2026-11-22 04:10:00+00:00', stopped_by: 'ann' };
  modal.says.set('app info', { stdout: JSON.stringify({ app_id: AP, description: 'a', lifecycle }) });
  const one = adapter(1);
  expect(await statusOf(one)).toMatchObject({ state: 'cancelled', ended_by: 'owner', detail: 'stopped by ann' });
  now += 60_000;
  await statusOf(one);
  expect(modal.count('app info')).toBe(1);
});

it('a client without app info knows by its logs that an app is there, and takes it for ended after a while', async () => {
  modal.says.set('app info', { exitCode: 2, stderr: "Error: No such command 'info'." });
  modal.says.set('app logs', { stdout: 'a line\n' });
  const one = adapter(1);
  expect(await statusOf(one)).toBeUndefined();
  now += 61_000;
  expect(await statusOf(one)).toMatchObject({ state: 'failed', reason: 'EXIT_UNKNOWN' });
  modal.says.set('app logs', { exitCode: 1, stderr: 'Error: App not found\n' });
  now += 61_000;
  expect(await statusOf(adapter(1))).toBeUndefined();
});

it('a stop is verified: a container that lives on is told of, and stopped by itself after the grace', async () => {
  modal.make(AP, 'a');
  modal.begin(AP, 'ta-1');
  modal.stop = (app) => modal.set(app, { state: 'stopped', stopped_at: '2026-11-23 04:20:00+00:00' });
  const one = adapter(1);
  expect((await statusOf(one))?.state).toBe('running');
  await one.cancel?.(job, never);
  expect(await statusOf(one)).toMatchObject({
    ...{ state: 'completing', detail: 'the app is stopped, and 1 container still runs' },
  });
  now += 30_000;
  await one.cancel?.(job, never);
  expect(modal.count('container stop')).toBe(0);
  now += 31_000;
  await one.cancel?.(job, never);
  expect(modal.calls).toContain('container stop --yes ta-1');
  expect(told).toEqual([
    `modal:${AP} was told to stop, and 1 of its containers were there 60 s later: each is stopped by itself (ta-1).`,
  ]);
  now += 3_000;
  expect(await statusOf(one)).toMatchObject({ state: 'cancelled', ended_by: 'sigwatch' });
  // Another life knows whose hand it was.
  expect(await statusOf(adapter())).toMatchObject({ state: 'cancelled', ended_by: 'sigwatch' });
});

it('a stop that Modal takes and forgets is asked for again', async () => {
  modal.make(AP, 'a');
  modal.begin(AP, 'ta-1');
  modal.stop = () => {};
  const one = adapter(1);
  await one.cancel?.(job, never);
  expect(await statusOf(one)).toMatchObject({
    ...{ state: 'completing', detail: 'Modal has taken the stop, and 1 container still runs' },
  });
  await one.cancel?.(job, never);
  expect(modal.count('app stop')).toBe(2);
});

it('an app that no list names yet is told to stop, and one that Modal does not know is no error', async () => {
  const one = adapter(1);
  await one.cancel?.(job, never);
  expect(modal.count(`app stop --yes ${AP}`)).toBe(1);
  modal.make(AP, 'a', 'stopped');
  expect((await statusOf(one, now))?.state).toBe('failed');
});

it('an app that had ended before the stop came was not cancelled', async () => {
  modal.make(AP, 'a');
  modal.says.set('app stop', {
    exitCode: 1,
    stderr: 'App is already stopped. (Finished at 2026-11-23 04:10:00+00:00).',
  });
  const one = adapter(1);
  await one.cancel?.(job, never);
  modal.end(AP);
  expect((await statusOf(one, now))?.state).toBe('failed');
  await one.cancel?.(job, never);
  expect(modal.count('app stop')).toBe(1);
});

it('is looked up by its id and by its name, of several the newest that lives', async () => {
  modal.make(AP, 'mine');
  modal.make('ap-2', 'mine');
  modal.make('ap-3', 'mine', 'stopped');
  expect(await adapter().lookUp?.('modal:mine', never)).toEqual({
    ...{ job: { id: 'modal:ap-2', incarnation: '' }, name: 'mine' },
  });
  expect(told[0]).toContain('3 apps of Modal are named mine: this is ap-2');
  expect((await adapter().lookUp?.(job.id, never))?.job).toEqual(job);
  expect(await adapter().lookUp?.('modal:nobody', never)).toBeUndefined();
  expect(await adapter().lookUp?.('modal:ap-9', never)).toBeUndefined();
});

it('runs commands in the containers that have begun', async () => {
  modal.make(AP, 'a');
  modal.begin(AP, 'ta-1');
  modal.begin(AP, 'ta-2', 'Pending');
  modal.says.set('container exec', { stdout: 'GPU 0\n', exitCode: 3 });
  expect(await adapter().exec?.(job, ['nvidia-smi', '-L'], never)).toEqual([
    { node: 'ta-1', output: 'GPU 0\n', exit_code: 3 },
  ]);
  expect(modal.calls).toContain('container exec --no-pty ta-1 -- nvidia-smi -L');
  modal.end(AP);
  await expect(adapter().exec?.(job, ['true'], never)).rejects.toThrow('no container of');
});

it('ends when its function has had its time, where somebody has said how long that is', async () => {
  modal.make(AP, 'a');
  expect(await statusOf(adapter(1, { function_timeout: '24h' }))).toMatchObject({ state: 'pending' });
  modal.begin(AP, 'ta-1');
  const found = await statusOf(adapter(1, { function_timeout: '24h' }));
  expect(found).toMatchObject({ state: 'running', ends_at: (found?.started_at ?? 0) + 24 * 3_600_000 });
  expect(await statusOf(adapter(1))).not.toHaveProperty('ends_at');
});
