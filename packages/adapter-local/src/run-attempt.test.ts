import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runAttempt } from './run-attempt.js';
import type { ShimAnswer } from './shim-order.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sigwatch-shim-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true, force: true });
});

const order = () => ({
  kind: 'run' as const,
  ...{ directory, run_id: 'r', attempt: 1, key: 'k', nonce: 'n', held: false, graceMs: 100 },
  command: ['touch', join(directory, 'started')],
  cwd: '/',
  env: process.env,
  notAfter: Date.now() + 60_000,
});

it('does not start a command whose deadline has passed since the claim', async () => {
  const late = order();
  await runAttempt(late, () => vi.spyOn(Date, 'now').mockReturnValue(late.notAfter + 1));
  expect(existsSync(join(directory, 'started'))).toBe(false);
  expect(JSON.parse(readFileSync(join(directory, 'exit.json'), 'utf8'))).toMatchObject({ reason: 'TOO_LATE' });
});

it('loses against an earlier claim, and starts nothing', async () => {
  const answers: ShimAnswer[] = [];
  const answer = (value: ShimAnswer) => void answers.push(value);
  await runAttempt({ ...order(), nonce: 'first' }, answer);
  expect(existsSync(join(directory, 'started'))).toBe(true);
  rmSync(join(directory, 'started'));
  await runAttempt(order(), answer);
  await runAttempt({ ...order(), notAfter: 0 }, answer);
  await runAttempt({ ...order(), directory: '/no/such/directory' }, answer);
  expect(answers.map((value) => value.kind)).toEqual(['claimed', 'taken', 'late', 'error']);
  expect(existsSync(join(directory, 'started'))).toBe(false);
  expect(JSON.parse(readFileSync(join(directory, 'claim'), 'utf8'))).toMatchObject({ nonce: 'first' });
});
