import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { folderFor } from './folder.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sigwatch-folder-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('is the folder that was asked for, which is made and left empty', () => {
  const wanted = join(directory, 'a', 'b');
  expect(folderFor(wanted, directory)).toEqual({ directory: wanted });
  expect(readdirSync(wanted)).toEqual([]);
});

it('is logs/monitor where that can not be written, and says why', () => {
  const wanted = join(directory, 'outputs');
  writeFileSync(wanted, '');
  const there = join(directory, 'work');
  mkdirSync(there);
  const { directory: other, instead } = folderFor(wanted, there);
  expect(other).toBe(join(there, 'logs', 'monitor'));
  expect(instead).toMatch(/EEXIST|ENOTDIR/);
});

it('is told of at once where a file system takes no folders', () => {
  const { directory: other, instead } = folderFor('/proc/outputs/logs', directory);
  expect([other, instead]).toEqual([
    join(directory, 'logs', 'monitor'),
    expect.stringMatching(/ENOENT|EACCES|EROFS|EPERM/),
  ]);
});

it('stays where neither can be written', () => {
  const wanted = join(directory, 'outputs');
  writeFileSync(wanted, '');
  writeFileSync(join(directory, 'logs'), '');
  expect(folderFor(wanted, directory)).toEqual({ directory: wanted });
});
