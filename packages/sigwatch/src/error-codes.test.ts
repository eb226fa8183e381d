import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorCodes } from '@sigwatch/core';
import { expect, it } from 'vitest';

const packages = fileURLToPath(new URL('../..', import.meta.url));
const sources = readdirSync(packages)
  .map((name) => join(packages, name, 'src'))
  .flatMap((folder) => {
    try {
      return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path));
    } catch {
      return []; // a package of Python
    }
  })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('/generated/'));
const texts = new Map(sources.map((path) => [path, readFileSync(path, 'utf8')]));

/** Of every package that is published: its name, and what its index exports. */
const published = [...texts]
  .filter(([path]) => /\/src(?:\/plugin|\/host)?\/index\.ts$/.test(path))
  .map(([path]) => path)
  .filter((path) => !/\/src\/(?:plugin|host)\//.test(path) || path.includes('/core/'));

it('every error that a package exports has a code, and every code is that of an exported error', async () => {
  const exported = new Map<string, unknown>();
  for (const path of published)
    for (const [name, value] of Object.entries((await import(path)) as Record<string, unknown>))
      if (typeof value === 'function' && value.prototype instanceof Error) exported.set(name, value);
  // What others extend has no error of its own.
  exported.delete('PlatformError');
  expect([...exported.keys()].sort()).toEqual([...new Set(Object.values(errorCodes).map(({ error }) => error))].sort());
});

it('every code in the sources is in the catalogue, and every code of the catalogue is in the sources', () => {
  const used = new Set<string>();
  for (const [path, text] of texts) {
    if (path.endsWith('/core/src/errors.ts')) used.add('argument_invalid');
    else if (/extends \w*Error\b/.test(text) || text.includes('new StoreError('))
      for (const [, code] of text.matchAll(/(?:readonly code(?:: \w+)? = |(?:super|new StoreError)\(\s*)'([a-z_]+)'/g))
        used.add(code as string);
  }
  expect([...used].sort()).toEqual(Object.keys(errorCodes).sort());
});

it('nothing is thrown to callers as a bare error of the language', () => {
  const bare = [...texts]
    .filter(([path]) => /\/sigwatch\/src\/embed(?:-\w+)?\.ts$/.test(path))
    .filter(([, text]) => /new (?:Type|Range)?Error\(/.test(text));
  expect(bare.map(([path]) => path)).toEqual([]);
});

it('the catalogue says where, when, and what to do', () => {
  for (const [code, { error, from, when, remedy }] of Object.entries(errorCodes)) {
    expect(code).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
    expect(error).toMatch(/^[A-Z]\w+$/);
    expect(from).toMatch(/^@sigwatch\/[a-z-]+$/);
    for (const text of [when, remedy]) expect(text).toMatch(/^[A-Z`].*\.$/s);
  }
});
