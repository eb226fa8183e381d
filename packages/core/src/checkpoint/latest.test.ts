import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { latestCheckpoint } from './latest.js';
import type { CheckpointFs } from './types.js';

const directory = mkdtempSync(join(tmpdir(), 'sigwatch-latest-'));
afterAll(() => rmSync(directory, { recursive: true }));
for (const step of [1, 2]) {
  mkdirSync(join(directory, `step_${step}`));
  writeFileSync(join(directory, `step_${step}/model.pt`), 'x');
}

it('finds the same while its signal is silent, reading whole files', async () => {
  const folder = mkdtempSync(join(directory, 'sealed-'));
  const path = join(folder, 'step_400.safetensors');
  // A header of two bytes, `{}`, and no tensor.
  const bytes = Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d]);
  writeFileSync(path, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(`${path}.json`, JSON.stringify({ sigwatch: 1, verified: true, bytes: bytes.length, sha256 }));
  const { signal } = new AbortController();
  expect(await latestCheckpoint(folder, { signal })).toMatchObject({ path, step: 400 });
});

it('rejects with the reason of its signal, and reads nothing more', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(latestCheckpoint(directory, { signal })).rejects.toThrow('enough');
});

it('ends in the midst of a file system that hangs', async () => {
  const enough = new AbortController();
  const calls: string[] = [];
  const fs = new Proxy(promises as unknown as CheckpointFs, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        calls.push(String(key));
        if (key === 'readdir')
          return new Promise((resolve) => enough.signal.addEventListener('abort', () => resolve([])));
        return value(...given);
      };
    },
  });
  const search = latestCheckpoint(directory, { signal: enough.signal, fs });
  enough.abort(new Error('enough'));
  await expect(search).rejects.toThrow('enough');
  const before = calls.length;
  await new Promise((resolve) => setImmediate(resolve));
  expect(calls).toHaveLength(before);
});
