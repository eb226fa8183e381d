import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fileSource, systemDeps } from '@sigwatch/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeFiles, stretchesOf } from './stretches.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stretches-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function sourceOf(name: string, content: string | Buffer = 'x\n', size?: number) {
  const path = join(folder, name);
  writeFileSync(path, content);
  if (size !== undefined) truncateSync(path, size);
  return fileSource(path, { deps: systemDeps, follow: false, id: name });
}

it('keeps the order, and parts files that threads share from what is read in turn', () => {
  const packed = gzipSync('x\n');
  const sources = [sourceOf('a'), sourceOf('b'), sourceOf('c.gz', packed), sourceOf('d.gz', packed), sourceOf('e')];
  const told = [...stretchesOf(sources)].map(({ sources, files }) => [sources.map(({ id }) => id), files?.length]);
  expect(told).toEqual([
    [['a', 'b'], 2],
    [['c.gz', 'd.gz'], undefined],
    [['e'], 1],
  ]);
  expect([...stretchesOf([])]).toEqual([]);
});

it('opens no more large files at once than it may', () => {
  const sources = Array.from({ length: 5 }, (_, i) => sourceOf(`large-${i}`, 'x\n', 2 ** 22 + 1));
  const open: number[] = [];
  for (const { files } of stretchesOf(sources, 2)) {
    open.push(files?.length ?? 0);
    closeFiles(files);
  }
  expect(open).toEqual([2, 2, 1]);
});
