import { describe, expect, it } from 'vitest';
import { described, explodedFrom, hasDiverged, healthScore, lossTrend } from './formulas.js';

const times = (count: number, value: number) => Array.from({ length: count }, () => value);
const noCounts = { nan: 0, inf: 0, explosion: 0, divergence: 0, oom: 0 };

describe('an explosion of gradients', () => {
  it('is more than ten times the median, of ten norms at least', () => {
    // Nine of 2 and one of 20.5: the median is 2, ten times it is 20.
    expect(explodedFrom([...times(9, 2), 20.5], 10)).toBe(2);
    expect(explodedFrom([...times(9, 2), 20], 10)).toBeUndefined();
    expect(explodedFrom([...times(8, 2), 500], 10)).toBeUndefined();
  });

  it('takes the norm itself into the median', () => {
    // 1, 1, 1, 1, 1, 3, 3, 3, 3, 25: the median is (1 + 3) / 2.
    expect(explodedFrom([...times(5, 1), ...times(4, 3), 25], 10)).toBe(2);
  });

  it('is none where the median is 0', () => {
    expect(explodedFrom([...times(12, 0), 5], 10)).toBeUndefined();
  });
});

describe('a loss that diverges', () => {
  it('is more than half above what it was', () => {
    expect(hasDiverged(3.01, 2, 0.5)).toBe(true);
    expect(hasDiverged(3, 2, 0.5)).toBe(false);
    expect(hasDiverged(1, 2, 0.5)).toBe(false);
  });

  it('is reckoned by the size of losses below 0, and of 0 not at all', () => {
    // −10 to −4 is a rise of 6, and half of 10 is 5.
    expect(hasDiverged(-4, -10, 0.5)).toBe(true);
    expect(hasDiverged(-6, -10, 0.5)).toBe(false);
    expect(hasDiverged(5, 0, 0.5)).toBe(false);
  });
});

describe('the trend of the loss', () => {
  it('is not known of fewer than twenty', () => {
    expect(lossTrend([...times(10, 4), ...times(9, 1)])).toBe('insufficient_data');
  });

  it('compares the newer ten with the older ten', () => {
    expect(lossTrend([...times(10, 2), ...times(10, 1.89)])).toBe('improving');
    expect(lossTrend([...times(10, 2), ...times(10, 1.91)])).toBe('stable');
    expect(lossTrend([...times(10, 2), ...times(10, 2.09)])).toBe('stable');
    expect(lossTrend([...times(10, 2), ...times(10, 2.11)])).toBe('degrading');
    // What lies before the last twenty has no say.
    expect(lossTrend([...times(50, 100), ...times(20, 2)])).toBe('stable');
  });

  it('knows up from down below 0', () => {
    expect(lossTrend([...times(10, -2), ...times(10, -3)])).toBe('improving');
    expect(lossTrend([...times(10, -3), ...times(10, -2)])).toBe('degrading');
  });
});

describe('the score', () => {
  it('is 100 of a run that is well', () => {
    expect(healthScore(noCounts, [])).toBe(100);
    // Ten times the deviation, √(4/3) of the mean, is taken off, though neither sum nor squares fit into a number.
    expect(healthScore(noCounts, [Number.MAX_VALUE, Number.MAX_VALUE, 0, 0])).toBeCloseTo(
      100 - 10 * Math.sqrt(4 / 3),
      9,
    );
    expect(healthScore(noCounts, times(30, 1.5))).toBe(100);
  });

  it('takes off what was found', () => {
    expect(healthScore({ ...noCounts, nan: 1 }, [])).toBe(80);
    expect(healthScore({ ...noCounts, inf: 2 }, [])).toBe(60);
    expect(healthScore({ ...noCounts, explosion: 3 }, [])).toBe(85);
    expect(healthScore({ ...noCounts, divergence: 1, oom: 2 }, [])).toBe(75);
    expect(healthScore({ nan: 1, inf: 1, explosion: 1, divergence: 1, oom: 1 }, [])).toBe(40);
  });

  it('takes off how much the gradient norms vary, up to 20', () => {
    // 1 and 3: mean 2, deviation √2; 10 · √2 / 2 = 7.0711.
    expect(healthScore(noCounts, [1, 3])).toBeCloseTo(100 - 7.0711, 4);
    // 0, 0, 0, 0, 10: mean 2, deviation √20; 10 · √20 / 2 = 22.4, which is more than 20.
    expect(healthScore(noCounts, [0, 0, 0, 0, 10])).toBe(80);
  });

  it('is never below 0', () => {
    expect(healthScore({ ...noCounts, nan: 7 }, [])).toBe(0);
  });
});

it('describes values', () => {
  expect(described([2, 4, 4, 6])).toEqual({ mean: 4, std: Math.sqrt(8 / 3), median: 4, max: 6, min: 2 });
  expect(described([])).toEqual({ mean: null, std: null, median: null, max: null, min: null });
});
