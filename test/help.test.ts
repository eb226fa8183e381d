import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../packages/sigwatch/src/', import.meta.url));

/** All that is loaded with a file, before any verb is called: what it imports by name, over whatever way. */
function loadedWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const code = readFileSync(join(root, file), 'utf8');
  for (const [, name] of code.matchAll(/^(?:import|export) (?!type\b)(?:[^;']*? from )?'([^']+)'/gm)) {
    if (name === undefined) continue;
    if (name.startsWith('.')) loadedWith(join(dirname(file), name.replace(/\.js$/, '.ts')), seen);
    else seen.add(name);
  }
  return seen;
}

// Each of rxjs, re2, better-sqlite3, ajv and yaml costs as much time as the whole of --help has.
it('help loads nothing but the declarations of the verbs and commander', () => {
  const all = loadedWith('cli/main.ts');
  expect([...all].filter((name) => !name.endsWith('.ts') && !name.startsWith('node:'))).toEqual(['commander']);
  expect(all.size).toBeGreaterThan(8);
});

it('what supervises does load the engine, so that the look at imports is no blind one', () => {
  expect(loadedWith('cli/run.ts')).toContain('@sigwatch/core');
});
