import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { listVolume } from './volume.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'volume-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

it('asks as all questions are asked: without colours, in wide lines, in the environment of the settings', async () => {
  vi.stubEnv('FORCE_COLOR', '1');
  vi.stubEnv('COLUMNS', '40');
  const client = join(directory, 'modal');
  const row = '[{"Filename": "%s", "Type": "file"}]';
  writeFileSync(client, `#!/bin/sh\nprintf '${row}' "$FORCE_COLOR.$COLUMNS.$MODAL_ENVIRONMENT.$MODAL_PROFILE"\n`);
  chmodSync(client, 0o755);
  const asked = { modal: [client], environment: 'dev', profile: 'mine' };
  expect(await listVolume(asked, 'outputs', '/', new AbortController().signal)).toEqual([
    { path: '.10000.dev.mine', kind: 'file' },
  ]);
});
