import { describe, expect, it } from 'vitest';
import { atBound, settingsIn } from './at-bound.js';
import type { Overrides } from './overrides.js';

const slower: Overrides = { scale: { lr: 0.1 }, floor: { lr: 1e-7 } };
const wider: Overrides = { scale: { epsilon: 1.5 }, cap: { epsilon: 1 } };

describe('settings that can not be changed further', () => {
  it.each<[string, Overrides | undefined, Overrides, Record<string, number>, readonly string[]]>([
    ['far from it', undefined, slower, { lr: 1e-3 }, []],
    ['the last part of a step', undefined, slower, { lr: 1.5e-7 }, []],
    ['at the floor', slower, slower, { lr: 1e-7 }, ['lr stands at its floor of 1e-7']],
    ['as a log prints it', slower, slower, { lr: 1.00004e-7 }, ['lr stands at its floor of 1e-7']],
    ['below it by a schedule', slower, slower, { lr: 4e-8 }, ['lr stands at its floor of 1e-7']],
    ['0 at the start of a schedule', undefined, slower, { lr: 0 }, []],
    ['nobody has told it', slower, slower, {}, []],
    ['no bound', undefined, { scale: { lr: 0.1 } }, { lr: 1e-30 }, []],
    ['at the cap', undefined, wider, { epsilon: 1 }, ['epsilon stands at its cap of 1']],
    ['below the cap', undefined, wider, { epsilon: 0.9 }, []],
    ['a value that was set', { set: { lr: 1e-7 } }, slower, { lr: 0.5 }, ['lr stands at its floor of 1e-7']],
    [
      'what is set already',
      { set: { precision: 'complex128' } },
      { set: { precision: 'complex128' } },
      {},
      ['precision is complex128 already'],
    ],
    ['what is set anew', { set: { precision: 'float64' } }, { set: { precision: 'complex128' } }, {}, []],
    [
      'a bound that was said before',
      { floor: { lr: 1e-3 } },
      { scale: { lr: 0.5 } },
      { lr: 1e-3 },
      ['lr stands at its floor of 0.001'],
    ],
  ])('%s', (_name, before, by, known, texts) =>
    expect(atBound(before, by, known).map(({ text }) => text)).toEqual(texts),
  );

  it('are known by what steps tell', () => {
    expect(settingsIn({ learning_rate: 1e-3, batch_size: 8, loss: 'nan' })).toMatchObject({ lr: 1e-3, batch_size: 8 });
    expect(settingsIn({ loss: 2 })).toEqual({ loss: 2 });
  });
});
