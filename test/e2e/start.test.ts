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
  require('node:fs').writeFileSync('loaded.json', JSON.stringify(Object.keys(require.cache)));
});\n`,
);

/** Which of the packages of many files, all of them CommonJS, a command has loaded by its end. */
function loadedBy(...args: string[]): readonly string[] {
  const options = { cwd, encoding: 'utf8', env: { ...process.env, XDG_STATE_HOME: join(cwd, 'state') } } as const;
  spawnSync(process.execPath, ['--require', join(cwd, 'told.cjs'), bin, ...args], options);
  const paths: string[] = JSON.parse(readFileSync(join(cwd, 'loaded.json'), 'utf8'));
  // What a compiled schema needs of ajv is a file or two.
  const packages = paths.map((path) => /.*node_modules\/(?:(ajv)\/dist\/core|(rxjs|semver|yaml)\/)/.exec(path));
  return [...new Set(packages.flatMap((found) => found?.[1] ?? found?.[2] ?? []))].sort();
}

// The build wrote what the packs hold and what the schemas come to. Each of these packages costs as much as half of `--help`.
it.each([
  [['status']],
  [['scan', 'empty.log']],
  [['rules', 'list']],
  [['rules', 'show', 'cuda_oom']],
  [['rules', 'explain', 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB']],
])('%j loads none of the packages that it does not need', (args) => {
  expect(loadedBy(...args)).toEqual([]);
});

it('what is supervised needs rxjs', () => {
  expect(loadedBy('watch', '--once', 'empty.log')).toEqual(['rxjs']);
});

it('a file of the user is parsed', () => {
  expect(loadedBy('scan', 'empty.log', '--monitor', 'own.yaml')).toEqual(['yaml']);
});
