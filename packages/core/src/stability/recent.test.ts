import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { before, noRecent, type Recent, within, withRecent } from './recent.js';

const of = (entries: readonly (readonly [step: number, value: number])[], span = 100): Recent =>
  entries.reduce((recent, [step, value]) => withRecent(recent, step, value, span), noRecent);
const each = (steps: number, by = 1, from = 0) =>
  Array.from({ length: steps }, (_, i) => [from + i * by, from + i * by] as const);

describe('values over steps', () => {
  it('counts steps, and not how often it was looked', () => {
    const everyTenth = of(each(50, 10));
    // Steps 400 to 490: those above 390.
    expect(within(everyTenth, 100, 10)).toEqual([400, 410, 420, 430, 440, 450, 460, 470, 480, 490]);
    expect(before(everyTenth, 100)).toEqual({ step: 390, value: 390 });
    const each1 = of(each(301));
    expect(within(each1, 100, 10)).toHaveLength(100);
    expect(before(each1, 100)).toEqual({ step: 200, value: 200 });
  });

  it('keeps some however sparse they are', () => {
    const sparse = of(each(30, 50));
    expect(within(sparse, 100, 10)).toHaveLength(10);
    expect(sparse.steps).toHaveLength(20);
  });

  it('knows what was so many steps ago only where anything was', () => {
    expect(before(of(each(100)), 100)).toBeUndefined();
    expect(before(of(each(101)), 100)).toEqual({ step: 0, value: 0 });
    // The last that was known then.
    expect(before(of([...each(3), [150, 7]]), 100)).toEqual({ step: 2, value: 2 });
  });

  it('takes the newest word for a step, and takes back what a rollback undoes', () => {
    expect(
      of([
        [1, 5],
        [2, 6],
        [2, 7],
      ]),
    ).toEqual({ steps: [1, 2], values: [5, 7] });
    expect(of([...each(50), [10, 99]]).steps.slice(-2)).toEqual([9, 10]);
  });

  it('never holds what is no number, whatever comes', () => {
    const value = fc.oneof(
      fc.double(),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(400), value), { maxLength: 80 }),
        fc.integer({ min: 1, max: 150 }),
        (entries, span) => {
          const sound = entries.filter(([, one]) => Number.isFinite(one));
          const recent = of(entries, span);
          expect(recent).toEqual(of(sound, span));
          expect(recent.values.every(Number.isFinite)).toBe(true);
          expect(recent.steps.every((step, i) => i === 0 || step > (recent.steps[i - 1] as number))).toBe(true);
        },
      ),
    );
  });

  it('lets go of nothing that a window asks for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 200 }),
        fc.integer({ min: 1, max: 150 }),
        (gaps, span) => {
          const entries = gaps.map((gap, i) => [gaps.slice(0, i + 1).reduce((a, b) => a + b), gap] as const);
          const step = entries.at(-1)?.[0];
          if (step === undefined) return;
          const recent = of(entries, span);
          const reached = entries.filter(([at]) => at > step - span).map(([, one]) => one);
          expect(within(recent, span, 1)).toEqual(reached);
          const then = entries.findLast(([at]) => at <= step - span);
          expect(before(recent, span)).toEqual(then && { step: then[0], value: then[1] });
        },
      ),
    );
  });
});
