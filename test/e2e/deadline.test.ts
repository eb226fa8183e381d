import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { until } from '../support/until.js';
import { Workshop } from './workshop.js';

/**
 * Says when its session ends, as the Python client does, and saves a checkpoint when it gets the signal; ends when it is told
 * to, and not before.
 */
const TRAIN = `
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
const now = Date.now() / 1000;
const say = (line) => console.log(JSON.stringify({ sigwatch: 1, time: Date.now() / 1000, ...line }));
process.on('SIGUSR1', () => {
  const header = Buffer.from(JSON.stringify({ w: { dtype: 'F32', shape: [4], data_offsets: [0, 16] } }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const content = Buffer.concat([length, header, Buffer.alloc(16, 1)]);
  const path = process.cwd() + '/checkpoints/step_5.safetensors';
  mkdirSync('checkpoints', { recursive: true });
  writeFileSync(path + '.new', content);
  renameSync(path + '.new', path);
  const sha256 = createHash('sha256').update(content).digest('hex');
  writeFileSync(path + '.json', JSON.stringify({ sigwatch: 1, step: 5, verified: true, sha256, bytes: content.length }));
  say({ type: 'checkpoint', action: 'saved', path, step: 5 });
});
say({ type: 'hello', client: 'test 1', pid: process.pid, session_start: now, session_hours: 16 / 3600 });
say({ type: 'metrics', step: 4, total_steps: 100, loss: 1 });
setInterval(() => existsSync('go') && process.exit(0), 50);
`;

it('a job of this machine is asked by a signal before its session ends, and what it saved is verified, copied and told', async () => {
  using shop = new Workshop();
  const copies = join(shop.directory, 'copies');
  const script = shop.file('train.mjs', TRAIN);
  const config = shop.file(
    'sigwatch.yaml',
    [
      'run_id: short',
      'deadline: { before: 10m, signal: USR1 }',
      `copies: { to: ${copies}, every: 1h }`,
      `job: { command: [${process.execPath}, ${script}], checkpoint_dir: checkpoints }`,
    ].join('\n'),
  );
  const run = shop.watching('run', ['--config', config, '--monitor', 'client']);
  const saved = await until('what was saved', () =>
    run.now().events.find(({ event_type, data }) => event_type === 'notice' && /^Saved before/.test(String(data.text))),
  );
  const place = join(shop.directory, 'checkpoints', 'step_5.safetensors');
  const copy = join(copies, 'step_5.safetensors');
  expect(saved.data.text).toMatch(`Saved before the end: ${place} (step 5), verified and copied to ${copy}; `);
  expect(readFileSync(copy)).toEqual(readFileSync(place));
  expect(existsSync(`${copy}.json`)).toBe(true);
  const [asked] = run.now().events.filter(({ event_type }) => event_type === 'notice');
  expect(asked?.data.text).toMatch(/ left of its session: asked the job for a checkpoint by SIGUSR1\.$/);

  const { out } = await shop.cli(['status', 'short']);
  expect(out).toMatch(/^ends: .*, with its session, as its program says$/m);
  expect(out).toContain(`saved: ${place} (step 5), copied to ${copy}, `);
  const [told] = (await shop.cli(['status', 'short', '--format', 'jsonl'])).out.split('\n');
  expect(JSON.parse(told ?? '')).toMatchObject({
    deadline: { by: 'session', saved: { path: place, step: 5, copied_to: copy } },
  });

  writeFileSync(join(shop.directory, 'go'), '');
  expect((await run.done).code).toBe(0);
});
