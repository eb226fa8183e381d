/** Longest common subsequence, as pairs of indices. */
export function common(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  const best: (readonly (readonly [number, number])[])[][] = [Array.from({ length: b.length + 1 }, () => [])];
  for (let i = 1; i <= a.length; i++) {
    best.push([[]]);
    for (let j = 1; j <= b.length; j++) {
      const up = best[i - 1]?.[j] ?? [];
      const left = best[i]?.[j - 1] ?? [];
      const both = a[i - 1] === b[j - 1] ? [...(best[i - 1]?.[j - 1] ?? []), [i - 1, j - 1] as const] : [];
      best[i]?.push([both, up, left].reduce((x, y) => (y.length > x.length ? y : x)));
    }
  }
  return best[a.length]?.[b.length] ?? [];
}
