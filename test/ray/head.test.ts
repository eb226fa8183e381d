import { realpathSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Head } from './head.js';

// What every other test of this folder rests on.
let head: Head;
beforeAll(async () => {
  head = await Head.start();
});
afterAll(async () => {
  await head[Symbol.asyncDispose]();
  expect(head.processes()).toEqual([]);
});

const ask = async (path: string, body?: object): Promise<Record<string, unknown>> =>
  JSON.parse((await head.ask(path, body)).text);
const status = async (id: string) => (await ask(`/api/jobs/${id}`)).status;

it('keeps its jobs when the dashboard dies and comes back, and loses them with the whole head', async () => {
  const session = realpathSync(head.logs);
  await ask('/api/jobs/', { submission_id: 'one', entrypoint: 'sleep 600' });
  await expect.poll(() => status('one')).toBe('RUNNING');

  const modules = () => head.processes().filter(({ argv }) => argv[0]?.startsWith('ray-dashboard-'));
  await expect.poll(modules).not.toEqual([]);
  await head.killDashboard();
  expect(modules()).toEqual([]);
  await expect(status('one')).rejects.toThrow();
  await head.startDashboard();
  await expect.poll(() => status('one')).toBe('RUNNING');

  await head.restart();
  expect(realpathSync(head.logs)).not.toBe(session);
  expect((await head.ask('/api/jobs/one')).status).toBe(404);
});
