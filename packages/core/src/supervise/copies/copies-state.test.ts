import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CopiesState, copyOf, type MadeCopy, notKept, withCopy } from './copies-state.js';

const copy = (n: number, healthy?: boolean): MadeCopy => ({
  ...{ path: `/d/step_${n}.pt`, of: `/c/step_${n}.pt`, written: n, step: n },
  ...(healthy === undefined ? {} : { healthy }),
});

describe('which copies are not kept', () => {
  it.each([
    ['none while there is room', [copy(1), copy(2)], 3, []],
    ['the oldest', [copy(1), copy(2), copy(3), copy(4)], 3, [1]],
    ['but never the newest healthy one', [copy(1, true), copy(2, true), copy(3, false), copy(4, false)], 1, [1, 3]],
    ['nor one that is gone on from', [copy(1), copy(2), copy(3)], 1, [2], '/d/step_1.pt'],
  ] as const)('%s', (_name, made, keep, going, used?: string) => {
    expect(notKept(made, keep, used).map(({ step }) => step)).toEqual(going);
  });

  it('holds for any run of copies', () => {
    const health = fc.constantFrom(true, false, undefined);
    fc.assert(
      fc.property(fc.array(health, { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), (healths, keep) => {
        let state: CopiesState | undefined;
        healths.forEach((healthy, n) => {
          state = withCopy(state, copy(n, healthy), n);
          const going = notKept(state.made, keep);
          state = { ...state, made: state.made.filter((one) => !going.includes(one)) };
        });
        const kept = (state?.made ?? []).map(({ step }) => step);
        const newest = healths.map((_, n) => n).slice(-keep);
        const healthy = healths.lastIndexOf(true);
        const expected = healthy === -1 || newest.includes(healthy) ? newest : [healthy, ...newest];
        expect(kept).toEqual(expected);
      }),
    );
  });
});

it('a copy that is made anew in its place counts once, as the newest, and trouble is over', () => {
  const state = withCopy({ made: [copy(1), copy(2)], trouble: 'full' }, { ...copy(1), written: 9 }, 50);
  expect(state).toEqual({ made: [copy(2), { ...copy(1), written: 9 }], at: 50 });
  const looked = { path: '/c/step_1.pt', kind: 'file', complete: true, look: {} } as const;
  expect(copyOf(state, { ...looked, mtime: 9 })?.path).toBe('/d/step_1.pt');
  expect(copyOf(state, { ...looked, mtime: 1 }), 'an earlier state of it').toBeUndefined();
});
