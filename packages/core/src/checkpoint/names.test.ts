import { describe, expect, it } from 'vitest';
import { readFileName, readName, stepOfFolder } from './names.js';

describe('the name of a folder', () => {
  it.each([
    ['iter_0000100', { kind: 'megatron', step: 100 }],
    ['checkpoint-500', { kind: 'huggingface', step: 500 }],
    ['global_step500', { kind: 'deepspeed', step: 500 }],
    ['global_step_500', { kind: 'generic', step: 500 }],
    ['step_500', { kind: 'generic', step: 500 }],
    ['step-500', { kind: 'generic', step: 500 }],
    ['checkpoint_500', { kind: 'generic', step: 500 }],
    ['checkpoint_step_7', { kind: 'generic', step: 7 }],
    ['ckpt-7', { kind: 'generic', step: 7 }],
    ['checkpoint_000010', { kind: 'ray_train', count: 10 }],
    ['checkpoint_2026-11-22_10-20-30.123456', { kind: 'ray_train' }],
    ['epoch=3-step=400.ckpt', { kind: 'lightning', step: 400 }],
    ['model--val_loss=1.5-epoch=0-step=400-last', { kind: 'lightning', step: 400 }],
  ])('%s', (name, named) => {
    expect(readName(name)).toEqual(named);
  });

  it.each([
    'model',
    'tmp-checkpoint-5',
    'iter_x',
    'checkpoint-99999999999999999999',
    'step_5.tmp',
    'huggingface',
    'lr=1-epoch=3',
  ])('%s is that of none', (name) => {
    expect(readName(name)).toBeUndefined();
  });

  it('tells the step of one that is known by what it holds', () => {
    expect(stepOfFolder('dcp_step_40')).toBe(40);
    expect(stepOfFolder('ckpt40')).toBe(40);
    expect(stepOfFolder('epoch_3')).toBeUndefined();
  });
});

describe('the name of a file', () => {
  it.each([
    ['step_400.pt', { kind: 'file', step: 400 }],
    ['model_400.pth', { kind: 'file', step: 400 }],
    ['model_0000400.pth', { kind: 'file', step: 400 }],
    ['checkpoint_400.pt', { kind: 'file', step: 400 }],
    ['checkpoint-400.pth.tar', { kind: 'file', step: 400 }],
    ['iter_400.safetensors', { kind: 'file', step: 400 }],
    ['400.pt', { kind: 'file', step: 400 }],
    ['gpt2-step400-loss2.5.pt', { kind: 'file', step: 400 }],
    ['ckpt_epoch_3_step_400.pt', { kind: 'file', step: 400 }],
    ['epoch=3-step=400.ckpt', { kind: 'lightning', step: 400 }],
    ['epoch=3-step=400-v1.ckpt', { kind: 'lightning', step: 400 }],
    ['last.ckpt', { kind: 'lightning' }],
    ['last-v2.ckpt', { kind: 'lightning' }],
    ['last.pt', { kind: 'file' }],
    ['ckpt.pt', { kind: 'file' }],
    ['model.safetensors', { kind: 'file', only_weights: true }],
    ['final_model.pt', { kind: 'file', only_weights: true }],
    ['checkpoint_epoch_10.pth', { kind: 'file' }],
    ['epoch=3.ckpt', { kind: 'lightning' }],
  ])('%s', (name, named) => {
    expect(readFileName(name)).toEqual(named);
  });

  it.each([
    'vocab.pt',
    'optimizer_400.pt',
    'rng_state_0.pth',
    'model_world_size_8_rank_0.pt',
    'mp_rank_00_model_states.pt',
    'model-00001-of-00002.safetensors',
    'best.ckpt',
    'best_model.pt',
    'training_args.bin',
    'step_400.txt',
    'step_400.pt.tmp',
    'resnet50.pth',
    'dump_20261122.pt',
    'model_99999999999999999999.pt',
  ])('%s is that of none', (name) => {
    expect(readFileName(name)?.step).toBeUndefined();
    if (!name.startsWith('model_9')) expect(readFileName(name)).toBeUndefined();
  });
});
