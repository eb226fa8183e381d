import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leakIn } from './leak.js';

/** The same by the normal equations, without centring: another way to the same line. */
function naive(values: readonly number[]): { slope: number; fit: number } {
  const n = values.length;
  const sum = (of: (value: number, i: number) => number) => values.reduce((all, value, i) => all + of(value, i), 0);
  const [x, y] = [sum((_, i) => i), sum((value) => value)];
  const [xx, xy, yy] = [sum((_, i) => i * i), sum((value, i) => i * value), sum((value) => value * value)];
  const slope = (n * xy - x * y) / (n * xx - x * x);
  const up = n * yy - y * y;
  return { slope, fit: up === 0 ? 0 : (n * xy - x * y) ** 2 / ((n * xx - x * x) * up) };
}
const series = (count: number, value: (i: number) => number) => Array.from({ length: count }, (_, i) => value(i));

describe('a leak of memory', () => {
  it('is what the naive line of least squares says', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 80_000 }), { minLength: 2, maxLength: 100 }), (values) => {
        const { slope_mb_per_sample, r_squared, growth_mb } = leakIn(values);
        const wanted = naive(values);
        expect(slope_mb_per_sample).toBeCloseTo(wanted.slope, 3);
        expect(r_squared).toBeCloseTo(wanted.fit, 3);
        expect(growth_mb).toBeCloseTo(wanted.slope * (values.length - 1), 2);
      }),
    );
  });

  it.each<[string, number[], boolean]>([
    ['steady growth', series(100, (i) => 20_000 + 50 * i), true],
    ['steady growth with noise', series(100, (i) => 20_000 + 50 * i + 200 * Math.sin(7 * i)), true],
    ['growth of less than 5 %', series(100, (i) => 20_000 + 9 * i), false],
    ['few samples', series(29, (i) => 20_000 + 500 * i), false],
    ['as few as are enough', series(30, (i) => 20_000 + 500 * i), true],
    ['a warm-up that ends', series(100, (i) => 20_000 + Math.min(i, 10) * 2_000), false],
    ['a long warm-up that flattens', series(100, (i) => 20_000 + 10_000 * (1 - Math.exp(-i / 25))), false],
    ['evaluations', series(100, (i) => 20_000 + (i % 20) * 1_000), false],
    ['memory that is given back', series(100, (i) => 30_000 - 50 * i), false],
    ['no memory at all', series(100, () => 0), false],
  ])('%s: %#', (_, values, suspected) => {
    expect(leakIn(values).suspected).toBe(suspected);
  });

  it('has the same numbers in the rule', () => {
    const path = fileURLToPath(new URL('../../../../plugins/health/monitoring/gpu_memory.yaml', import.meta.url));
    const [source, rule] = [new URL('./leak.ts', import.meta.url), readFileSync(path, 'utf8')];
    const text = readFileSync(source, 'utf8');
    const number = (name: string) => Number(new RegExp(`const ${name} = ([\\d.]+);`).exec(text)?.[1]);
    expect(rule).toContain(`count("allocated_mb", 100) >= ${number('LEAST_SAMPLES')} &&`);
    expect(rule).toContain(`>= ${number('LEAST_GROWTH')} * mean("allocated_mb", 100)`);
    expect(rule).toContain(`r_squared("allocated_mb", 100) >= ${number('LEAST_FIT')} &&`);
    expect(rule).toContain(
      `slope("allocated_mb", ${number('LATELY')}) >= ${number('STILL')} * slope("allocated_mb", 100)`,
    );
  });
});
