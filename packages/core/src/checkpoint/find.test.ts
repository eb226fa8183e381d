import { mkdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import * as promises from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCheckpoints, latestVerified } from './find.js';
import { safetensors, temporary, torchFile, write } from './trees.fixture.js';

let root = '';
beforeEach(() => {
  root = temporary();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const megatron = (...steps: number[]) => {
  for (const step of steps)
    write(root, { [`iter_${String(step).padStart(7, '0')}/mp_rank_00/model_optim_rng.pt`]: torchFile() });
};
const found = async () => (await findCheckpoints(root)).map(({ step, kind, complete }) => ({ step, kind, complete }));

describe('findCheckpoints', () => {
  it('lists the highest step first and believes the tracker', async () => {
    megatron(50, 100, 150);
    write(root, { 'latest_checkpointed_iteration.txt': '100\n' });
    expect(await found()).toEqual([
      { step: 150, kind: 'megatron', complete: false },
      { step: 100, kind: 'megatron', complete: true },
      { step: 50, kind: 'megatron', complete: true },
    ]);
    expect((await findCheckpoints(root))[0]?.reason).toBe('latest_checkpointed_iteration.txt still names step 100');
  });

  it('finds nothing in a directory that is not there, is a file, or holds other things', async () => {
    write(root, { 'iter_x/a': '1', 'tmp-checkpoint-5/a': '1', notes: 'iter_0000001' });
    expect(await findCheckpoints(root)).toEqual([]);
    expect(await findCheckpoints(join(root, 'nowhere'))).toEqual([]);
    expect(await findCheckpoints(join(root, 'notes'))).toEqual([]);
  });

  it('takes no step from a name with more digits than a number holds', async () => {
    write(root, { 'checkpoint-99999999999999999999/a': '1' });
    expect(await findCheckpoints(root)).toEqual([]);
  });

  it('does not follow a checkpoint link that leaves the directory', async () => {
    megatron(50);
    write(root, { 'latest_checkpointed_iteration.txt': '100' });
    const elsewhere = temporary();
    write(elsewhere, { 'iter_0000100/mp_rank_00/model_optim_rng.pt': torchFile() });
    symlinkSync(join(elsewhere, 'iter_0000100'), join(root, 'iter_0000100'));
    const [newest] = await findCheckpoints(root);
    expect(newest).toMatchObject({ step: 100, complete: false, reason: 'it is a link that leaves the directory' });
    rmSync(elsewhere, { recursive: true });
  });

  it('follows latest out of the directory', async () => {
    const elsewhere = temporary();
    write(elsewhere, { 'step_500/model.pt': torchFile() });
    symlinkSync(join(elsewhere, 'step_500'), join(root, 'latest'));
    expect(await found()).toEqual([{ step: 500, kind: 'generic', complete: true }]);
    rmSync(elsewhere, { recursive: true });
  });

  it('never throws, whatever the file system does', async () => {
    megatron(50);
    write(root, { 'latest_checkpointed_iteration.txt': '50' });
    const stale = () => Promise.reject(Object.assign(new Error('stale'), { code: 'ESTALE' }));
    for (const broken of ['stat', 'open', 'readFile', 'readdir', 'realpath', 'lstat'] as const) {
      const checkpoints = await findCheckpoints(root, { ...promises, [broken]: stale });
      for (const checkpoint of checkpoints) {
        expect(checkpoint.complete, broken).toBe(false);
        expect(checkpoint.reason, broken).toContain('ESTALE');
      }
    }
  });
});

describe('latestVerified', () => {
  const options = { settle: 0 };

  it('passes over a torn newest checkpoint', async () => {
    megatron(50, 100);
    write(root, {
      'latest_checkpointed_iteration.txt': '100',
      'iter_0000100/mp_rank_00/model_optim_rng.pt': torchFile().subarray(0, -10),
    });
    expect((await latestVerified(root, options))?.step).toBe(50);
  });

  it('keeps below beforeStep and before olderThan', async () => {
    megatron(50, 100, 150);
    write(root, { 'latest_checkpointed_iteration.txt': '150' });
    expect((await latestVerified(root, { ...options, beforeStep: 150 }))?.step).toBe(100);
    utimesSync(join(root, 'iter_0000050/mp_rank_00/model_optim_rng.pt'), 1000, 1000);
    expect((await latestVerified(root, { ...options, olderThan: 2_000_000 }))?.step).toBe(50);
    expect(await latestVerified(root, { ...options, olderThan: 5 })).toBeUndefined();
  });

  it('passes over a checkpoint that changes between the two looks', async () => {
    megatron(50, 100);
    write(root, { 'latest_checkpointed_iteration.txt': '100' });
    let looks = 0;
    const deps = {
      now: () => 0,
      schedule: (_at: number, wake: () => void) => {
        if (looks++ === 0) write(root, { 'iter_0000100/mp_rank_00/model_optim_rng.pt': torchFile('more weights') });
        queueMicrotask(wake);
        return () => undefined;
      },
    };
    expect((await latestVerified(root, { deps }))?.step).toBe(50);
    expect(looks).toBe(2);
  });

  it('is undefined when nothing is complete', async () => {
    mkdirSync(join(root, 'iter_0000010'));
    write(root, { 'checkpoint-5/model.safetensors': safetensors() });
    expect(await latestVerified(root, options)).toBeUndefined();
  });
});
