import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';

const call = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const create = join(root, 'packages/create-sigwatch-plugin/create.js');
const sigwatch = join(root, 'packages/sigwatch/bin/sigwatch.js');
// Below a node_modules that holds sigwatch and the testkit, as after `npm install`.
mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
const directory = mkdtempSync(join(root, 'node_modules/.cache/template-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const node = (args: readonly string[], cwd = directory) =>
  call(process.execPath, args, { cwd, env: { ...process.env, XDG_STATE_HOME: join(directory, 'state') } });

it('writes a plugin under its own name, whose rules are clean and whose tests pass', async () => {
  const { stdout } = await node([create, '@me/sigwatch-plugin-gpu-farm', 'farm']);
  expect(stdout).toContain('cd farm');
  const farm = join(directory, 'farm');
  const files = readdirSync(farm, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { parentPath, path, name } of files as { parentPath?: string; path: string; name: string }[])
    expect(readFileSync(join(parentPath ?? path, name), 'utf8')).not.toMatch(/__\w+__/);
  const manifest = JSON.parse(readFileSync(join(farm, 'package.json'), 'utf8'));
  expect(manifest.name).toBe('@me/sigwatch-plugin-gpu-farm');

  expect((await node([sigwatch, 'rules', 'lint', '--strict', 'sigwatch.yaml'], farm)).stderr).toContain('no finding');
  expect((await node([sigwatch, 'rules', 'test', 'rules'], farm)).stdout).toMatch(/\b4 passed/);
  expect((await node(['--test'], farm)).stdout).toMatch(/# fail 0/);
  const run = await node([sigwatch, 'run', '--format', 'jsonl', '--config', 'sigwatch.yaml'], farm);
  const last = JSON.parse(run.stdout.trim().split('\n').at(-1) as string);
  expect(last).toMatchObject({ event_type: 'run_ended', data: { state: 'succeeded' } });
});

it('has an adapter that keeps the contract in less than 60 lines', () => {
  const text = readFileSync(join(root, 'packages/create-sigwatch-plugin/template/components/adapter.js'), 'utf8');
  expect(text.trimEnd().split('\n').length).toBeLessThan(60);
});

it('writes over nothing, and takes only what can be a name', async () => {
  await node([create, 'one', 'own']);
  await expect(node([create, 'two', 'own'])).rejects.toThrow(/own is not empty/);
  await expect(node([create, 'Two Words'])).rejects.toThrow(/is no name of a plugin/);
  await expect(node([create])).rejects.toMatchObject({ code: 2 });
});
