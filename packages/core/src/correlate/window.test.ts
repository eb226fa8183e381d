import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slope, statistics } from './statistics.js';
import { coveredFrom, isFull, MOST_VALUES, type Span, type Window, withValue } from './window.js';

const span = fc.oneof(
  fc.record({ kind: fc.constant('values' as const), size: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ kind: fc.constant('time' as const), size: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('steps' as const), size: fc.integer({ min: 1, max: 40 }) }),
);

/** All points kept, and each window cut out of them. */
function naive(points: readonly (readonly [number, number, number])[], { kind, size }: Span) {
  const [, time, step] = points.at(-1) as readonly [number, number, number];
  const inside = points.filter(([, at, number], i) =>
    kind === 'values' ? points.length - i <= size : kind === 'time' ? time - at <= size : step - number <= size,
  );
  const [, firstTime, firstStep] = points[0] as readonly [number, number, number];
  const full =
    kind === 'values' ? points.length >= size : kind === 'time' ? time - firstTime >= size : step - firstStep >= size;
  return { values: inside.map(([value]) => value), full };
}

describe('a window', () => {
  it('holds just what its spans reach', () => {
    fc.assert(
      fc.property(
        fc.array(span, { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(fc.integer(), fc.nat(6), fc.nat(6)), { minLength: 1, maxLength: 30 }),
        (spans, steps) => {
          let window: Window | undefined;
          const points: [number, number, number][] = [];
          for (const [value, later, further] of steps) {
            const [, time, step] = points.at(-1) ?? [0, 0, 0];
            points.push([value, time + later, step + further]);
            window = withValue(window, value, time + later, step + further, spans);
            for (const one of spans) {
              const [from, full] = [coveredFrom(window, one), isFull(window, one)];
              expect({ values: window.values.slice(from), full }).toEqual(naive(points, one));
            }
          }
          expect(window?.values.length).toBe(Math.max(...spans.map((one) => naive(points, one).values.length)));
        },
      ),
    );
  });

  it('is bounded, however long it is to be', () => {
    let window: Window | undefined;
    for (let i = 0; i < MOST_VALUES + 5; i++) window = withValue(window, i, 0, 0, [{ kind: 'time', size: 1000 }]);
    expect(window?.values.length).toBe(MOST_VALUES);
  });
});

describe('statistics', () => {
  const of = (name: string, values: readonly number[], argument?: number) => statistics[name]?.(values, argument);
  it('are numbers also where their sums and squares are too large for one', () => {
    const most = Number.MAX_VALUE;
    expect(of('mean', [most, most, 0])).toBeCloseTo((2 / 3) * most, -295);
    expect((of('stddev', [most, most / 2]) as number) / most).toBeCloseTo(0.3535534, 6);
    expect([of('mean', [1, Infinity]), of('mean', [1, NaN])]).toEqual([Infinity, NaN]);
  });

  it('are those of the books', () => {
    const values = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(of('mean', values)).toBe(5);
    expect(of('median', values)).toBe(4.5);
    expect(of('stddev', values)).toBeCloseTo(2.13809, 5);
    expect(of('percentile', values, 90)).toBeCloseTo(7.6, 10);
    expect(of('percentile', [1], 90)).toBe(1);
    expect([
      of('min', values),
      of('max', values),
      of('first', values),
      of('last', values),
      of('count', values),
    ]).toEqual([2, 9, 2, 9, 8]);
    expect(of('ewma', [0, 0, 3])).toBe(1.5);
    expect(of('stddev', [3])).toBe(0);
    expect(slope([1, 3, 5], [0, 1, 2])).toBe(2);
    expect(slope([1, 3], [1, 1])).toBe(0);
  });
});

describe('windows that share a history', () => {
  const spans: readonly Span[] = [
    { kind: 'values', size: 5 },
    { kind: 'steps', size: 30 },
  ];
  const json = (window: Window) => JSON.parse(JSON.stringify(window));

  it('are values: what is added to one later, or to its copy, changes none of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(9), fc.nat(20), fc.nat(200)), { minLength: 1, maxLength: 200 }),
        (points) => {
          const kept: { window: Window; text: string }[] = [];
          for (const [value, step, from] of points) {
            const before = kept[Math.min(from, kept.length - 1)]?.window;
            const window = withValue(before, value, 0, step, spans);
            const read = before && withValue(json(before), value, 0, step, spans);
            if (read !== undefined) expect(json(window)).toEqual(json(read));
            kept.push({ window, text: JSON.stringify(window) });
          }
          for (const { window, text } of kept) expect(JSON.stringify(window)).toBe(text);
        },
      ),
    );
  });

  it('know their values in order of size, whichever of them asks', () => {
    const span = spans[0] as Span;
    const windows: Window[] = [];
    for (let i = 0; i < 300; i++) windows.push(withValue(windows.at(-1), (i * 7_919) % 101, 0, i, spans));
    for (const window of [...windows, ...[...windows].reverse()]) {
      const ordered = window.history.ordered(span, window.start, window.end);
      const held = Array.from({ length: ordered.length }, (_, i) => ordered.at(i));
      expect(held).toEqual([...window.values].sort((a, b) => a - b));
    }
  });
});
