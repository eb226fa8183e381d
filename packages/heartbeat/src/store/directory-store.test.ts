import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnansweredError } from '@sigwatch/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { directoryStore } from './directory-store.js';

const never = new AbortController().signal;
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sigwatch-runs-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('brings a file with its time, and says when it is unchanged or not there', async () => {
  const store = directoryStore(root);
  await store.put('r/metadata.json', Buffer.from('{"a":1}'), never);
  utimesSync(join(root, 'r/metadata.json'), 1_700_000_000, 1_700_000_000);
  const got = await store.get('r/metadata.json', never);
  expect(got).toMatchObject({
    kind: 'found',
    bytes: Buffer.from('{"a":1}'),
    entry: { modified: 1_700_000_000_000, size: 7 },
  });
  const { etag } = (got as { entry: { etag: string } }).entry;
  expect(await store.get('r/metadata.json', never, { known: etag })).toEqual({ kind: 'unchanged', answered: null });
  await store.put('r/metadata.json', Buffer.from('{"a":2}'), never);
  expect(await store.get('r/metadata.json', never, { known: etag, from: 5 })).toMatchObject({
    kind: 'found',
    bytes: Buffer.from('2}'),
  });
  expect(await store.get('r/_error', never)).toEqual({ kind: 'absent', answered: null });
  expect(await store.get('other/_error', never), 'a run that never began').toMatchObject({ kind: 'absent' });
  expect(readdirSync(join(root, 'r')), 'no scratch file is left').toEqual(['metadata.json']);
});

it('a root that is lost is no answer', async () => {
  const store = directoryStore(join(root, 'mount'));
  await expect(store.get('r/_error', never)).rejects.toThrow(/mount is not there: see that it is mounted/);
  mkdirSync(join(root, 'mount'));
  expect(await store.get('r/_error', never)).toMatchObject({ kind: 'absent' });
});

it('what can not be reached for whatever reason is no answer', async () => {
  symlinkSync('loop', join(root, 'loop'));
  const error = await directoryStore(root)
    .get('loop/_error', never)
    .catch((one) => one);
  expect(error).toBeInstanceOf(UnansweredError);
  expect(error.message).toMatch(/loop\/_error can't be reached \(ELOOP\)/);
});

it('what is no file is no answer, and neither is one that is too long, but for its ends', async () => {
  const store = directoryStore(root);
  mkdirSync(join(root, 'r/_error'), { recursive: true });
  await expect(store.get('r/_error', never)).rejects.toThrow(UnansweredError);
  writeFileSync(join(root, 'r/long'), Buffer.concat([Buffer.alloc(100_000, 'a'), Buffer.alloc(2_000_000, 'z')]));
  await expect(store.get('r/long', never)).rejects.toThrow(/long is 2\.0 MiB long/);
  const ends = await store.get('r/long', never, { limit: 256 << 10, over: 'ends' });
  expect(ends.kind === 'found' && [ends.bytes.length, ends.bytes[0], ends.bytes.at(-1)]).toEqual([256 << 10, 97, 122]);
  expect(await store.get('r/long', never, { from: 99_999, length: 2 })).toMatchObject({ bytes: Buffer.from('az') });
});

it('lists in the order of S3, and its folders', async () => {
  const store = directoryStore(root);
  for (const path of ['b/_error', 'a/metadata.json', 'a/logs/x', 'a.txt', 'a-1/_complete'])
    await store.put(path, Buffer.alloc(1), never);
  const paths: string[] = [];
  for await (const { path } of store.list('', never)) paths.push(path);
  expect(paths).toEqual(['a-1/_complete', 'a.txt', 'a/logs/x', 'a/metadata.json', 'b/_error']);
  const behind: string[] = [];
  for await (const { path } of store.list('a', never, 'a/logs/x')) behind.push(path);
  expect(behind).toEqual(['a/metadata.json']);
  const names: string[] = [];
  for await (const name of store.folders('', never)) names.push(name);
  expect(names).toEqual(['a', 'a-1', 'b']);
  await store.delete('b/_error', never);
  await store.delete('b/_error', never);
  expect(await store.get('b/_error', never)).toMatchObject({ kind: 'absent' });
});
