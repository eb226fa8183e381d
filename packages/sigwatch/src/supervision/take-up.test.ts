import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredRun } from '@sigwatch/core';
import { afterAll, expect, it } from 'vitest';
import { newJob } from '../job-settings.js';
import { resolveSettings } from '../settings/settings.js';
import { createShared } from '../shared.js';
import { asItWasStarted } from './take-up.js';

const folder = mkdtempSync(join(tmpdir(), 'sigwatch-take-up-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('tells whom this process was told to tell, of runs that it takes up', async () => {
  const settings = newJob(resolveSettings({ flags: {}, env: {}, cwd: folder }), { argv: ['train'], cwd: folder });
  const run = { summary: { run_id: 'array_1' }, snapshot: { settings } } as unknown as StoredRun;
  const typed = { slackWebhook: 'https://hooks.example/SECRET', snsTopic: 'arn:aws:sns:eu-west-1:1:a' };
  const taken = await asItWasStarted(run, createShared(folder, typed), () => {});
  const notifiers = taken?.monitor.notifiers ?? [];
  expect(notifiers.map(({ class_name }) => class_name)).toEqual(
    expect.arrayContaining(['SlackWebhookNotifier', 'SnsNotifier']),
  );
  expect(JSON.stringify(notifiers)).not.toContain('SECRET');
});
