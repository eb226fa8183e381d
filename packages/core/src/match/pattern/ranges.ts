import type { Range } from './tree.js';

const LAST_CHARACTER = 0x10ffff;

/** The ranges sorted, and joined where they touch. */
export function joined(ranges: readonly Range[]): readonly Range[] {
  if (areApart(ranges)) return ranges;
  const out: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last === undefined || range[0] > last[1] + 1) out.push(range);
    else if (range[1] > last[1]) out[out.length - 1] = [last[0], range[1]];
  }
  return out;
}

function areApart(ranges: readonly Range[]): boolean {
  for (let i = 1; i < ranges.length; i++) if (ranges[i]![0] <= ranges[i - 1]![1] + 1) return false;
  return true;
}

/** All other characters, of ranges that are sorted and apart. */
export function negated(ranges: readonly Range[]): readonly Range[] {
  const out: Range[] = [];
  let next = 0;
  for (const [first, last] of ranges) {
    if (next < first) out.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= LAST_CHARACTER) out.push([next, LAST_CHARACTER]);
  return out;
}

/** The letters beyond ASCII that fold to letters within it: `ſ` and the Kelvin sign. */
const LONG_S = 0x17f;
const KELVIN = 0x212a;
const UPPER_TO_LOWER = 0x20;

/**
 * With the other case of every letter, as RE2 folds them. Undefined for ranges that reach beyond ASCII, whose folds
 * are a table of their own that changes with Unicode.
 */
export function folded(ranges: readonly Range[]): readonly Range[] | undefined {
  const out: Range[] = [];
  for (const range of ranges) {
    if (range[1] > 0x7f) return undefined;
    out.push(range);
    shift(out, range, 0x41, 0x5a, UPPER_TO_LOWER);
    shift(out, range, 0x61, 0x7a, -UPPER_TO_LOWER);
    if (holdsLetter(range, 0x53)) out.push([LONG_S, LONG_S]);
    if (holdsLetter(range, 0x4b)) out.push([KELVIN, KELVIN]);
  }
  return out;
}

function shift(out: Range[], [first, last]: Range, from: number, to: number, by: number): void {
  const [start, end] = [Math.max(first, from), Math.min(last, to)];
  if (start <= end) out.push([start + by, end + by]);
}

function holdsLetter([first, last]: Range, upper: number): boolean {
  const lower = upper + UPPER_TO_LOWER;
  return (first <= upper && upper <= last) || (first <= lower && lower <= last);
}
