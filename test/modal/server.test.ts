import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { ModalServer } from './modal-server.js';

const jobs = fileURLToPath(new URL('./jobs/', import.meta.url));
let server: ModalServer;

beforeAll(async () => {
  server = await ModalServer.start();
});
afterEach(() => {
  // Whatever the client asked for was served.
  expect(server.errors).toBe('');
});
afterAll(() => server[Symbol.asyncDispose]());

it('runs a function of a script to its end, with its arguments, its variables, its files and its volume', async () => {
  const args = ['run', '--detach', '--name', 'good', 'jobs.py::train', '--steps', '2'];
  const ran = await server.modal(args, { cwd: jobs, env: { SIGWATCH_RUN: 'r1' } });
  expect(ran.stderr).toBe('');
  expect(ran.code).toBe(0);
  expect(ran.stdout).toContain('run r1 yes True\nstep 0 loss 1.000\nstep 1 loss 0.500\n');
});
