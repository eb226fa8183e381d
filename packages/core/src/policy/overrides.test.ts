import { describe, expect, it } from 'vitest';
import { changed, type Overrides, overridesText } from './overrides.js';

describe('settings in force after restarts', () => {
  const slower: Overrides = { scale: { lr: 0.1 }, floor: { lr: 1e-7 } };

  it.each<[string, Overrides | undefined, Overrides, Overrides]>([
    ['the first is taken as it is', undefined, slower, slower],
    ['factors multiply', slower, { scale: { lr: 0.5 } }, { scale: { lr: 0.05 }, floor: { lr: 1e-7 } }],
    [
      'others stay',
      slower,
      { scale: { batch_size: 0.5 } },
      { scale: { lr: 0.1, batch_size: 0.5 }, floor: { lr: 1e-7 } },
    ],
    ['bounds are those said last', slower, { floor: { lr: 1e-6 } }, { scale: { lr: 0.1 }, floor: { lr: 1e-6 } }],
    ['a value ends the factor', slower, { set: { lr: 0.25 } }, { set: { lr: 0.25 }, floor: { lr: 1e-7 } }],
    ['a value is changed by a factor', { set: { lr: 0.5 } }, { scale: { lr: 0.5 } }, { set: { lr: 0.25 } }],
    [
      'within its bounds',
      { set: { lr: 4, epsilon: 0.8 } },
      { scale: { lr: 0.25, epsilon: 1.5 }, floor: { lr: 2 }, cap: { epsilon: 1 } },
      { set: { lr: 2, epsilon: 1 }, floor: { lr: 2 }, cap: { epsilon: 1 } },
    ],
    [
      'a value that is no number is left to the factor',
      { set: { lr: 'auto' } },
      { scale: { lr: 0.5 } },
      { set: { lr: 'auto' }, scale: { lr: 0.5 } },
    ],
  ])('%s', (_name, before, by, after) => expect(changed(before, by)).toEqual(after));

  it('are told in words', () => {
    expect(
      overridesText({ set: { precision: 'bf16' }, scale: { lr: 0.1 * 0.1, b: 2 }, floor: { lr: 1e-7 }, cap: { b: 8 } }),
    ).toBe('lr × 0.01 (at least 1e-7), b × 2 (at most 8), precision = bf16');
  });
});
