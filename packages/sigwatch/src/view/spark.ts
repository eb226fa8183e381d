const BARS = '▁▂▃▄▅▆▇█';
/** Stands where a value is no number. */
const BROKEN = '×';

/**
 * Values as one row of bars, the lowest of them the smallest bar; where there are more than `width`, each bar is the mean of
 * its share, and a share with a value that is no number shows that. Empty where there are none.
 */
export function spark(values: readonly (number | undefined)[], width: number): string {
  const known = values.filter((value) => value !== undefined);
  const shares = shared(known, Math.max(1, Math.min(width, known.length)));
  const finite = shares.filter(Number.isFinite);
  const lowest = finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const highest = finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const bar = (value: number) => {
    if (!Number.isFinite(value)) return BROKEN;
    // Halves, since the whole range of a double is no double.
    const share = highest === lowest ? 0.5 : (value / 2 - lowest / 2) / (highest / 2 - lowest / 2);
    return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))];
  };
  return shares.map(bar).join('');
}

function shared(values: readonly number[], count: number): number[] {
  if (values.length === 0) return [];
  return Array.from({ length: count }, (_, i) => {
    const part = values.slice(Math.floor((i * values.length) / count), Math.floor(((i + 1) * values.length) / count));
    return part.reduce((sum, value) => sum + value / part.length, 0);
  });
}
