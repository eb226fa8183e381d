import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A package's sources as JavaScript, for tests that need them in another process. Below node_modules, so that
 * imports of dependencies resolve; never the package's own dist/, which may be stale.
 */
export function compiled(name: string): { readonly directory: string; dispose(): void } {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const directory = mkdtempSync(join(cache, 'sigwatch-test-'));
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
  const project = join(root, 'packages', name, 'tsconfig.json');
  const flags = [
    '--noCheck',
    '--composite',
    'false',
    '--declaration',
    'false',
    '--incremental',
    'false',
    '--tsBuildInfoFile',
    'null',
  ];
  try {
    execFileSync(process.execPath, [join(typescript, 'bin', 'tsc'), '-p', project, '--outDir', directory, ...flags], {
      encoding: 'utf8',
    });
  } catch (error) {
    throw new Error(`tsc: ${(error as { stdout: string }).stdout}`);
  }
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  return { directory, dispose: () => rmSync(directory, { recursive: true, force: true }) };
}
