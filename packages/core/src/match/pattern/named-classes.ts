import { folded, joined, negated } from './ranges.js';
import type { Range } from './tree.js';

const digits: Range = [0x30, 0x39];
const upper: Range = [0x41, 0x5a];
const lower: Range = [0x61, 0x7a];
const underscore: Range = [0x5f, 0x5f];
const space: Range = [0x20, 0x20];

const perl: Readonly<Record<string, readonly Range[]>> = {
  d: [digits],
  s: [[0x09, 0x0a], [0x0c, 0x0d], space],
  w: [digits, upper, underscore, lower],
};

const posix: Readonly<Record<string, readonly Range[]>> = {
  alnum: [digits, upper, lower],
  alpha: [upper, lower],
  ascii: [[0x00, 0x7f]],
  blank: [[0x09, 0x09], space],
  cntrl: [
    [0x00, 0x1f],
    [0x7f, 0x7f],
  ],
  digit: [digits],
  graph: [[0x21, 0x7e]],
  lower: [lower],
  print: [[0x20, 0x7e]],
  punct: [
    [0x21, 0x2f],
    [0x3a, 0x40],
    [0x5b, 0x60],
    [0x7b, 0x7e],
  ],
  space: [[0x09, 0x0d], space],
  upper: [upper],
  word: [digits, upper, underscore, lower],
  xdigit: [digits, [0x41, 0x46], [0x61, 0x66]],
};

/** `.`: every character that a line can hold, with `(?s)` and without, since no line holds a line end. */
export const anyCharacter: readonly Range[] = negated([[0x0a, 0x0a]]);

/** The class of `\d \s \w \D \S \W`, by its letter. RE2 folds these as well, so that `(?i)\w` holds `ſ`. */
export function perlClass(letter: string, fold: boolean): readonly Range[] | undefined {
  const classes = fold ? perlInAnyCase : perlClasses;
  return Object.hasOwn(classes, letter) ? classes[letter] : undefined;
}

/** The class of `[:name:]` or `[:^name:]`, by what stands between the colons. */
export function posixClass(name: string, fold: boolean): readonly Range[] | undefined {
  const negative = name.startsWith('^');
  const plain = negative ? name.slice(1) : name;
  return Object.hasOwn(posix, plain) ? classOf(posix[plain]!, negative, fold) : undefined;
}

function classOf(ranges: readonly Range[], negative: boolean, fold: boolean): readonly Range[] {
  const all = fold ? joined(folded(ranges) ?? ranges) : ranges;
  return negative ? negated(all) : all;
}

const perlWith = (fold: boolean) =>
  Object.fromEntries(
    Object.entries(perl).flatMap(([name, ranges]) => [
      [name, classOf(ranges, false, fold)],
      [name.toUpperCase(), classOf(ranges, true, fold)],
    ]),
  );
const perlClasses: Readonly<Record<string, readonly Range[]>> = perlWith(false);
const perlInAnyCase: Readonly<Record<string, readonly Range[]>> = perlWith(true);
