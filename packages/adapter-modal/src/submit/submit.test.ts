import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JobAdapter, type JobSpec, type Submission, UnansweredError } from '@sigwatch/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeClients, FakeModal } from '../fake-modal.fixture.js';
import { modalAdapter } from '../modal-adapter.js';

const AP = 'ap-0123456789012345678901';
const URL = 'View run at https://modal.com/apps/me/main';
const KEY = 'llama/1';
const spec: JobSpec = {
  ...{ run_id: 'llama', attempt: 1, cwd: '/code', env: { TOKEN: 'x' } },
  command: ['train.py::train', '--lr', '-1'],
};

let now: number;
let state: string;
let modal: FakeModal;
let clients: FakeClients;
let told: string[];
beforeEach(() => {
  now = Date.UTC(2026, 10, 23, 4);
  state = mkdtempSync(join(tmpdir(), 'modal-'));
  modal = new FakeModal();
  clients = new FakeClients();
  told = [];
});
afterEach(() => {
  for (const directory of [state, clients.directory]) rmSync(directory, { recursive: true, force: true });
});

/** As one life of sigwatch has it. */
const adapter = (options: Partial<Parameters<typeof modalAdapter>[0]> = {}): JobAdapter =>
  modalAdapter({
    ...{ stateDirectory: state, clients: clients.adapter, modal: modal.ask, now: () => now },
    logs: () => {
      throw new Error('nobody reads them');
    },
    wait: async (ms) => {
      now += ms;
    },
    tell: (sentence) => told.push(sentence),
    ...options,
  });
const of = (one: JobAdapter) => one.submission as Submission;
const never = new AbortController().signal;
const submit = (one = adapter()) => of(one).submit(spec, KEY, { notAfter: now + 60_000, held: false }, never);
const find = (one = adapter()) => of(one).find(KEY, never);

/** A client that does what it should. */
const makesApp = (id = AP) => {
  clients.run = (_, name) => {
    modal.make(id, name);
    clients.print(`✓ Initialized. ${URL}/${id}\n`);
  };
};

it('starts one client for a key, with the name of the app and the variables of the run', async () => {
  makesApp();
  const job = await submit();
  expect(job).toEqual({ id: `modal:${AP}`, incarnation: '' });
  const [started] = clients.started;
  expect(started?.command.slice(0, 8)).toEqual([
    ...['env', 'SIGWATCH_RUN_ID=llama', 'SIGWATCH_ATTEMPT=1', 'modal', 'run', '--detach', '--name'],
    expect.stringMatching(/^sigwatch-llama-1-[0-9a-f]{8}$/),
  ]);
  expect(started?.command.slice(8)).toEqual(['train.py::train', '--lr', '-1']);
  expect(started?.env).toMatchObject({ TOKEN: 'x', NO_COLOR: '1', COLUMNS: '10000' });
  expect(started?.cwd).toBe('/code');
});

it('is the same app however often it is submitted, at once and by later lives, and found by each', async () => {
  makesApp();
  const one = adapter();
  const jobs = await Promise.all([submit(one), submit(one), submit(adapter())]);
  modal.end(AP);
  clients.end({ state: 'succeeded', exit_code: 0 });
  jobs.push(await submit());
  expect(new Set(jobs.map(({ id }) => id))).toEqual(new Set([`modal:${AP}`]));
  expect(clients.started).toHaveLength(1);
  expect(await find()).toMatchObject({ jobs: [jobs[0]], complete: true });
});

it('goes on where sigwatch died between the start of the client and its answer', async () => {
  await expect(submit()).rejects.toThrow('has named no app for 60 s');
  // The client lives, so that an app may come: nothing is known for sure.
  expect(await find()).toMatchObject({ jobs: [], complete: false });
  modal.make(AP, clients.started[0]?.command[7] as string);
  clients.print(`✓ Initialized. ${URL}/${AP}\n`);
  expect(await find()).toMatchObject({ jobs: [{ id: `modal:${AP}` }], complete: true });
  expect(await submit()).toMatchObject({ id: `modal:${AP}` });
  expect(clients.started).toHaveLength(1);
});

it('finds the app of a client that was killed before it could tell', async () => {
  clients.run = (_, name) => {
    modal.make(AP, name);
    clients.end({ state: 'failed', signal: 'SIGKILL' });
  };
  expect(await submit()).toMatchObject({ id: `modal:${AP}` });
});

it('a client that was killed and left no app is tried again only when no list can still bring one', async () => {
  clients.run = () => clients.end({ state: 'failed', signal: 'SIGKILL', ended_at: now });
  await expect(submit()).rejects.toThrow(UnansweredError);
  expect(await find()).toMatchObject({ jobs: [], complete: false });
  now += 130_000;
  expect(await find()).toMatchObject({ jobs: [], complete: true });
  makesApp();
  expect(await submit()).toMatchObject({ id: `modal:${AP}` });
  expect(clients.started.map(({ attempt }) => attempt)).toEqual([1, 2]);
});

it('refuses in the words of the client where that ended without an app, and may be tried again', async () => {
  clients.run = () => {
    clients.print("Error: Could not find 'trian' in the 'train.py' file.\n");
    clients.end({ state: 'failed', exit_code: 1 });
  };
  await expect(submit()).rejects.toMatchObject({
    name: 'RefusedError',
    message: "`modal run` made no app: Could not find 'trian' in the 'train.py' file.",
  });
  expect(await find()).toMatchObject({ jobs: [], complete: true });
  makesApp();
  expect(await submit()).toMatchObject({ id: `modal:${AP}` });
  expect(await find()).toMatchObject({ jobs: [{ id: `modal:${AP}` }], complete: true });
});

it.each([
  ['--version', { stdout: 'modal client version: 1.4.2\n' }, 'is too old: sigwatch needs 1.5.0'],
  ['--version', new UnansweredError('not there', { missing: true }), 'not there'],
  ['app list', { exitCode: 1, stderr: 'Error: Token missing. Could not authenticate client.\n' }, 'modal token new'],
  ['app list', { exitCode: 1, stderr: 'Error: Could not connect to the Modal server.\n' }, 'Could not connect'],
])('starts nothing where %s says %j', async (call, answer, why) => {
  modal.says.set(call, answer);
  await expect(submit()).rejects.toMatchObject({ name: 'RefusedError', message: expect.stringContaining(why) });
  expect(clients.started).toEqual([]);
});

it('knows nothing for sure while Modal can not be asked', async () => {
  modal.says.set('app list', new UnansweredError('no answer'));
  await expect(find()).rejects.toThrow('no answer');
  modal.says.clear();
  makesApp();
  const job = await submit();
  modal.says.set('app list', new UnansweredError('no answer'));
  await expect(find()).rejects.toThrow('no answer');
  await expect(adapter().status([job], never)).rejects.toThrow('no answer');
});

it('tells of two apps with one name, oldest first, and takes none of another state directory', async () => {
  makesApp();
  await submit();
  const name = modal.apps[0]?.description as string;
  modal.make('ap-2222222222222222222222', name);
  modal.make('ap-3333333333333333333333', name.replace(/.{8}$/, '00000000'));
  const one = adapter();
  expect((await find(one)).jobs.map(({ id }) => id)).toEqual([`modal:${AP}`, 'modal:ap-2222222222222222222222']);
  await find(one);
  expect(told).toEqual([`Modal has 2 apps of llama/1: modal:${AP}, modal:ap-2222222222222222222222.`]);
});

it('ends a client that has made no app for ten minutes after its time, so that the key is free', async () => {
  await expect(submit()).rejects.toThrow(UnansweredError);
  now += 700_000;
  const one = adapter();
  expect(await find(one)).toMatchObject({ complete: false });
  expect(told[0]).toContain('has made no app for 10 minutes');
  expect(await find(one)).toMatchObject({ jobs: [], complete: true });
});

it('starts and denies nothing where what was done about a key can not be read', async () => {
  makesApp();
  await submit();
  const keys = join(state, 'modal', 'keys');
  for (const name of readdirSync(keys)) writeFileSync(join(keys, name), '');
  await expect(find()).rejects.toThrow("what was done about llama/1 can't be read");
  await expect(submit()).rejects.toThrow("what was done about llama/1 can't be read");
  expect(clients.started).toHaveLength(1);
});

it('begins nothing late', async () => {
  const late = of(adapter()).submit(spec, KEY, { notAfter: now - 1, held: false }, never);
  await expect(late).rejects.toMatchObject({ name: 'RefusedError' });
  expect(modal.calls).toEqual([]);
});
