import { renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFileName, readName } from './names.js';
import { metadata, oldTorchFile, safetensors, tarFile, temporary, torchFile, write } from './trees.fixture.js';
import { type Subject, verifyCheckpoint } from './verify.js';

let root = '';
beforeEach(() => {
  root = temporary();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** What the search makes of a name. */
function subject(name: string): Subject {
  const named = readName(name) ?? readFileName(name);
  if (named === undefined) throw new Error(`${name} is the name of no checkpoint`);
  return { path: join(root, name), ...named };
}

type Files = Readonly<Record<string, string | Buffer>>;
/** The verdict on `name` in a directory of these files: `complete`, or the reason why not. */
async function verdict(name: string, files: Files): Promise<string> {
  write(root, files);
  const { complete, reason } = await verifyCheckpoint(subject(name));
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
  [
    'verl, all ranks',
    'global_step_40',
    {
      'latest_checkpointed_iteration.txt': '40',
      'global_step_40/data.pt': torchFile(),
      'global_step_40/actor/model_world_size_2_rank_0.pt': torchFile(),
      'global_step_40/actor/model_world_size_2_rank_1.pt': torchFile(),
      'global_step_40/actor/huggingface/config.json': '{}',
    },
    'complete',
  ],
  [
    'verl, a rank missing',
    'global_step_40',
    {
      'latest_checkpointed_iteration.txt': '40',
      'global_step_40/actor/model_world_size_2_rank_0.pt': torchFile(),
      'global_step_40/actor/model_world_size_2_rank_1.pt': torchFile(),
      'global_step_40/critic/optim_world_size_2_rank_1.pt': torchFile(),
    },
    'critic/optim_world_size_2_rank_0.pt is missing: the world has 2 ranks',
  ],
  [
    'verl before its tracker moves on',
    'global_step_40',
    {
      'latest_checkpointed_iteration.txt': '20',
      'global_step_40/actor/model_world_size_1_rank_0.pt': torchFile(),
    },
    'latest_checkpointed_iteration.txt still names step 20',
  ],
  [
    'a torn index of torch.distributed',
    'step-500',
    { 'step-500/.metadata': metadata('__0_0.distcp').subarray(0, -1), 'step-500/__0_0.distcp': 'x' },
    '.metadata is torn: it does not end like a pickle',
  ],
  [
    'an index below, of torch.distributed, whose shard is missing',
    'step_500',
    {
      latest: 'step_500',
      'step_500/optim/.metadata': metadata('__0_0.distcp', '__1_0.distcp'),
      'step_500/optim/__0_0.distcp': 'x',
    },
    'optim/__1_0.distcp, which optim/.metadata names, is missing',
  ],
  [
    'a folder of torch.distributed without its own index beside one that has it',
    'step_500',
    {
      'step_500/model_0/.metadata': metadata('__0_0.distcp'),
      'step_500/model_0/__0_0.distcp': 'x',
      'step_500/optimizer_0/__0_0.distcp': 'x',
    },
    'optimizer_0/.metadata is missing',
  ],
  [
    'shards with an index, and a torn optimizer',
    'step_500',
    {
      'step_500/model-00001-of-00001.safetensors': safetensors(),
      'step_500/model.safetensors.index.json': sharded('model-00001-of-00001.safetensors'),
      'step_500/optimizer.bin': torchFile().subarray(0, -1),
    },
    'optimizer.bin is torn: its end-of-central-directory record is missing',
  ],
  ['one file', 'step_400.pt', { 'step_400.pt': torchFile() }, 'complete'],
  ['one file of safetensors', 'model_400.safetensors', { 'model_400.safetensors': safetensors() }, 'complete'],
  ['one empty file', 'step_400.pt', { 'step_400.pt': '' }, 'it is empty'],
  [
    'one torn file',
    'checkpoint_400.pth',
    { 'checkpoint_400.pth': torchFile().subarray(0, -1) },
    'it is torn: its end-of-central-directory record is missing',
  ],
  ['a file of another format', 'step_400.pt', { 'step_400.pt': 'weights' }, 'it does not begin like a torch file'],
  [
    'a file that is packed',
    'step_400.pt',
    { 'step_400.pt': Buffer.from([0x1f, 0x8b, 8, 0]) },
    "it is packed, so its end can't be checked",
  ],
  [
    'Lightning',
    'epoch=3-step=400.ckpt',
    { 'epoch=3-step=400.ckpt': torchFile(), 'epoch=3-step=400.ckpt.tmp': 'x' },
    'complete',
  ],
  [
    'Lightning, a folder that several ranks write',
    'epoch=3-step=400.ckpt',
    {
      'epoch=3-step=400.ckpt/.metadata': metadata('__0_0.distcp'),
      'epoch=3-step=400.ckpt/__0_0.distcp': 'x',
      'epoch=3-step=400.ckpt/meta.pt': torchFile(),
    },
    'complete',
  ],
  [
    "torch's old format that nothing names",
    'step_400.pt',
    { 'step_400.pt': oldTorchFile() },
    "it is in torch's old format, whose end can't be checked, and nothing names it",
  ],
  ["torch's old format, named", 'step_400.pt', { latest: 'step_400.pt', 'step_400.pt': oldTorchFile() }, 'complete'],
  [
    "torch's old format beside the one that is named",
    'step_400.pt',
    { last_checkpoint: 'step_300.pt', 'step_400.pt': oldTorchFile() },
    "it is in torch's old format, whose end can't be checked, and nothing names it",
  ],
  [
    "torch's old format, torn in its head",
    'step_400.pt',
    { latest: 'step_400.pt', 'step_400.pt': oldTorchFile().subarray(0, 9) },
    'it ends inside its head',
  ],
  [
    'a pickle of another hand',
    'step_400.pt',
    { latest: 'step_400.pt', 'step_400.pt': Buffer.from([0x80, 4, 0x95, 1, 2]) },
    'it is a pickle that torch has not written',
  ],
  [
    "torch's old format in a folder that the tracker names",
    'iter_0000100',
    { 'latest_checkpointed_iteration.txt': '100', 'iter_0000100/mp_rank_00/model_optim_rng.pt': oldTorchFile() },
    'complete',
  ],
  ['a tar archive', 'step_400.pth.tar', { 'step_400.pth.tar': tarFile() }, 'complete'],
  [
    'a tar archive without its end',
    'step_400.pth.tar',
    { 'step_400.pth.tar': tarFile().subarray(0, 1024) },
    'it is torn: the two blocks that end a tar archive are missing',
  ],
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

  it('is never complete when its end is cut off a tar file', async () => {
    const whole = tarFile();
    for (let length = 0; length < whole.length; length += 32)
      expect(await verdict('step_5.pt', { 'step_5.pt': whole.subarray(0, length) }), String(length)).not.toBe(
        'complete',
      );
  });

  it('reads a tar archive whose length stands in an entry of its own', async () => {
    const told = tarFile('9 size=7\n', 'x');
    const without = tarFile('weights', '0', 0);
    const large = Buffer.concat([told.subarray(0, 1024), without]);
    expect(await verdict('step_5.nemo', { 'step_5.nemo': large })).toBe('complete');
    expect(await verdict('step_5.nemo', { 'step_5.nemo': without })).toBe('it has no tar header at byte 512');
  });

  it('is not complete when it was written after what names it', async () => {
    const old = new Date(Date.now() - 3_600_000);
    const files = {
      'latest_checkpointed_iteration.txt': '150',
      'iter_0000100/mp_rank_00/model_optim_rng.pt': torchFile(),
    };
    expect(await verdict('iter_0000100', files)).toBe('complete');
    utimesSync(join(root, 'latest_checkpointed_iteration.txt'), old, old);
    expect(await verdict('iter_0000100', {})).toBe(
      'mp_rank_00/model_optim_rng.pt was written after latest_checkpointed_iteration.txt, which is written last',
    );
  });

  it('is complete when its parts were written one long after the other, each with its index', async () => {
    write(root, {
      'step_500/model_0/.metadata': metadata('__0_0.distcp'),
      'step_500/model_0/__0_0.distcp': 'x',
      'step_500/optimizer_0/.metadata': metadata('__0_0.distcp'),
      'step_500/optimizer_0/__0_0.distcp': 'x',
    });
    const old = new Date(Date.now() - 3_600_000);
    for (const name of ['.metadata', '__0_0.distcp']) utimesSync(join(root, 'step_500/model_0', name), old, old);
    expect(await verdict('step_500', {})).toBe('complete');
    for (const name of ['model_0', 'optimizer_0']) utimesSync(join(root, 'step_500', name, '.metadata'), old, old);
    expect(await verdict('step_500', {})).toBe(
      'optimizer_0/__0_0.distcp was written after model_0/.metadata, which is written last',
    );
  });

  it('is complete whatever was put beside its weights later, and however its random numbers came late', async () => {
    const old = new Date(Date.now() - 3_600_000);
    write(root, {
      'checkpoint-5/trainer_state.json': state(5),
      'checkpoint-5/model.safetensors': safetensors(),
      'checkpoint-5/rng_state_3.pth': torchFile(),
      'checkpoint-5/scores.json': '{}',
    });
    for (const name of ['trainer_state.json', 'model.safetensors'])
      utimesSync(join(root, 'checkpoint-5', name), old, old);
    expect(await verdict('checkpoint-5', {})).toBe('complete');
  });

  it('sees that another file of the same size and time took the name', async () => {
    write(root, { latest: 'step_5', 'step_5/m.pt': torchFile('aaaa') });
    const at = new Date(1_000_000);
    utimesSync(join(root, 'step_5/m.pt'), at, at);
    const first = await verifyCheckpoint(subject('step_5'));
    write(root, { 'step_5/new': torchFile('bbbb') });
    utimesSync(join(root, 'step_5/new'), at, at);
    renameSync(join(root, 'step_5/new'), join(root, 'step_5/m.pt'));
    expect((await verifyCheckpoint(subject('step_5'), first.look)).reason).toBe(
      'm.pt changed between two looks, so it is still being written',
    );
  });

  it('is not complete while a file changes between two looks', async () => {
    write(root, { latest: 'step_5', 'step_5/m.pt': torchFile() });
    const first = await verifyCheckpoint(subject('step_5'));
    expect(first.complete).toBe(true);
    expect((await verifyCheckpoint(subject('step_5'), first.look)).complete).toBe(true);
    write(root, { 'step_5/m.pt': torchFile('another length') });
    expect((await verifyCheckpoint(subject('step_5'), first.look)).reason).toBe(
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
