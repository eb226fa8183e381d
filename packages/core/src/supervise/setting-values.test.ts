import { describe, expect, it } from 'vitest';
import { laterCommand } from './later-args.js';
import { settingValues } from './setting-values.js';

const words = (text: string) => text.split(' ').filter((one) => one !== '');
const args = {
  lr: ['--lr', '{overrides.lr}'],
  batch_size: ['--batch-size={overrides.batch_size}'],
  epsilon: ['model.epsilon={overrides.epsilon}'],
  precision: ['--precision', '{overrides.precision}'],
};
const slower = { scale: { lr: 0.1 }, floor: { lr: 1e-7 } };

describe('what a setting is that restarts have changed', () => {
  it.each([
    ['of an option', 'python train.py --lr 0.01', slower, { 'overrides.lr': '0.001' }],
    ['joined', 'python train.py --lr=3e-4', slower, { 'overrides.lr': '0.00003' }],
    ['at its floor', 'python train.py --lr 1e-7', slower, { 'overrides.lr': '1e-7' }],
    [
      'a whole number stays one, by whatever dash',
      'python train.py --batch_size 5',
      { scale: { batch_size: 0.5 } },
      { 'overrides.batch_size': '2' },
    ],
    [
      'down to its floor',
      'train --batch-size=1',
      { scale: { batch_size: 0.5 }, floor: { batch_size: 1 } },
      { 'overrides.batch_size': '1' },
    ],
    [
      'of Hydra, up to its cap',
      'python train.py model.epsilon=0.8',
      { scale: { epsilon: 1.5 }, cap: { epsilon: 1 } },
      { 'overrides.epsilon': '1' },
    ],
    ['a value that was set', 'python train.py', { set: { precision: 'bf16' } }, { 'overrides.precision': 'bf16' }],
    ['not known', 'python train.py', slower, {}],
    ['no number', 'python train.py --lr auto', slower, {}],
    ['an option without a value', 'python train.py --lr --fast', slower, {}],
    ['a shell takes no arguments', 'sh -c train', slower, {}],
    ['nothing was changed', 'python train.py --lr 0.01', undefined, {}],
  ])('%s', (_name, argv, overrides, values) =>
    expect(settingValues(words(argv), args, overrides as never)).toEqual(values),
  );

  it('takes the place of the one in the command, each time from the first one', () => {
    const argv = words('python train.py --lr 0.01 --batch-size=8 --fast');
    const command = (overrides: object) =>
      laterCommand(argv, { override_args: args }, { overrides: overrides as never }).argv.join(' ');
    expect(command(slower)).toBe('python train.py --lr 0.001 --batch-size=8 --fast');
    expect(command({ scale: { lr: 0.1 * 0.1, batch_size: 0.5 }, floor: { lr: 1e-7 } })).toBe(
      'python train.py --lr 0.0001 --batch-size=4 --fast',
    );
  });

  it('leaves an option out that has no value', () => {
    const argv = words('python train.py --fast');
    expect(laterCommand(argv, { override_args: args }, { overrides: slower }).argv).toEqual(argv);
  });
});
