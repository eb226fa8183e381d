import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { until, Workshop } from '../e2e/workshop.js';
import { clientPackage, clientPython } from './client-home.js';

const job = fileURLToPath(new URL('jobs/asked.py', import.meta.url));

it('a training that runs is asked for another learning rate, told how it does, and saves when somebody wants it', async () => {
  using shop = new Workshop();
  const env = [`PYTHONPATH=${clientPackage}`, 'PYTHONDONTWRITEBYTECODE=1'];
  const run = shop.watching(
    'run',
    ['--run-id', 'asked', '--monitor', 'stability_live', '--monitor', 'default'],
    ['env', ...env, clientPython(), job, shop.directory],
  );
  const changed = await until('it was asked for another learning rate', () =>
    run.now().events.find(({ event_type, data }) => event_type === 'action' && data.action === 'ControlAction'),
  );
  expect(changed.data).toMatchObject({ ok: true, detail: expect.stringMatching(/^done at step \d+: lr = 0\.05$/) });

  const saved = await shop.cli(['checkpoint', 'asked', '--wait', '5m']);
  expect(saved).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Saved \S+\/ckpt\/step_\d+\.ckpt at step \d+; it is whole\.\n$/),
  });
  expect(existsSync(saved.out.split(' ')[1] as string)).toBe(true);

  const told = await run.done;
  expect(told.end, told.story).toMatchObject({ state: 'succeeded', restarts: 0 });
  expect(told.incidents).toEqual([]);
  const explosions = told.signals('gradient_explosion').map(({ data }) => data.resolved === true);
  expect(explosions).toEqual([false, true]);
  expect(JSON.parse(shop.read('told.json'))).toEqual({ health: 'healthy', score: expect.any(Number), lr: 0.05 });
  // Nothing was restarted, and what was asked for was done once.
  expect(told.signals('client_ack').map(({ data }) => (data.fields as { status: string }).status)).toEqual([
    'done',
    'done',
  ]);
  const folder = join(shop.state, 'runs', 'asked', 'control', 'asked.1');
  expect(existsSync(join(folder, 'health.json'))).toBe(true);

  const late = await shop.cli(['checkpoint', 'asked']);
  expect(late).toMatchObject({ code: 2, err: expect.stringContaining('has ended') });
});

it('a run that nobody supervises, and a time that is none, are told as such', async () => {
  using shop = new Workshop();
  expect(await shop.cli(['checkpoint', 'nobody'])).toMatchObject({ code: 2 });
  expect(await shop.cli(['checkpoint', 'nobody', '--wait', 'soon'])).toMatchObject({
    ...{ code: 2, err: expect.stringContaining('--wait soon is no time; write 90s, 10m or 2h') },
  });
});
