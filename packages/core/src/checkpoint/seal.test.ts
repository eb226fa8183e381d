import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { latestVerified, searchCheckpoints } from './find.js';
import { temporary, torchFile, write } from './trees.fixture.js';
import { verifyCheckpoint } from './verify.js';

let root = '';
beforeEach(() => {
  root = temporary();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A checkpoint and what stands beside it. */
function save(step: number, more: object = {}, content: Buffer = torchFile(`weights ${step}`)): void {
  const seal = {
    ...{ sigwatch: 1, verified: true, step, bytes: content.length },
    sha256: createHash('sha256').update(content).digest('hex'),
    ...more,
  };
  write(root, { [`step_${step}.pt`]: content, [`step_${step}.pt.json`]: JSON.stringify(seal) });
}

const newest = async (options: Parameters<typeof latestVerified>[1] = {}) => {
  const { found, passed_over } = await searchCheckpoints(root, { settle: 0, ...options });
  return [found && basename(found.path), ...passed_over.map(({ reason }) => reason)];
};

it('is compared with the whole file before that is resumed from', async () => {
  save(1);
  save(2, { sha256: 'A'.repeat(64) });
  expect(await newest()).toEqual([
    'step_1.pt',
    expect.stringMatching(/^it has the SHA-256 [0-9a-f]{12}… where aaaaaaaaaaaa… was written$/),
  ]);
  expect(await newest({ hashes: false })).toEqual(['step_2.pt']);
  save(1, { sha256: createHash('sha256').update(torchFile('weights 1')).digest('hex').toUpperCase() });
  expect((await newest())[0]).toBe('step_1.pt');
});

it('tells by its size alone what was cut short or replaced', async () => {
  save(1);
  save(2, { bytes: 1 });
  const bytes = torchFile('weights 2').length;
  expect(await newest({ hashes: false })).toEqual(['step_1.pt', `it has ${bytes} bytes where 1 were written`]);
});

it('says whether the program was well when it wrote it, which only counts where that is asked for', async () => {
  save(1, { healthy: true });
  save(2);
  save(3, { healthy: false });
  expect((await latestVerified(root, { settle: 0 }))?.healthy).toBe(false);
  expect(await newest({ healthy: true })).toEqual(['step_2.pt', 'it was not healthy when it was written']);
  expect(await newest({ healthy: true, beforeStep: 2 })).toEqual(['step_1.pt']);
});

it('is none of ours where it says something else, or nothing that can be read', async () => {
  for (const text of ['', '{', '[]', 'null', '"x"', '{"verified":true,"bytes":1,"sha256":"x"}']) {
    write(root, { 'step_1.pt': torchFile(), 'step_1.pt.json': text });
    expect(await newest(), text).toEqual(['step_1.pt']);
  }
  save(1, { bytes: 1, verified: false });
  expect(await newest()).toEqual(['step_1.pt']);
  save(1, { bytes: 1, sha256: undefined });
  expect(await newest()).toEqual(['step_1.pt']);
  rmSync(join(root, 'step_1.pt.json'));
  mkdirSync(join(root, 'step_1.pt.json'));
  expect(await newest()).toEqual(['step_1.pt']);
});

it('that can not be read leaves the checkpoint unproved', async () => {
  save(1);
  const fs = await import('node:fs/promises');
  const failing = {
    ...fs,
    readFile: (() => Promise.reject(Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }))) as never,
  };
  const subject = { path: join(root, 'step_1.pt'), kind: 'file' as const, step: 1 };
  expect(await verifyCheckpoint(subject, undefined, failing)).toMatchObject({
    complete: false,
    reason: expect.stringMatching(/^it could not be read: /),
  });
});

it('that has gone since it was looked at is none', async () => {
  save(1);
  const fs = await import('node:fs/promises');
  const gone = {
    ...fs,
    readFile: (() => Promise.reject(Object.assign(new Error('ENOENT: gone'), { code: 'ENOENT' }))) as never,
  };
  const subject = { path: join(root, 'step_1.pt'), kind: 'file' as const, step: 1 };
  expect(await verifyCheckpoint(subject, undefined, gone)).toMatchObject({ complete: true });
});
