import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compiled } from '../../../../test/support/compiled.js';
import { readJson, writeJson } from './json-file.js';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sigwatch-json-'));
  path = join(directory, 'value.json');
});
afterEach(() => rmSync(directory, { recursive: true }));

it('reads what was written last, which only the owner may', () => {
  writeJson(path, { a: 1 }, { indent: 2, lasting: true });
  writeJson(path, { a: [2] });
  expect(readJson(path)).toEqual({ a: [2] });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(directory)).toEqual(['value.json']);
});

it('reads nothing where there is none, or none that is whole', () => {
  expect(readJson(path)).toBeUndefined();
  writeFileSync(path, '{"a":');
  expect(readJson(path)).toBeUndefined();
});

it('leaves nothing behind when it fails', () => {
  mkdirSync(path);
  expect(() => writeJson(path, 1)).toThrow(/EISDIR/);
  expect(readdirSync(directory)).toEqual(['value.json']);
});

it('takes many processes that write one file at once', async () => {
  const core = compiled('core');
  try {
    const program = `import { writeJson } from ${JSON.stringify(join(core.directory, 'host/json-file.js'))};
      for (let i = 0; i < 500; i++) writeJson(${JSON.stringify(path)}, { whole: 'x'.repeat(1000) });`;
    const one = () => promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
    await Promise.all(Array.from({ length: 6 }, one));
  } finally {
    core.dispose();
  }
  expect(readJson(path)).toEqual({ whole: 'x'.repeat(1000) });
  expect(readdirSync(directory)).toEqual(['value.json']);
});
