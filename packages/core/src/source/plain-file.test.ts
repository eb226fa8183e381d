import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemDeps } from '../deps.js';
import { fileSource } from './file-source.js';
import { plainFile } from './plain-file.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plain-file-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function sourceOf(name: string, content: string | Buffer, follow = false) {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return fileSource(path, { deps: systemDeps, follow });
}

it('is what is read once, and open only where it is large', () => {
  const small = plainFile(sourceOf('small.log', 'one\n'), 4);
  const path = join(folder, 'small.log');
  expect(small).toEqual({ path, inode: `${statSync(path).ino}`, size: 4 });
  const large = plainFile(sourceOf('large.log', 'four\n'), 4);
  expect(large).toMatchObject({ size: 5, fd: expect.any(Number) });
  closeSync(large?.fd as number);
});

it('is nothing that has to be read from front to end, or can’t be read', () => {
  expect(plainFile(sourceOf('followed.log', 'one\n', true), 0)).toBeUndefined();
  expect(plainFile(sourceOf('packed.log', gzipSync('one\n')), 0)).toBeUndefined();
  expect(plainFile(sourceOf('attempt_0/0/error.json', '{}'), 0)).toBeUndefined();
  expect(plainFile(fileSource(join(folder, 'missing.log'), { deps: systemDeps, follow: false }), 0)).toBeUndefined();
  expect(plainFile(fileSource(folder, { deps: systemDeps, follow: false }), 0)).toBeUndefined();
  const pipe = join(folder, 'pipe');
  execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
  expect(plainFile(fileSource(pipe, { deps: systemDeps, follow: false }), 0)).toBeUndefined();
});
