import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { eventually } from './eventually.js';
import { ModalServer } from './modal-server.js';
import { appOf, logOf, rowOf, rows, run, said, tasksOf } from './workshop.js';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });
let server: ModalServer;

beforeAll(async () => {
  server = await ModalServer.start();
});
afterAll(() => server[Symbol.asyncDispose]());

/** An app whose container lives until it is ended. */
async function living(name: string, ...args: readonly string[]) {
  const started = run(server, name, 'lives', '--name', name, ...args);
  const { id } = await appOf(server, name);
  await said(server, id, 'attempt 1 begins');
  return { ...started, id };
}

const stateOf = async (id: string) => (await rowOf(server, id))?.state;
const stop = (id: string) => server.modal(['app', 'stop', '-y', id]);

it('a follower of the log loses nothing and gets nothing twice when its stream is cut', async () => {
  const enough = join(server.directory, 'enough');
  const { ended } = run(server, 'followed', 'counts', '--lines', '300', '--enough', enough);
  const { id } = await appOf(server, 'followed');
  const follower = server.modal(['app', 'logs', id, '-f']);
  let seen = 0;
  follower.stdout.on('data', (part: Buffer) => {
    seen += part.length;
  });
  for (let cuts = 0; cuts < 5; cuts += 1) {
    const before = seen;
    await eventually('the log does not go on', () => seen > before);
    await server.control('cut');
  }
  writeFileSync(enough, '');
  expect((await ended).exitCode).toBe(0);
  const [last, total, ...lines] = (await follower).stdout.split('\n').reverse();
  expect(last).toBe('Stopping app - local entrypoint completed.');
  expect(total).toBe(`${lines.length} lines`);
  expect(lines.reverse()).toEqual(lines.map((_, number) => `line ${number}`));
});

it('refuses a log, so that who follows it ends, and lets a new one begin in the middle', async () => {
  const { id } = await living('refused');
  const follower = server.modal(['app', 'logs', id, '-f']);
  await once(follower.stdout, 'data');
  await server.set({ logs: 'refuse' });
  await server.control('cut');
  expect((await follower).exitCode).not.toBe(0);
  await server.set({ logs: 'serve' });
  await server.control('forget', { app: id });
  const next = server.modal(['app', 'logs', id, '-f']);
  await server.control('say', { app: id, text: 'the platform says this' });
  await once(next.stdout, 'data');
  await stop(id);
  expect((await next).stdout).toBe('the platform says this\nStopping app - user stopped from CLI.');
  expect(await logOf(server, id)).toContain('attempt 1 begins');
});

it('accepts a stop and lets all live, or only the containers, until they are stopped one by one', async () => {
  const { id } = await living('ignored', '--stubborn');
  await server.set({ app_stops: 'ignore', container_stops: 'ignore' });
  expect((await stop(id)).exitCode).toBe(0);
  expect(await stateOf(id)).toBe('ephemeral (detached)');
  await server.set({ app_stops: 'linger' });
  await stop(id);
  expect(await stateOf(id)).toBe('stopped');
  const containers = () => rows(server, 'container', 'list', '--app-id', id);
  const [{ container_id = '' } = {}] = await containers();
  const end = () => server.modal(['container', 'stop', '-y', container_id]);
  expect((await end()).exitCode).toBe(0);
  expect(await containers()).toHaveLength(1);
  // The container does not hear the interrupt, and is killed after the time that it has.
  await server.set({ app_stops: 'obey', container_stops: 'obey', grace_seconds: 0.5 });
  await end();
  await eventually('the container lives on', async () => (await containers()).length === 0);
  await server.set({ grace_seconds: 30 });
});

it('answers nobody for a while, and its containers live on', async () => {
  const { id } = await living('away', '--last', '2');
  await server.control('leave');
  await expect(fetch(server.env.MODAL_SERVER_URL ?? '')).rejects.toThrow();
  // The client tries for about a minute to reach it.
  const asked = server.modal(['app', 'list', '--json'], { env: { MODAL_LOGLEVEL: 'DEBUG' }, cold: true });
  let says = '';
  asked.stderr.on('data', (part: Buffer) => {
    says += part;
  });
  await eventually(
    () => `it does not try again: ${says}`,
    () => /trying \d+ more times/.test(says),
  );
  await server.control('back');
  // Its own client may have given up meanwhile, and is not waited for.
  await server.set({ client_seconds: 1 });
  expect(JSON.parse((await asked).stdout)).toContainEqual(expect.objectContaining({ app_id: id }));
  expect(await tasksOf(server, id)).toMatchObject([{ started: true, finished: false }]);
  await server.control('kill', { app: id });
  await eventually('it is never done', async () => (await stateOf(id)) === 'stopped');
  expect(await logOf(server, id)).toContain('attempt 2 is done');
  await server.set({ client_seconds: 90 });
});

it('a detached app outlives its client, and ends with its work', async () => {
  const { id, client } = await living('left', '--last', '2');
  client.kill('SIGKILL');
  await client;
  await server.set({ client_seconds: 1 });
  await eventually(
    'its client is not missed',
    async () => (await appOf(server, 'left')).state === 'detached_disconnected',
  );
  expect(await stateOf(id)).toBe('ephemeral (detached)');
  await server.control('kill', { app: id });
  await eventually('it is never done', async () => (await stateOf(id)) === 'stopped');
  expect(await logOf(server, id)).toContain('attempt 2 is done');
  await server.set({ client_seconds: 90 });
});

it('lets an app vanish without a word, and drops it from the list', async () => {
  const { id, ended } = await living('gone');
  await server.control('vanish', { app: id });
  await eventually('it is never gone', async () => (await stateOf(id)) === 'stopped');
  expect(await logOf(server, id)).toBe('attempt 1 begins');
  await eventually('its processes live on', () => server.processes().length === 0);
  await server.control('unlist', { app: id });
  expect(await rowOf(server, id)).toBeUndefined();
  expect((await ended).exitCode).not.toBe(0);
});

it('keeps what a process in a container has committed, and nothing else, when the container is killed', async () => {
  await server.set({ crash_limit: 0 });
  const { ended } = run(server, 'by child', 'child');
  const { id } = await appOf(server, 'by child');
  await said(server, id, 'committed');
  await server.control('kill', { app: id });
  await ended;
  const names = (await rows(server, 'volume', 'ls', 'outputs')).map(({ filename }) => filename);
  expect(names).toContain('by-child.txt');
  expect(names).not.toContain('lost.txt');
  await server.set({ crash_limit: 3 });
});

it('refuses every call', async () => {
  await server.set({ refuse: 'UNAUTHENTICATED' });
  const asked = await server.modal(['app', 'list', '--json']);
  expect(asked.exitCode).not.toBe(0);
  expect(asked.stderr).toContain('the stand-in refuses this call');
  await server.set({ refuse: '' });
});

it('says loudly what it does not serve', async () => {
  expect(server.errors).toBe('');
  expect((await server.modal(['queue', 'list'])).exitCode).not.toBe(0);
  expect(server.errors).toContain('QueueList is asked for, and nobody serves it');
});

it('leaves no process behind', async () => {
  const other = await ModalServer.start();
  run(other, 'left over', 'lives', '--name', 'over');
  await eventually('no container begins', () => other.processes().length > 1);
  await other[Symbol.asyncDispose]();
  expect(other.processes()).toEqual([]);
});
