import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { metadata, safetensors, temporary, torchFile, write } from './trees.fixture.js';
import { verifyCheckpoint } from './verify.js';

let root = '';
beforeEach(() => {
  root = temporary();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

type Files = Readonly<Record<string, string | Buffer>>;
/** The verdict on `name` in a directory of these files: `complete`, or the reason why not. */
async function verdict(name: string, files: Files): Promise<string> {
  write(root, files);
  const { complete, reason } = await verifyCheckpoint(join(root, name));
  expect(complete).toBe(reason === undefined);
  return reason ?? 'complete';
}

const state = (step: number) => JSON.stringify({ global_step: step });
const sharded = (...shards: string[]) =>
  JSON.stringify({ weight_map: Object.fromEntries(shards.map((s, i) => [i, s])) });

const cases: readonly [what: string, name: string, files: Files, expected: string][] = [
  [
    'Megatron, several ranks',
    'iter_0000100',
    {
      'latest_checkpointed_iteration.txt': '100',
      'iter_0000100/mp_rank_00_000/model_optim_rng.pt': torchFile(),
      'iter_0000100/mp_rank_01_000/model_optim_rng.pt': torchFile(),
    },
    'complete',
  ],
  [
    'Megatron without a tracker',
    'iter_0000100',
    { 'iter_0000100/mp_rank_00/model_optim_rng.pt': torchFile() },
    'neither latest_checkpointed_iteration.txt nor an index says that it is whole',
  ],
  [
    'Megatron with a torn tracker',
    'iter_0000100',
    { 'latest_checkpointed_iteration.txt': '', 'iter_0000100/mp_rank_00/model_optim_rng.pt': torchFile() },
    'latest_checkpointed_iteration.txt says "", which names no step',
  ],
  [
    'Megatron with one torn rank',
    'iter_0000100',
    {
      'latest_checkpointed_iteration.txt': '100',
      'iter_0000100/mp_rank_00/model_optim_rng.pt': torchFile(),
      'iter_0000100/mp_rank_01/model_optim_rng.pt': torchFile().subarray(0, 40),
    },
    'mp_rank_01/model_optim_rng.pt is torn: its end-of-central-directory record is missing',
  ],
  [
    'Megatron with an empty rank file',
    'iter_0000100',
    { 'latest_checkpointed_iteration.txt': '100', 'iter_0000100/mp_rank_00/model_optim_rng.pt': '' },
    'mp_rank_00/model_optim_rng.pt is empty',
  ],
  [
    'Megatron with only a stray file',
    'iter_0000100',
    { 'latest_checkpointed_iteration.txt': '100', 'iter_0000100/readme': 'x' },
    'it holds neither model_optim_rng.pt nor .distcp files',
  ],
  [
    'torch_dist with all shards that its index names',
    'iter_0000100',
    {
      'iter_0000100/.metadata': metadata('__0_0.distcp', '__1_0.distcp'),
      'iter_0000100/common.pt': torchFile(),
      'iter_0000100/__0_0.distcp': 'x',
      'iter_0000100/__1_0.distcp': 'x',
    },
    'complete',
  ],
  [
    'torch_dist with a missing shard',
    'iter_0000100',
    {
      'latest_checkpointed_iteration.txt': '100',
      'iter_0000100/.metadata': metadata('__0_0.distcp', '__1_0.distcp'),
      'iter_0000100/__0_0.distcp': 'x',
    },
    '__1_0.distcp, which .metadata names, is missing',
  ],
  [
    'torch_dist before its index is written',
    'iter_0000100',
    { 'latest_checkpointed_iteration.txt': '100', 'iter_0000100/__0_0.distcp': 'x' },
    '.metadata is missing',
  ],
  [
    'torch_dist whose tracker is older',
    'iter_0000100',
    {
      'latest_checkpointed_iteration.txt': '50',
      'iter_0000100/.metadata': metadata('__0_0.distcp'),
      'iter_0000100/__0_0.distcp': 'x',
    },
    'latest_checkpointed_iteration.txt still names step 50',
  ],
  [
    'Hugging Face, one file',
    'checkpoint-500',
    {
      'checkpoint-500/model.safetensors': safetensors(),
      'checkpoint-500/optimizer.pt': torchFile(),
      'checkpoint-500/trainer_state.json': state(500),
    },
    'complete',
  ],
  [
    'Hugging Face with somebody else’s latest beside it',
    'checkpoint-500',
    {
      latest: 'whatever',
      'checkpoint-500/model.safetensors': safetensors(),
      'checkpoint-500/trainer_state.json': state(500),
    },
    'complete',
  ],
  [
    'Hugging Face without trainer_state.json',
    'checkpoint-500',
    { 'checkpoint-500/model.safetensors': safetensors() },
    'trainer_state.json, which is written last, is missing',
  ],
  [
    'Hugging Face with half a trainer_state.json',
    'checkpoint-500',
    { 'checkpoint-500/model.safetensors': safetensors(), 'checkpoint-500/trainer_state.json': '{"global_st' },
    'trainer_state.json is no whole JSON',
  ],
  [
    'Hugging Face, torn safetensors',
    'checkpoint-500',
    {
      'checkpoint-500/model.safetensors': safetensors().subarray(0, -1),
      'checkpoint-500/trainer_state.json': state(500),
    },
    `model.safetensors has ${safetensors().length - 1} bytes where its header announces ${safetensors().length}`,
  ],
  [
    'Hugging Face, all shards',
    'checkpoint-500',
    {
      'checkpoint-500/model.safetensors.index.json': sharded('a.safetensors', 'b.safetensors'),
      'checkpoint-500/a.safetensors': safetensors(),
      'checkpoint-500/b.safetensors': safetensors(),
      'checkpoint-500/trainer_state.json': state(500),
    },
    'complete',
  ],
  [
    'Hugging Face, a shard missing',
    'checkpoint-500',
    {
      'checkpoint-500/model.safetensors.index.json': sharded('a.safetensors', 'b.safetensors'),
      'checkpoint-500/a.safetensors': safetensors(),
      'checkpoint-500/trainer_state.json': state(500),
    },
    'b.safetensors, which model.safetensors.index.json names, is missing',
  ],
  [
    'DeepSpeed',
    'global_step500',
    { latest: 'global_step500', 'global_step500/mp_rank_00_model_states.pt': torchFile() },
    'complete',
  ],
  [
    'DeepSpeed before latest moves on',
    'global_step500',
    { latest: 'global_step400\n', 'global_step500/mp_rank_00_model_states.pt': torchFile() },
    'latest still names step 400',
  ],
  ['generic, named by latest', 'step_500', { latest: 'step_500', 'step_500/model.pt': torchFile() }, 'complete'],
  ['generic, newer latest', 'step_500', { latest: 'step_600', 'step_500/model.pt': torchFile() }, 'complete'],
  [
    'generic that nothing vouches for',
    'global_step_500',
    { 'global_step_500/model.pt': torchFile() },
    'neither latest nor an index says that it is whole',
  ],
  [
    'generic, torchtitan',
    'step-500',
    { 'step-500/.metadata': metadata('__0_0.distcp'), 'step-500/__0_0.distcp': 'x' },
    'complete',
  ],
  [
    'a leftover of an unfinished write',
    'step_500',
    { latest: 'step_500', 'step_500/model.pt': torchFile(), 'step_500/optimizer.pt.tmp': 'x' },
    'optimizer.pt.tmp is left over from an unfinished write',
  ],
  [
    'an incomplete download',
    'step_500',
    { latest: 'step_500', 'step_500/a/model.pt.incomplete': 'x' },
    'a/model.pt.incomplete is left over from an unfinished write',
  ],
  ['another name', 'model', { 'model/model.pt': torchFile() }, 'its name is not that of a checkpoint'],
  ['nothing at all', 'step_5', {}, 'it could not be read: ENOENT'],
];

describe('verifyCheckpoint', () => {
  it.each(cases)('%s', async (_what, name, files, expected) => {
    expect(await verdict(name, files)).toBe(expected);
  });

  it('is never complete when any byte is cut off a torch file', async () => {
    const whole = torchFile();
    write(root, { latest: 'step_5' });
    for (let length = 0; length < whole.length; length++)
      expect(await verdict('step_5', { 'step_5/m.pt': whole.subarray(0, length) }), String(length)).not.toBe(
        'complete',
      );
    expect(await verdict('step_5', { 'step_5/m.pt': whole })).toBe('complete');
  });

  it('is never complete when any byte is cut off a safetensors file', async () => {
    const whole = safetensors();
    write(root, { latest: 'step_5' });
    for (let length = 0; length < whole.length; length++)
      expect(await verdict('step_5', { 'step_5/m.safetensors': whole.subarray(0, length) })).not.toBe('complete');
  });

  it('is not complete while a file changes between two looks', async () => {
    write(root, { latest: 'step_5', 'step_5/m.pt': torchFile() });
    const first = await verifyCheckpoint(join(root, 'step_5'));
    expect(first.complete).toBe(true);
    expect((await verifyCheckpoint(join(root, 'step_5'), first.look)).complete).toBe(true);
    write(root, { 'step_5/m.pt': torchFile('another length') });
    expect((await verifyCheckpoint(join(root, 'step_5'), first.look)).reason).toBe(
      'm.pt changed between two looks, so it is still being written',
    );
  });

  it('reads the tracker behind a latest link', async () => {
    write(root, { 'step_5/m.pt': torchFile(), 'step_6/m.pt': torchFile() });
    symlinkSync('step_5', join(root, 'latest'));
    expect(await verdict('step_5', {})).toBe('complete');
    expect(await verdict('step_6', {})).toBe('latest still names step 5');
  });

  it('does not follow a file link that leaves the checkpoint', async () => {
    write(root, { latest: 'step_5', 'step_5/a.json': '{}', 'other.pt': torchFile() });
    symlinkSync('../other.pt', join(root, 'step_5/m.pt'));
    expect(await verdict('step_5', {})).toBe('m.pt is a link that leaves the checkpoint');
  });

  it('reads a zip whose central directory is announced in the 64-bit records', async () => {
    const small = torchFile();
    const end = small.subarray(-22);
    const size = end.readUInt32LE(12);
    const offset = end.readUInt32LE(16);
    const record = Buffer.alloc(56);
    record.write('PK\x06\x06', 'latin1');
    record.writeBigUInt64LE(BigInt(size), 40);
    record.writeBigUInt64LE(BigInt(offset), 48);
    const locator = Buffer.alloc(20);
    locator.write('PK\x06\x07', 'latin1');
    locator.writeBigUInt64LE(BigInt(small.length - 22), 8);
    const last = Buffer.from(end);
    last.writeUInt32LE(0xffffffff, 16);
    const large = Buffer.concat([small.subarray(0, -22), record, locator, last]);
    expect(await verdict('step_5', { latest: 'step_5', 'step_5/m.pt': large })).toBe('complete');
  });
});
