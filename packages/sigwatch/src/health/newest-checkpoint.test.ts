import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Executed } from '@sigwatch/core';
import { afterAll, expect, it } from 'vitest';
import { newestCheckpoint } from './newest-checkpoint.js';
import { execOn } from './node-exec.js';

const folder = mkdtempSync(join(tmpdir(), 'sigwatch-newest-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const never = new AbortController().signal;
const missing = join(folder, 'not-here');

/** A whole file of safetensors without a tensor. */
function save(directory: string, name: string): string {
  mkdirSync(directory, { recursive: true });
  const header = Buffer.from('{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const path = join(directory, name);
  writeFileSync(path, Buffer.concat([length, header, Buffer.alloc(4)]));
  return path;
}

it('finds a checkpoint whose step nothing tells', async () => {
  const directory = join(folder, 'plain');
  const path = save(directory, 'model.safetensors');
  const found = await newestCheckpoint({ directory, elsewhere: false }, never);
  expect(found).toMatchObject({ path, complete: true });
  expect(found?.step).toBeUndefined();
});

it('an empty folder, and one that a job of this machine has yet to make, hold none', async () => {
  const directory = join(folder, 'empty');
  mkdirSync(directory);
  expect(await newestCheckpoint({ directory, elsewhere: true }, never)).toBeUndefined();
  expect(await newestCheckpoint({ directory: missing, elsewhere: false }, never)).toBeUndefined();
});

it('a folder that may not be read is not empty', async () => {
  const readdir = async () => {
    throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
  };
  const fs = { ...promises, readdir } as unknown as typeof promises;
  await expect(newestCheckpoint({ directory: folder, elsewhere: false, fs }, never)).rejects.toThrow(
    /could not be read/,
  );
});

const answers =
  (...codes: readonly (number | undefined)[]) =>
  async (): Promise<Executed[]> =>
    codes.map((exit_code, i) => ({ node: `pod-${i}`, output: '', ...(exit_code === undefined ? {} : { exit_code }) }));

it('a folder that is on no node either has not been made yet', async () => {
  const asked = { directory: missing, elsewhere: true };
  expect(await newestCheckpoint({ ...asked, exec: answers(0, 0) }, never)).toBeUndefined();
  expect(await newestCheckpoint({ ...asked, exec: execOn([{ node: 'a', prefix: [] }]) }, never)).toBeUndefined();
});

it.each([
  ['is on a node', answers(0, 1)],
  ['can not be asked about on one of the nodes', answers(0, undefined)],
  ['no node was asked about', answers()],
  ['nobody can ask about', undefined],
  ['asking about fails', () => Promise.reject(new Error('no route'))],
])('a folder that is not here, and that %s, is said to be not readable from here', async (_, exec) => {
  await expect(newestCheckpoint({ directory: missing, elsewhere: true, exec }, never)).rejects.toThrow(
    /no folder .* on this machine.*not readable from here/,
  );
});
