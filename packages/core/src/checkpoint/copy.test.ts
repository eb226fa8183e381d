import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import * as promises from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyCheckpoint } from './copy.js';
import { type CopyFs, pruneUnfinished } from './copy-files.js';
import { searchCheckpoints } from './find.js';
import { metadata, temporary, torchFile, write } from './trees.fixture.js';
import type { Checkpoint } from './types.js';

let root = '';
let from = '';
let to = '';
beforeEach(() => {
  root = temporary();
  from = join(root, 'checkpoints');
  to = join(root, 'drive');
  mkdirSync(from);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const newest = async (directory: string) => (await searchCheckpoints(directory, { settle: 0 })).found;
const theNewest = async (): Promise<Checkpoint> => {
  const found = await newest(from);
  if (found === undefined) expect.fail('there is no whole checkpoint');
  return found;
};

/** A checkpoint of one file, and what stands beside it. */
function sealed(step: number, content: Buffer = torchFile(`weights ${step}`)): Buffer {
  const seal = { sigwatch: 1, verified: true, healthy: true, step, bytes: content.length, sha256: sha256(content) };
  write(from, { [`step_${step}.pt`]: content, [`step_${step}.pt.json`]: JSON.stringify(seal) });
  return content;
}

const megatron = (step: number, content = `weights ${step}`) =>
  write(from, {
    [`iter_${String(step).padStart(7, '0')}/mp_rank_00/model_optim_rng.pt`]: torchFile(content),
    'latest_checkpointed_iteration.txt': String(step),
  });

/** The disk, with some calls in another way. */
const disk = (changes: Partial<CopyFs>): CopyFs => ({ ...promises, ...changes });
const failing = (code: string) => Object.assign(new Error(`${code}: told by a test`), { code });
const error = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('it was copied'),
    (failure: Error) => failure,
  );

describe('a copy of a file', () => {
  it('is the same with its seal, and counts as a checkpoint by itself', async () => {
    const content = sealed(400);
    const copied = await copyCheckpoint(await theNewest(), to);
    expect(copied).toEqual({
      path: join(to, 'step_400.pt'),
      bytes: content.length,
      sha256: sha256(content),
      copied: true,
    });
    expect(readdirSync(to).sort()).toEqual(['step_400.pt', 'step_400.pt.json']);
    expect(await newest(to)).toMatchObject({ path: copied.path, step: 400, healthy: true, complete: true });
  });

  it('has the time of what it was copied from', async () => {
    sealed(1);
    utimesSync(join(from, 'step_1.pt'), 1_700_000_000, 1_700_000_000);
    const { path } = await copyCheckpoint(await theNewest(), to);
    expect(statSync(path).mtimeMs).toBe(1_700_000_000_000);
  });

  it('gets its seal last, and its name only when it is whole', async () => {
    sealed(1);
    const names: string[] = [];
    const fs = disk({
      rename: async (old, place) => {
        expect(basename(String(old)), 'a name that nobody takes for a checkpoint').toMatch(/^\.partial-[\w-]+$/);
        names.push(basename(String(place)));
        await promises.rename(old, place);
      },
    });
    await copyCheckpoint(await theNewest(), to, { fs });
    expect(names).toEqual(['step_1.pt', 'step_1.pt.json']);
  });

  it('is not made again where an equal one is, whose lost seal comes back', async () => {
    sealed(1);
    const first = await copyCheckpoint(await theNewest(), to);
    const { ino } = statSync(first.path);
    rmSync(`${first.path}.json`);
    expect(await copyCheckpoint(await theNewest(), to)).toEqual({ ...first, copied: false });
    expect(statSync(first.path).ino).toBe(ino);
    expect(readdirSync(to).sort()).toEqual(['step_1.pt', 'step_1.pt.json']);
  });

  it('is made anew where one of the same size differs', async () => {
    sealed(1);
    const first = await copyCheckpoint(await theNewest(), to);
    const content = sealed(1, torchFile('w3ights 1'));
    expect(await copyCheckpoint(await theNewest(), to)).toEqual({ ...first, sha256: sha256(content), copied: true });
    expect(readFileSync(first.path)).toEqual(content);
    expect(await newest(to)).toMatchObject({ complete: true, step: 1 });
  });

  it('of one without a seal has none', async () => {
    write(from, { 'step_1.pt': torchFile() });
    const { sha256: told } = await copyCheckpoint(await theNewest(), to);
    expect(told).toBe(sha256(torchFile()));
    expect(readdirSync(to)).toEqual(['step_1.pt']);
  });
});

describe('a copy of a folder', () => {
  it('holds all files, and a tracker says what the one beside the checkpoint says', async () => {
    megatron(80);
    const copied = await copyCheckpoint(await theNewest(), to);
    expect(copied).toEqual({ path: join(to, 'iter_0000080'), bytes: torchFile('weights 80').length, copied: true });
    expect(await newest(to)).toMatchObject({ path: copied.path, step: 80, kind: 'megatron', complete: true });
    megatron(160);
    await copyCheckpoint(await theNewest(), to);
    expect(readFileSync(join(to, 'latest_checkpointed_iteration.txt'), 'utf8')).toBe('160');
    expect(readdirSync(to).sort()).toEqual(['iter_0000080', 'iter_0000160', 'latest_checkpointed_iteration.txt']);
  });

  it('of an older one leaves a tracker that names a newer one', async () => {
    megatron(80);
    const old = await theNewest();
    megatron(160);
    await copyCheckpoint(await theNewest(), to);
    await copyCheckpoint(old, to);
    expect(readFileSync(join(to, 'latest_checkpointed_iteration.txt'), 'utf8')).toBe('160');
    expect((await newest(to))?.step).toBe(160);
  });

  it('replaces another one of the same name, and keeps nothing of it', async () => {
    write(from, {
      'checkpoint-5/trainer_state.json': '{"global_step":5}',
      'checkpoint-5/model.safetensors.index.json': '{}',
    });
    write(to, { 'checkpoint-5/left.bin': 'x', 'checkpoint-5/trainer_state.json': '{"global_step":5}' });
    const checkpoint: Checkpoint = {
      path: join(from, 'checkpoint-5'),
      kind: 'huggingface',
      step: 5,
      complete: true,
      look: {},
      mtime: 0,
    };
    await error(copyCheckpoint(checkpoint, to));
    expect(readdirSync(join(to, 'checkpoint-5')).sort()).toEqual([
      'model.safetensors.index.json',
      'trainer_state.json',
    ]);
  });

  it('takes torch.distributed and DeepSpeed as they are', async () => {
    write(from, {
      'global_step7/.metadata': metadata('__0_0.distcp'),
      'global_step7/__0_0.distcp': 'shard',
      latest: 'global_step7',
    });
    const { path } = await copyCheckpoint(await theNewest(), to);
    expect(readFileSync(join(to, 'latest'), 'utf8')).toBe('global_step7');
    expect(await newest(to)).toMatchObject({ path, step: 7, complete: true });
  });

  it('is given no word that the checkpoint itself had not', async () => {
    megatron(80);
    const checkpoint = await theNewest();
    rmSync(join(from, 'latest_checkpointed_iteration.txt'));
    const failure = await error(copyCheckpoint(checkpoint, to));
    expect(failure).toMatchObject({
      side: 'target',
      message: expect.stringMatching(/is not whole: neither latest_checkpointed/),
    });
  });
});

it('is made where the file system can not be asked to write at once', async () => {
  sealed(1);
  const fs = disk({
    open: async (path, flags) => {
      const file = await promises.open(path, flags);
      if (flags === 'w') file.sync = () => Promise.reject(failing('EINVAL'));
      return file;
    },
  });
  await copyCheckpoint(await theNewest(), to, { fs });
  expect(await newest(to)).toMatchObject({ complete: true, step: 1 });
});

describe('what can not be copied says which side failed', () => {
  it('when the source has gone', async () => {
    sealed(1);
    const checkpoint = await theNewest();
    rmSync(checkpoint.path);
    const failure = await error(copyCheckpoint(checkpoint, to));
    expect(failure).toMatchObject({
      side: 'source',
      message: `${checkpoint.path} was not copied: it has gone, or a part of it.`,
    });
  });

  it('when the source changes while it is read', async () => {
    sealed(1);
    const checkpoint = await theNewest();
    const fs = disk({
      open: async (path, flags) => {
        if (flags === 'w') writeFileSync(checkpoint.path, 'other');
        return promises.open(path, flags);
      },
    });
    const failure = await error(copyCheckpoint(checkpoint, to, { fs }));
    expect(failure).toMatchObject({ side: 'source', message: expect.stringMatching(/it changed while it was read/) });
    expect(readdirSync(to)).toEqual([]);
  });

  it('when the source is not what was sealed', async () => {
    sealed(1);
    const checkpoint = await theNewest();
    const bytes = readFileSync(checkpoint.path);
    bytes[40]! ^= 1;
    writeFileSync(checkpoint.path, bytes);
    const failure = await error(copyCheckpoint(checkpoint, to));
    expect(failure).toMatchObject({ side: 'source', message: expect.stringMatching(/has the SHA-256 \w{12}… where/) });
    expect(readdirSync(to)).toEqual([]);
  });

  it('when the target is not mounted, for which no folder is made', async () => {
    sealed(1);
    const failure = await error(copyCheckpoint(await theNewest(), join(root, 'mnt', 'drive')));
    expect(failure).toMatchObject({ side: 'target' });
    expect(failure.message).toBe(
      `Nothing was copied to ${root}/mnt/drive: there is no ${root}/mnt. Mount it, or make that folder.`,
    );
    expect(readdirSync(root).sort()).toEqual(['checkpoints']);
  });

  it.each([
    ['ENOSPC', /it is full\. Free some space there/],
    ['ENOTCONN', /its connection is lost\. Mount it again/],
    ['EMFILE', /it can't be written to \(EMFILE\)/],
  ])('when the target tells %s, and leaves nothing there', async (code, words) => {
    sealed(1);
    const fs = disk({
      open: async (path, flags) => {
        const file = await promises.open(path, flags);
        if (flags === 'w') file.write = (() => Promise.reject(failing(code))) as typeof file.write;
        return file;
      },
    });
    const failure = await error(copyCheckpoint(await theNewest(), to, { fs }));
    expect(failure).toMatchObject({ side: 'target', message: expect.stringMatching(words) });
    expect(readdirSync(to)).toEqual([]);
  });

  it('when what the target holds is not what was written to it', async () => {
    sealed(1);
    const fs = disk({
      open: async (path, flags) => {
        const file = await promises.open(path, flags);
        if (flags === 'w') {
          const sync = file.sync.bind(file);
          file.sync = async () => {
            await file.write('x', 3);
            await sync();
          };
        }
        return file;
      },
    });
    const failure = await error(copyCheckpoint(await theNewest(), to, { fs }));
    expect(failure).toMatchObject({
      side: 'target',
      message: expect.stringMatching(/is not what was written: step_1\.pt differs/),
    });
    expect(readdirSync(to)).toEqual([]);
  });

  it('when both are one', async () => {
    sealed(1);
    const failure = await error(copyCheckpoint(await theNewest(), from));
    expect(failure).toMatchObject({ side: 'target', message: expect.stringMatching(/lies in .* itself/) });
    expect(readdirSync(from).sort()).toEqual(['step_1.pt', 'step_1.pt.json']);
  });

  it('when the target may not be written to', async () => {
    sealed(1);
    mkdirSync(to);
    // What the system says to whoever is not root.
    const fs = disk({
      open: async (path, flags) => (flags === 'w' ? Promise.reject(failing('EACCES')) : promises.open(path, flags)),
    });
    const failure = await error(copyCheckpoint(await theNewest(), to, { fs }));
    expect(failure).toMatchObject({ side: 'target', message: expect.stringMatching(/may not be written to/) });
  });
});

it('ends with the reason of an abort, and leaves nothing behind', async () => {
  sealed(1);
  const stop = new AbortController();
  const fs = disk({
    open: async (path, flags) => {
      if (flags === 'w') stop.abort(new Error('over'));
      return promises.open(path, flags);
    },
  });
  const failure = await error(copyCheckpoint(await theNewest(), to, { fs, abort: stop.signal }));
  expect(failure.message).toBe('over');
  expect(readdirSync(to)).toEqual([]);
});

it('of several at once leaves one that is whole', async () => {
  sealed(1);
  const checkpoint = await theNewest();
  await Promise.all(Array.from({ length: 4 }, () => copyCheckpoint(checkpoint, to)));
  expect(readdirSync(to).sort()).toEqual(['step_1.pt', 'step_1.pt.json']);
  expect(await newest(to)).toMatchObject({ step: 1, complete: true });
});

it('what was never finished is deleted when it is old', async () => {
  write(to, {
    '.partial-00000000-aaaaaaaa': 'x',
    '.partial-11111111-bbbbbbbb/deep/one.pt': 'x',
    'step_1.pt': torchFile(),
  });
  await pruneUnfinished(to, Date.now() - 60_000, promises);
  expect(readdirSync(to)).toHaveLength(3);
  await pruneUnfinished(to, Date.now() + 60_000, promises);
  expect(readdirSync(to)).toEqual(['step_1.pt']);
});
