export interface Quantifier {
  readonly min: number;
  /** Infinity where there is no bound. */
  readonly max: number;
  /** A `?` follows. */
  readonly lazy: boolean;
  /** The index behind it. */
  readonly end: number;
}

/** RE2 counts no further. */
const MOST = 1000;
const braces = /\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?\}/y;

export const isQuantifier = (char: string): boolean => char === '*' || char === '+' || char === '?' || char === '{';

/** The repetition at `at`; undefined where its brace is literal text (`{,2}`, `{01}`). */
export function quantifierAt(source: string, at: number): Quantifier | 'refused' | undefined {
  const char = source[at];
  if (char !== '{')
    return quantifier(source, char === '+' ? 1 : 0, char === '?' ? 1 : Number.POSITIVE_INFINITY, at + 1);
  braces.lastIndex = at;
  const found = braces.exec(source);
  if (!found) return undefined;
  const min = Number(found[1]);
  const max = found[2] === undefined ? min : found[3] === undefined ? Number.POSITIVE_INFINITY : Number(found[3]);
  const counted = Number.isFinite(max) ? max : min;
  return counted > MOST || max < min ? 'refused' : quantifier(source, min, max, at + found[0].length);
}

function quantifier(source: string, min: number, max: number, end: number): Quantifier {
  const lazy = source[end] === '?';
  return { min, max, lazy, end: lazy ? end + 1 : end };
}
