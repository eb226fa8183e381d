import { describe, expect, it } from 'vitest';
import { spark } from './spark.js';

describe('a spark line', () => {
  it('goes from the lowest to the highest', () => {
    expect(spark([0, 1, 2, 3, 4, 5, 6, 7], 20)).toBe('▁▂▃▄▅▆▇█');
    expect(spark([8, 0], 20)).toBe('█▁');
  });

  it('is level where nothing changes, and empty of nothing', () => {
    expect(spark([2, 2, 2], 20)).toBe('▅▅▅');
    expect(spark([], 20)).toBe('');
    expect(spark([undefined], 20)).toBe('');
  });

  it('shows means where there are more values than room', () => {
    // Means of 0 and 2, 10 and 10, 2 and 0.
    expect(spark([0, 2, 10, 10, 2, 0], 3)).toBe('▁█▁');
    expect(
      spark(
        Array.from({ length: 1000 }, (_, i) => i),
        8,
      ),
    ).toBe('▁▂▃▄▅▆▇█');
  });

  it('shows what is no number, and is not led astray by it', () => {
    expect(spark([0, Number.NaN, 7, Number.POSITIVE_INFINITY, undefined], 20)).toBe('▁×█×');
    expect(spark([Number.NaN], 20)).toBe('×');
    expect(spark([-1.7e308, 1.7e308], 20)).toBe('▁█');
  });
});
