import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../../packages/sigwatch/bin/sigwatch.js', import.meta.url));
const cwd = mkdtempSync(join(tmpdir(), 'sigwatch-start-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
writeFileSync(join(cwd, 'empty.log'), '');
writeFileSync(join(cwd, 'own.yaml'), 'class_name: LogMonitor\ndefaults: [default]\n');
writeFileSync(
  join(cwd, 'told.cjs'),
  `process.on('exit', () => {
  const names = Object.keys(require.cache).map((path) => /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(path)?.[1]);
  require('node:fs').writeFileSync('loaded.json', JSON.stringify([...new Set(names)]));
});\n`,
);

/** CommonJS packages that a command has loaded by its end. */
function loadedBy(...args: string[]): readonly string[] {
  const options = { cwd, encoding: 'utf8', env: { ...process.env, XDG_STATE_HOME: join(cwd, 'state') } } as const;
  spawnSync(process.execPath, ['--require', join(cwd, 'told.cjs'), bin, ...args], options);
  return JSON.parse(readFileSync(join(cwd, 'loaded.json'), 'utf8'));
}

// The build wrote what the packs hold; a parser costs a third of such a command.
it.each([
  [['status']],
  [['scan', 'empty.log']],
  [['watch', '--once', 'empty.log']],
  [['rules', 'list']],
  [['rules', 'show', 'cuda_oom']],
  [['rules', 'explain', 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB']],
])('%j parses no YAML', (args) => {
  expect(loadedBy(...args)).not.toContain('yaml');
});

it('a file of the user is parsed, so that the look at what is loaded is no blind one', () => {
  expect(loadedBy('scan', 'empty.log', '--monitor', 'own.yaml')).toContain('yaml');
});
