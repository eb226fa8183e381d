import { expect, it } from 'vitest';
import { eventually } from './eventually.js';
import type { ModalServer } from './modal-server.js';
import { standIn } from './stand-in.js';
import { appOf, jobs, logOf, rowOf, rows, run, said, tasksOf } from './workshop.js';

let server: ModalServer;
standIn((started) => {
  server = started;
});

it('runs a function of a script to its end, with its arguments, its variables, its files and its volume', async () => {
  const args = ['run', '--detach', '--name', 'good', 'jobs.py::train', '--steps', '2'];
  // As everybody starts it.
  const cold = true;
  const ran = await server.modal(args, { cwd: jobs, env: { SIGWATCH_RUN: 'r1' }, cold });
  expect(ran.stderr).toBe('');
  expect(ran.exitCode).toBe(0);
  const lines = 'run r1 yes True\nstep 0 loss 1.000\nstep 1 loss 0.500\n';
  expect(ran.stdout).toContain(lines);
  const { id } = await appOf(server, 'good');
  await eventually('the app is never stopped', async () => (await appOf(server, 'good')).state === 'stopped');
  expect(await logOf(server, id)).toBe(`${lines}Stopping app - local entrypoint completed.`);
  expect(await logOf(server, id, '--timestamps', '--show-container-id', '--source', 'stdout')).toMatch(
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00 ta-\w{26} run r1/,
  );
  expect((await server.modal(['app', 'logs', id, '--since', '1h'], { cold })).stdout).toContain(lines);
  expect(await rowOf(server, id)).toMatchObject({ description: 'good', state: 'stopped', tasks: '0' });
  const warm = await server.modal(['app', 'list', '--json']);
  expect(await server.modal(['app', 'list', '--json'], { cold })).toMatchObject({
    stdout: warm.stdout,
    stderr: warm.stderr,
  });
  expect((await server.modal(['app', 'stop', '-y', id])).stderr).toContain('already stopped');
});

it('serves volumes: what a container has committed, and what a client puts there', async () => {
  const files = async () => (await rows(server, 'volume', 'ls', 'outputs')).map(({ filename }) => filename);
  // At its own end a container commits what it has not.
  await eventually('the container does not end', async () => (await server.state()).tasks.every((one) => one.finished));
  expect(await files()).toEqual(['later.txt', 'model.txt']);
  expect((await server.modal(['volume', 'get', 'outputs', 'model.txt', '-'])).stdout).toContain('weights\n');
  const put = await server.modal(['volume', 'put', 'outputs', `${jobs}jobs.py`, 'scripts/jobs.py']);
  expect(put.exitCode).toBe(0);
  expect(await files()).toContain('scripts');
  expect((await server.modal(['volume', 'get', 'outputs', 'scripts/jobs.py', '-'])).stdout).toContain('def lives');
  expect((await server.modal(['volume', 'get', 'outputs', 'nothing', '-'])).exitCode).not.toBe(0);
});

it("ends the client with an exception of the function, which is in the app's log", async () => {
  const { exitCode, text } = await run(server, 'bad', 'fail').ended;
  expect(exitCode).not.toBe(0);
  expect(text).toContain('ValueError');
  const { id } = await appOf(server, 'bad');
  const log = await logOf(server, id);
  expect(log).toContain('ValueError: the loss is no number');
  expect(log).toContain('Stopping app - uncaught exception raised in remote container: ');
});

it('tries a function again as often as it asks for', async () => {
  expect((await run(server, 'flaky', 'flaky').ended).exitCode).not.toBe(0);
  const log = await logOf(server, (await appOf(server, 'flaky')).id);
  expect(log.match(/^RuntimeError: once more$/gm)).toHaveLength(3);
});

it('ends a function that takes too long', async () => {
  const { exitCode, text } = await run(server, 'slow', 'slow').ended;
  expect(exitCode).not.toBe(0);
  expect(text).toMatch(/FunctionTimeoutError|hit its timeout of 1s/);
  expect(await logOf(server, (await appOf(server, 'slow')).id)).toMatch(/current input in-\w+ hit its timeout of 1s/);
});

it('tries again after a crash and after a preemption, in another container', async () => {
  const { ended } = run(server, 'moved', 'lives', '--name', 'moved', '--last', '3');
  const { id } = await appOf(server, 'moved');
  await said(server, id, 'attempt 1 begins');
  await server.control('kill', { app: id });
  await said(server, id, 'attempt 2 begins');
  await server.control('preempt', { app: id });
  expect((await ended).exitCode).toBe(0);
  const log = await logOf(server, id);
  expect(log).toContain('Runner failed with exit code: 137');
  expect(log).toContain('Runner interrupted due to worker preemption.');
  expect(log).toContain('attempt 3 is done');
  const tasks = await tasksOf(server, id);
  expect(tasks.map(({ leaving }) => leaving)).toEqual(['', 'preempted', 'stopped']);
});

it('gives up a function whose container crashes too often', async () => {
  await server.set({ crash_limit: 0 });
  const { ended } = run(server, 'crashing', 'lives', '--name', 'crashing');
  const { id } = await appOf(server, 'crashing');
  await said(server, id, 'attempt 1 begins');
  await server.control('kill', { app: id });
  const { exitCode, text } = await ended;
  expect(exitCode).not.toBe(0);
  expect(text).toContain('exit code 137');
  await server.set({ crash_limit: 3 });
});

it('lists containers, runs commands in them, and stops an app with all that lives in it', async () => {
  const { ended } = run(server, 'stopped', 'lives', '--name', 'stopped');
  const { id } = await appOf(server, 'stopped');
  await said(server, id, 'attempt 1 begins');
  expect(await rowOf(server, id)).toMatchObject({ state: 'ephemeral (detached)', tasks: '1', stopped_at: null });
  const [container] = await rows(server, 'container', 'list', '--app-id', id);
  expect(container).toMatchObject({ app_id: id, app_name: 'stopped', start_time: expect.stringMatching(/^20/) });
  const exec = (...argv: readonly string[]) =>
    server.modal(['container', 'exec', '--no-pty', container?.container_id ?? '', '--', ...argv]);
  expect((await exec('cat', '/outputs/stopped')).stdout).toBe('once');
  expect((await exec('sh', '-c', 'ls /proc | grep -c ^1$')).stdout).toBe('1');
  expect(server.processes().length).toBeGreaterThan(1);
  expect((await server.modal(['app', 'stop', '-y', id])).exitCode).toBe(0);
  expect((await ended).exitCode).not.toBe(0);
  await eventually('the app is never stopped', async () => (await rowOf(server, id))?.state === 'stopped');
  await eventually('its processes live on', () => server.processes().length === 0);
  expect(await logOf(server, id)).toContain('Stopping app - user stopped from CLI.');
});

it('keeps containers pending while there is no capacity', async () => {
  await server.set({ capacity: false });
  const { ended } = run(server, 'waiting', 'counts', '--lines', '1');
  const { id } = await appOf(server, 'waiting');
  await eventually('nobody waits', async () => (await tasksOf(server, id)).length === 1);
  expect(await rows(server, 'container', 'list', '--app-id', id)).toMatchObject([{ start_time: 'Pending' }]);
  expect(await rowOf(server, id)).toMatchObject({ state: 'ephemeral (detached)', tasks: '0' });
  await server.set({ capacity: true });
  expect((await ended).exitCode).toBe(0);
});

it('fails the build of an image', async () => {
  await server.set({ fail_image: 'ERROR: no matching distribution found for torch==9' });
  const { exitCode, text } = await run(server, 'unbuilt', 'fail').ended;
  expect(exitCode).not.toBe(0);
  expect(text).toMatch(/Image build for im-\w+ failed/);
  expect(text).toContain('no matching distribution');
  await server.set({ fail_image: '' });
});
