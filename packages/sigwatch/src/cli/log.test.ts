import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { registryWith } from '../built-in.js';
import type { Settings } from '../settings/settings.js';
import { createLog } from './log.js';

it('holds no secret that the settings name, nor what looks like one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sigwatch-log-'));
  const path = join(folder, 'own.log');
  const said = <T>(value: T) => ({ value, from: 'file', by: '' }) as const;
  const settings: Partial<Settings> = {
    ...{ adapter: said({ class_name: 'LocalAdapter' }), monitor: said(['default']), registry: registryWith() },
    ...{ log_file: said(path), log_level: said('trace') },
    slack_webhook: said('https://hooks.example/typed-on-the-command-line'),
    notifiers: said([{ class_name: 'WebhookNotifier', url: 'https://a.example/b', token: 'literal-token-1' }]),
  };
  const log = await createLog({ settings });
  const leak =
    'sent literal-token-1 to https://hooks.example/typed-on-the-command-line as me:hunter2, https://me:hunter2@b.example/';
  log.warn(leak);
  const event = { timestamp: '', run_id: 'r', attempt: 1 } as const;
  log.event({ ...event, event_type: 'notice', data: { text: leak } });
  log.event({ ...event, event_type: 'action', data: { detail: leak, fields: { more: [leak] } } });
  log.close();
  const text = readFileSync(path, 'utf8');
  rmSync(folder, { recursive: true });
  expect(text.trim().split('\n')).toHaveLength(3);
  expect(text.match(/sent \*\*\* to \*\*\*/g)).toHaveLength(4);
  for (const secret of ['literal-token-1', 'typed-on-the-command-line', 'hunter2@']) expect(text).not.toContain(secret);
});
