import { mkdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import * as promises from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemDeps } from '../deps.js';
import { NoCheckpointError, PermissionDeniedError } from '../platform-errors.js';
import { findCheckpoints, latestVerified, searchCheckpoints } from './find.js';
import { latestCheckpoint } from './latest.js';
import { metadata, safetensors, temporary, torchFile, write } from './trees.fixture.js';

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

it('never throws for any layout, whatever the file system does', async () => {
  write(root, {
    'last.ckpt': torchFile(),
    'step_4.pt': torchFile(),
    'checkpoint_000003/model.pt': torchFile(),
    'result.json': '{"checkpoint_dir_name": "checkpoint_000003"}',
    'checkpoint_manager_snapshot.json': '{"checkpoint_results": {"a": [null, 5, "x"]}, "latest_checkpoint_result": 7}',
    'dcp/.metadata': metadata('__0_0.distcp'),
    'dcp/__0_0.distcp': 'x',
  });
  symlinkSync('/nowhere', join(root, 'latest'));
  expect((await findCheckpoints(root)).filter(({ complete }) => complete)).toHaveLength(4);
  for (const code of ['ESTALE', 'EACCES', 'EIO'])
    for (const broken of ['stat', 'open', 'readFile', 'readdir', 'realpath', 'lstat'] as const) {
      const fail = () => Promise.reject(Object.assign(new Error(code), { code }));
      const search = await searchCheckpoints(root, { settle: 0, fs: { ...promises, [broken]: fail } });
      expect(search.trouble !== undefined || search.passed_over.length > 0 || search.found !== undefined, broken).toBe(
        true,
      );
      if (broken === 'stat' || broken === 'readdir') expect(search.found, broken).toBeUndefined();
    }
});

describe('one file', () => {
  it('is a checkpoint beside folders, by the step of its name', async () => {
    write(root, {
      'step_400.pt': torchFile(),
      'model_300.safetensors': safetensors(),
      'checkpoint-350/model.safetensors': safetensors(),
      'checkpoint-350/trainer_state.json': '{"global_step": 350}',
      'optimizer_500.pt': torchFile(),
      'vocab.json': '{}',
    });
    expect(await found()).toEqual([
      { step: 400, kind: 'file', complete: true },
      { step: 350, kind: 'huggingface', complete: true },
      { step: 300, kind: 'file', complete: true },
    ]);
  });

  it('without a step comes before those only that are all older', async () => {
    const at = (name: string, seconds: number) => utimesSync(join(root, name), seconds, seconds);
    const names = async () => (await findCheckpoints(root)).map(({ path }) => path.slice(root.length + 1));
    write(root, {
      'step_300.pt': torchFile(),
      'step_400.pt': torchFile(),
      'last.pt': torchFile(),
      'ckpt.pt': torchFile(),
    });
    at('step_300.pt', 3_000);
    at('step_400.pt', 4_000);
    at('ckpt.pt', 3_500);
    at('last.pt', 5_000);
    expect(await names()).toEqual(['last.pt', 'step_400.pt', 'ckpt.pt', 'step_300.pt']);
    at('last.pt', 3_000);
    expect(await names()).toEqual(['step_400.pt', 'ckpt.pt', 'step_300.pt', 'last.pt']);
    // A run that began anew: its lower steps are newer than what the one before has left.
    at('step_300.pt', 9_000);
    expect(await names()).toEqual(['step_400.pt', 'step_300.pt', 'ckpt.pt', 'last.pt']);
  });

  it('that is the model of the very end comes behind the checkpoints of the training', async () => {
    write(root, {
      'checkpoint-350/model.safetensors': safetensors(),
      'checkpoint-350/trainer_state.json': '{"global_step": 350}',
      'model.safetensors': safetensors(),
    });
    utimesSync(join(root, 'checkpoint-350/model.safetensors'), 1_000, 1_000);
    utimesSync(join(root, 'checkpoint-350/trainer_state.json'), 1_000, 1_000);
    expect((await findCheckpoints(root)).map(({ step }) => step)).toEqual([350, undefined]);
  });

  it('is passed over for an older one where it is torn', async () => {
    write(root, { 'last.ckpt': torchFile().subarray(0, 40), 'epoch=3-step=400.ckpt': torchFile() });
    utimesSync(join(root, 'epoch=3-step=400.ckpt'), 1_000, 1_000);
    expect((await latestVerified(root, { settle: 0 }))?.step).toBe(400);
  });

  it('that is a link to another one counts once', async () => {
    write(root, { 'epoch=3-step=400.ckpt': torchFile() });
    symlinkSync('epoch=3-step=400.ckpt', join(root, 'last.ckpt'));
    expect(await found()).toEqual([{ step: 400, kind: 'lightning', complete: true }]);
  });
});

describe('the step in a file of Lightning', () => {
  // What Python writes: pickle.dumps({'epoch': 3, 'global_step': STEP, …}, protocol=2).
  const lightning = (step: readonly number[]) =>
    torchFile(
      Buffer.concat([
        Buffer.from([0x80, 2, 0x7d, 0x71, 0, 0x28, 0x58, 5, 0, 0, 0]),
        Buffer.from('epoch'),
        Buffer.from([0x71, 1, 0x4b, 3, 0x58, 11, 0, 0, 0]),
        Buffer.from('global_step'),
        Buffer.from([0x71, 2, ...step, 0x75, 0x2e]),
      ]),
    );
  it.each([
    [[0x4b, 7], 7],
    [[0x4d, 0x90, 1], 400],
    [[0x4a, 0x40, 0x0d, 3, 0], 200_000],
    [[0x4a, 0xff, 0xff, 0xff, 0xff], undefined],
    [[0x4e], undefined],
  ])('%j is %j', async (bytes, step) => {
    write(root, { 'last.ckpt': lightning(bytes) });
    expect((await findCheckpoints(root)).map((one) => [one.step, one.complete])).toEqual([[step, true]]);
  });

  it('is none in a file of another making, or a torn one', async () => {
    write(root, { 'last.ckpt': torchFile('global_step'), 'last-v1.ckpt': lightning([0x4b, 7]).subarray(0, 60) });
    expect((await findCheckpoints(root)).map(({ step }) => step)).toEqual([undefined, undefined]);
  });
});

describe('Ray Train', () => {
  const name = (second: number) => `checkpoint_2026-11-22_10-00-0${second}.000000`;
  const result = (second: number, metrics: object) => ({ checkpoint_dir_name: name(second), metrics });

  it('is whole where Ray has recorded its report, which tells the step', async () => {
    write(root, {
      [`${name(1)}/model.pt`]: torchFile(),
      [`${name(2)}/model.pt`]: torchFile(),
      [`${name(3)}/model.pt`]: torchFile(),
    });
    write(root, {
      'checkpoint_manager_snapshot.json': JSON.stringify({
        ray_version: '2.60.0',
        checkpoint_results: [result(1, { step: 100, loss: 1 })],
        latest_checkpoint_result: result(2, { global_step: 200 }),
        pending_training_results: [],
      }),
    });
    const all = await findCheckpoints(root);
    expect(all.map(({ step, complete, reason }) => [step, complete, reason])).toEqual([
      [undefined, false, 'neither checkpoint_manager_snapshot.json nor an index says that it is whole'],
      [200, true, undefined],
      [100, true, undefined],
    ]);
  });

  it('of its first version is in the order of its counting, whatever time its files have', async () => {
    for (const count of [8, 9, 10])
      write(root, { [`checkpoint_${String(count).padStart(6, '0')}/model.pt`]: torchFile() });
    const lines = [8, 9].map((count) =>
      JSON.stringify({ loss: 1, checkpoint_dir_name: `checkpoint_00000${count}`, training_iteration: 4 }),
    );
    write(root, { 'result.json': `${lines.join('\n')}\n{"checkpoint_dir_name": "checkpoint_0000` });
    utimesSync(join(root, 'checkpoint_000009/model.pt'), 1_000, 1_000);
    const all = await findCheckpoints(root);
    expect(all.map(({ path, complete }) => [path.slice(-2), complete])).toEqual([
      ['10', false],
      ['09', true],
      ['08', true],
    ]);
    expect(all.every(({ step, kind }) => step === undefined && kind === 'ray_train')).toBe(true);
  });

  it('has its step from the metadata of the checkpoint', async () => {
    write(root, {
      'checkpoint_000003/model.pt': torchFile(),
      'checkpoint_000003/.metadata.json': '{"step": 700}',
      'result.json': '{"checkpoint_dir_name": "checkpoint_000003", "step": 1}\n',
    });
    expect(await found()).toEqual([{ step: 700, kind: 'ray_train', complete: true }]);
  });

  it('is no matter where nothing is of Ray: then the name counts steps', async () => {
    write(root, { 'checkpoint_000400/model.pt': torchFile(), latest: 'checkpoint_000400' });
    expect(await found()).toEqual([{ step: 400, kind: 'generic', complete: true }]);
  });
});

describe('a folder of torch.distributed', () => {
  it('is known by its index, whatever its name', async () => {
    write(root, {
      'dcp_step_40/.metadata': metadata('__0_0.distcp'),
      'dcp_step_40/__0_0.distcp': 'x',
      'logs/events': 'x',
    });
    expect(await found()).toEqual([{ step: 40, kind: 'torch_distributed', complete: true }]);
  });

  it('is none with an index of something else', async () => {
    write(root, { 'notes/.metadata': metadata() });
    expect((await findCheckpoints(root))[0]?.reason).toBe('it holds no .distcp files');
  });
});

describe('checkpoints one level below', () => {
  it('are found where one folder holds some', async () => {
    write(root, {
      'run-1/step_5/m.pt': torchFile(),
      'run-1/latest': 'step_5',
      'wandb/files/x': '',
      'eval/model.pt': torchFile(),
    });
    expect(await latestVerified(root, { settle: 0 })).toMatchObject({ step: 5, path: join(root, 'run-1/step_5') });
  });

  it('are not chosen among several runs, and not looked for beside others', async () => {
    write(root, { 'run-1/step_5.pt': torchFile(), 'run-2/step_6.pt': torchFile() });
    expect(await findCheckpoints(root)).toEqual([]);
    await expect(latestCheckpoint(root)).rejects.toThrow('Several folders hold some (run-1, run-2): name one of them.');
    write(root, { 'step_1.pt': torchFile() });
    expect((await findCheckpoints(root)).map(({ step }) => step)).toEqual([1]);
  });
});

it('calls what NeMo still writes unfinished', async () => {
  write(root, { 'm-step=9.ckpt': torchFile(), 'm-step=9.ckpt-unfinished': '' });
  expect((await findCheckpoints(root))[0]?.reason).toBe('a file beside it calls it unfinished');
});

it('follows latest to what lies deeper in the directory', async () => {
  write(root, { 'all/of/step_5/m.pt': torchFile() });
  symlinkSync('all/of/step_5', join(root, 'latest'));
  expect(await found()).toEqual([{ step: 5, kind: 'generic', complete: true }]);
});

describe('latestCheckpoint', () => {
  const refusing = (code: string) => ({
    ...promises,
    readdir: (() => Promise.reject(Object.assign(new Error(code), { code }))) as never,
  });

  it('tells path, step, age, and what was passed over', async () => {
    megatron(50, 100);
    write(root, {
      'latest_checkpointed_iteration.txt': '100',
      'iter_0000100/mp_rank_00/model_optim_rng.pt': torchFile().subarray(0, -10),
    });
    utimesSync(join(root, 'iter_0000050/mp_rank_00/model_optim_rng.pt'), 1_000, 1_000);
    const clock = (now: number) => ({ now: () => now, schedule: systemDeps.schedule });
    const latest = await latestCheckpoint(root, { settle: 0, deps: { ...clock(1_090_000) } });
    expect(latest).toEqual({
      path: join(root, 'iter_0000050'),
      step: 50,
      kind: 'megatron',
      complete: true,
      written_at: 1_000_000,
      age_seconds: 90,
      passed_over: [
        {
          path: join(root, 'iter_0000100'),
          step: 100,
          kind: 'megatron',
          reason: 'mp_rank_00/model_optim_rng.pt is torn: its end-of-central-directory record is missing',
        },
      ],
    });
    expect((await latestCheckpoint(root, { settle: 0, deps: clock(5) })).age_seconds).toBe(0);
  });

  it('says why there is none', async () => {
    await expect(latestCheckpoint(root)).rejects.toBeInstanceOf(NoCheckpointError);
    await expect(latestCheckpoint(root)).rejects.toThrow('Nothing there has the name of a checkpoint.');
    const nowhere = join(root, 'nowhere');
    await expect(latestCheckpoint(nowhere)).rejects.toThrow(`There is no folder ${nowhere}.`);
    await expect(latestCheckpoint(nowhere)).rejects.toMatchObject({ code: 'no_checkpoint_found' });
    write(root, { 'step_5.pt': 'x', 'step_6.pt': 'x' });
    await expect(latestCheckpoint(root)).rejects.toThrow(
      `The newest is ${join(root, 'step_6.pt')}: it does not begin like a torch file. 1 older ones are not complete either.`,
    );
  });

  it.each(['EACCES', 'EPERM'])('tells %s apart from an empty folder', async (code) => {
    await expect(latestCheckpoint(root, { fs: refusing(code) })).rejects.toBeInstanceOf(PermissionDeniedError);
    await expect(latestCheckpoint(root, { fs: refusing(code) })).rejects.toThrow(`${root} could not be read: ${code}`);
  });

  it('is a plain error where the file system has gone', async () => {
    const error = await latestCheckpoint(root, { fs: refusing('ESTALE') }).catch((one: unknown) => one);
    expect(error).not.toBeInstanceOf(NoCheckpointError);
    expect(String(error)).toContain('could not be read: ESTALE');
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

  it('keeps behind one of a path, whatever steps are told', async () => {
    write(root, { 'last.pt': torchFile(), 'ckpt.pt': torchFile(), 'step_5.pt': torchFile() });
    for (const [name, at] of [
      ['last.pt', 9],
      ['ckpt.pt', 8],
      ['step_5.pt', 7],
    ] as const)
      utimesSync(join(root, name), at, at);
    const behind = async (name: string) => (await latestVerified(root, { ...options, before: join(root, name) }))?.path;
    expect(await behind('last.pt')).toBe(join(root, 'ckpt.pt'));
    expect(await behind('ckpt.pt')).toBe(join(root, 'step_5.pt'));
    expect(await behind('step_5.pt')).toBeUndefined();
    expect(await behind('gone.pt')).toBe(join(root, 'last.pt'));
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
