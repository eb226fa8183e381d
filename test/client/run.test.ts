import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { Workshop } from '../e2e/workshop.js';
import { clientPackage, clientPython } from './client-home.js';

const job = fileURLToPath(new URL('jobs/train.py', import.meta.url));
const env = { PYTHONPATH: clientPackage, PYTHONDONTWRITEBYTECODE: '1', OMP_NUM_THREADS: '1' };
const command = (...args: string[]) => [
  'env',
  ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
  clientPython(),
  job,
  ...args,
];

/** Steps and losses as they were written down. */
const losses = (folder: string) => readFileSync(join(folder, 'losses'), 'utf8').trim().split('\n');

it('a training of torch that fails goes on from the checkpoint that sigwatch names, with the losses of one that never failed', async () => {
  using whole = new Workshop();
  const [program = '', ...args] = command(whole.directory, 'whole');
  await execa(program, args);
  using shop = new Workshop();
  const flags = shop.policy('max_retries: 2');
  const { events, code } = await shop.told(
    'run',
    ['--monitor', 'default', ...flags, '--checkpoint-dir', join(shop.directory, 'ckpt')],
    command(shop.directory),
  );
  expect(code).toBe(0);
  const started = events.filter(({ event_type }) => event_type === 'attempt_started');
  expect(started.map(({ data }) => data.resume_from)).toEqual([undefined, join(shop.directory, 'ckpt', 'step_20.pt')]);
  const decisions = events.filter(({ event_type }) => event_type === 'decision');
  expect(decisions.map(({ data }) => [data.action, data.error_type])).toEqual([['restart', 'nccl']]);
  expect(events.at(-1)?.data).toMatchObject({ state: 'succeeded', restarts: 1, final_step: 40 });

  const expected = losses(whole.directory);
  expect(expected).toHaveLength(40);
  expect(losses(shop.directory)).toEqual([...expected.slice(0, 25), ...expected.slice(20)]);
});
