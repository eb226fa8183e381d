import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entriesOf } from './entries.js';
import { folderOf } from './folder.fixture.js';
import { pack } from './pack.js';

const abort = new AbortController().signal;

async function packOf(root: string, most?: number) {
  const entries = await entriesOf(root, { excludes: ['*.zip'], gitignore: true }, abort);
  const target = join(root, 'own.zip');
  const { hash } = await pack({ entries, target, from: root, ...(most === undefined ? {} : { most }) }, abort);
  return { hash, zip: readFileSync(target), target };
}

/** As Python, and so Ray, reads it: [name, mode, bytes as text]. */
function readBack(zip: string): unknown {
  const script =
    'import json,sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n' +
    'print(json.dumps([[i.filename,oct(i.external_attr>>16),z.read(i).decode()] for i in z.infolist()]))';
  return JSON.parse(execFileSync('python3', ['-c', script, zip], { encoding: 'utf8' }));
}

describe('a package', () => {
  it('holds names, modes and bytes, as Python reads them', async () => {
    const text = 'line\n'.repeat(100_000);
    const { target } = await packOf(folderOf({ 'a/ü.txt': text, 'run.sh': '#!/bin/sh', 'none/': '', empty: '' }));
    expect(readBack(target)).toEqual([
      ['a/ü.txt', '0o100644', text],
      ['empty', '0o100644', ''],
      ['none/', '0o40755', ''],
      ['run.sh', '0o100755', '#!/bin/sh'],
    ]);
    expect(statSync(target).mode & 0o777).toBe(0o600);
  });

  it('is the same, byte for byte, from another folder at another time', async () => {
    const files = { 'a.py': 'print(1)', 'b/c.py': 'x', 'd/': '' };
    const [one, other] = [folderOf(files), folderOf(files)];
    utimesSync(join(other, 'a.py'), 5, 5);
    expect(await packOf(one)).toEqual({ ...(await packOf(other)), target: join(one, 'own.zip') });
  });

  it.each([
    ['a byte', { 'a.py': 'print(2)', b: 'x' }],
    ['a name', { 'c.py': 'print(1)', b: 'x' }],
    ['a file more', { 'a.py': 'print(1)', b: 'x', c: '' }],
    ['a folder', { 'a.py': 'print(1)', b: 'x', 'c/': '' }],
    ['bytes that went to the next file', { 'a.py': 'print(1', b: ')x' }],
    ['being a program', { 'a.py': '#!rint(1)', b: 'x' }],
  ])('is another one for %s', async (_, files) => {
    const { hash } = await packOf(folderOf({ 'a.py': 'print(1)', b: 'x' }));
    expect((await packOf(folderOf(files))).hash).not.toBe(hash);
  });

  it('that is too big is refused under way, and says what takes the room', async () => {
    const root = folderOf({ 'train.py': 'x', 'data/raw/': '', 'data/sets/': '' });
    for (const [name, bytes] of [
      ['raw/1', 300_000],
      ['raw/2', 200_000],
      ['sets/1', 100_000],
    ] as const)
      writeFileSync(join(root, 'data', name), randomBytes(bytes));
    const error = await packOf(root, 400_000).catch((caught: Error) => caught);
    expect(error).toMatchObject({ name: 'RefusedError' });
    expect((error as Error).message).toMatch(
      /more than the 0\.4 MiB that Ray takes as a package\. The most room takes data\/raw\/ \(0\.5 MiB\), data\/sets\/ \(0\.1 MiB\)\. .*\.rayignore.*s3:/,
    );
  });

  it('of what can not be read is refused, and of what is given up ends', async () => {
    const root = folderOf({ 'a.py': 'x', 'b.py': 'y' });
    const entries = await entriesOf(root, { excludes: [], gitignore: true }, abort);
    rmSync(join(root, 'b.py'));
    const packing = { entries, target: join(root, 'own.zip'), from: root };
    await expect(pack(packing, abort)).rejects.toThrow(/b\.py can't be read \(ENOENT\).*\.rayignore/);
    await expect(pack(packing, AbortSignal.abort(new Error('enough')))).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(join(root, 'b.py'))).toBe(false);
  });
});
