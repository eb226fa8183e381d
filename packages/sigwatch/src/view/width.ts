/** Columns that a text takes on a terminal: CJK and emoji take two, combining marks none. Expects sanitised text. */
export function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += widthOfChar(char);
  return width;
}

/** The text cut to at most `columns`, with `…` where something is gone. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  if (columns < 1) return '';
  return `${prefix(text, columns - 1)}…`;
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - widthOf(text))) + text;
}

/** Breaks at spaces, and inside a word only where that is longer than a line and would leave most of one empty. The last of `most` lines is cut. */
export function wrap(text: string, columns: number, most = Number.POSITIVE_INFINITY): string[] {
  const lines: string[] = [];
  let rest = text.trim();
  while (rest !== '' && lines.length < most - 1) {
    const whole = prefix(rest, columns);
    if (whole.length === rest.length) break;
    const space = rest[whole.length] === ' ' ? whole.length : whole.lastIndexOf(' ');
    const isWord = space > 0 && (space > columns / 2 || widthOf(wordAt(rest, space + 1)) <= columns);
    const end = isWord ? space : Math.max(1, whole.length);
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return rest === '' ? lines : [...lines, cut(rest, columns)];
}

function wordAt(text: string, from: number): string {
  const end = text.indexOf(' ', from);
  return text.slice(from, end < 0 ? undefined : end);
}

function prefix(text: string, columns: number): string {
  let width = 0;
  let end = 0;
  for (const char of text) {
    width += widthOfChar(char);
    if (width > columns) break;
    end += char.length;
  }
  return text.slice(0, end);
}

/** Marks that stand on the letter before them, what joins letters, and the vowels of a syllable in Hangul. */
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u;

/** Emoji, and by UAX #11 what is wide in East Asia: https://www.unicode.org/reports/tr11/ */
const EMOJI = /^\p{Emoji_Presentation}/u;
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
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
  [0x1f200, 0x1f2ff],
  [0x20000, 0x3fffd],
];

function widthOfChar(char: string): number {
  const code = char.codePointAt(0)!;
  if (code < 0x300) return 1;
  if (ZERO.test(char)) return 0;
  return isIn(WIDE, code) || EMOJI.test(char) ? 2 : 1;
}

function isIn(ranges: readonly (readonly [number, number])[], code: number): boolean {
  return ranges.some(([low, high]) => code >= low && code <= high);
}
