import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { diskControlFiles as files, healthFile, requestFile } from './files.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sigwatch-control-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

it('a folder is its owner’s alone, and holds nothing of an earlier try', async () => {
  const folder = join(directory, 'runs', 'run.1');
  mkdirSync(folder, { recursive: true });
  const ours = ['request-a.json', 'health.json', '.new-1'];
  for (const name of [...ours, 'notes.txt', 'request-b.txt']) writeFileSync(join(folder, name), '{}');
  await files.prepare(folder);
  expect(readdirSync(folder).sort()).toEqual(['notes.txt', 'request-b.txt']);
  await files.prepare(join(directory, 'new', 'run.2'));
  expect(statSync(join(directory, 'new', 'run.2')).mode & 0o777).toBe(0o700);
});

it('a file is there as a whole or not at all, and nothing is left beside it', async () => {
  const request = requestFile(directory, 'set-1');
  expect(await files.has(request)).toBe(false);
  await Promise.all([files.put(request, 'one'), files.put(request, 'two')]);
  expect(['one', 'two']).toContain(readFileSync(request, 'utf8'));
  await files.put(healthFile(directory), '{}');
  expect(readdirSync(directory).sort()).toEqual(['health.json', 'request-set-1.json']);
  expect(await files.has(request)).toBe(true);
  await files.remove(request);
  await files.remove(request);
  expect(await files.has(request)).toBe(false);
});

it('what can not be written is told, and leaves nothing', async () => {
  mkdirSync(healthFile(directory));
  await expect(files.put(healthFile(directory), '{}')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  expect(readdirSync(directory)).toEqual(['health.json']);
  await expect(files.put(join(directory, 'gone', 'x'), '{}')).rejects.toThrow('ENOENT');
});
