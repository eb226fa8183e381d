/** Columns that a text takes on a terminal: CJK and emoji take two, combining marks none. Expects sanitised text. */
export function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += widthOfChar(char.codePointAt(0)!);
  return width;
}

/** The text cut to at most `columns`, with `…` where something is gone. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  if (columns < 1) return '';
  return `${prefix(text, columns - 1)}…`;
}

/** As `cut`, but keeps the end: of a path the end says most. */
export function cutStart(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  const chars = [...text];
  let width = 1;
  let from = chars.length;
  while (from > 0 && width + widthOfChar(chars[from - 1]!.codePointAt(0)!) <= columns)
    width += widthOfChar(chars[--from]!.codePointAt(0)!);
  return columns < 1 ? '' : `…${chars.slice(from).join('')}`;
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - widthOf(text))) + text;
}

/** Breaks at spaces, and inside a word only where it is longer than a line. The last of `most` lines is cut. */
export function wrap(text: string, columns: number, most = Number.POSITIVE_INFINITY): string[] {
  const lines: string[] = [];
  let rest = text.trim();
  while (rest !== '' && lines.length < most - 1 && widthOf(rest) > columns) {
    const whole = prefix(rest, columns);
    const space = rest[whole.length] === ' ' ? whole.length : whole.lastIndexOf(' ');
    const end = space > columns / 2 ? space : Math.max(1, whole.length);
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return rest === '' ? lines : [...lines, cut(rest, columns)];
}

function prefix(text: string, columns: number): string {
  let width = 0;
  let end = 0;
  for (const char of text) {
    width += widthOfChar(char.codePointAt(0)!);
    if (width > columns) break;
    end += char.length;
  }
  return text.slice(0, end);
}

const ZERO: readonly (readonly [number, number])[] = [
  [0x0300, 0x036f],
  [0x0483, 0x0489],
  [0x0591, 0x05bd],
  [0x0610, 0x061a],
  [0x064b, 0x065f],
  [0x0900, 0x0902],
  [0x0e31, 0x0e31],
  [0x0e34, 0x0e3a],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x200b, 0x200f],
  [0x20d0, 0x20ff],
  [0xfe00, 0xfe0f],
  [0xfe20, 0xfe2f],
  [0xe0100, 0xe01ef],
];

const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23f3],
  [0x2614, 0x2615],
  [0x26a1, 0x26a1],
  [0x2705, 0x2705],
  [0x274c, 0x274e],
  [0x2753, 0x2757],
  [0x2b1b, 0x2b1c],
  [0x2b50, 0x2b55],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f000, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
];

function widthOfChar(code: number): number {
  if (code < 0x300) return 1;
  if (isIn(ZERO, code)) return 0;
  return isIn(WIDE, code) ? 2 : 1;
}

function isIn(ranges: readonly (readonly [number, number])[], code: number): boolean {
  return ranges.some(([low, high]) => code >= low && code <= high);
}
