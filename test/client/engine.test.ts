import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latestVerified, searchCheckpoints } from '@sigwatch/core';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientPackage, clientPython } from './client-home.js';

const SAVE = (torch: boolean) => `
${torch ? 'import torch' : ''}
from sigwatch_client import Monitor
monitor = Monitor("ckpt", output="lines")
for step in (100, 200):
    monitor.check_step({"w": ${torch ? 'torch.ones(3)' : 'step'}}, 1.0, step=step)
    monitor.save_checkpoint()
`;

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sigwatch-client-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const run = (code: string) =>
  execa(clientPython(), ['-c', code], { cwd: home, env: { PYTHONPATH: clientPackage, PYTHONDONTWRITEBYTECODE: '1' } });

describe.each([
  ['with torch', true, 'pt'],
  ['without torch', false, 'ckpt'],
] as const)('checkpoints that the client saves %s', (_, torch, ending) => {
  it('are found by the engine, the newest first', async () => {
    await run(SAVE(torch));
    const found = await latestVerified(join(home, 'ckpt'));
    expect(found).toMatchObject({ path: join(home, 'ckpt', `step_200.${ending}`), step: 200, complete: true });
  });

  it('are passed over when they are torn, as the client itself does', async () => {
    await run(SAVE(torch));
    const newest = join(home, 'ckpt', `step_200.${ending}`);
    truncateSync(newest, 100);
    const { found, passed_over } = await searchCheckpoints(join(home, 'ckpt'));
    expect(found?.step).toBe(100);
    expect(passed_over.map(({ path }) => path)).toEqual([newest]);
    const { stdout } = await run(
      'from sigwatch_client import Monitor\nprint(Monitor("ckpt", output="again").auto_resume({})["step"])',
    );
    expect(stdout).toBe('100');
    expect(readFileSync(join(home, 'again'), 'utf8')).toContain('"action":"corrupt"');
  });
});
