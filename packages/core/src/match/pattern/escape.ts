/** One escaped character, by its code point, and the index behind it. */
export interface EscapedCharacter {
  readonly code: number;
  readonly end: number;
}

const letters: Readonly<Record<string, number>> = { a: 0x07, f: 0x0c, n: 0x0a, r: 0x0d, t: 0x09, v: 0x0b };

/**
 * The character that the escape at `at` stands for, inside of a class and outside. Undefined for what is no character
 * (`\d`, `\b`) and for what RE2 refuses. `\u0041`, `\u{41}` and `\cA` are what the binding to RE2 adds.
 */
export function escapedCharacter(source: string, at: number): EscapedCharacter | undefined {
  const char = source[at + 1];
  if (char === undefined || char > '\x7f') return undefined;
  if (Object.hasOwn(letters, char)) return { code: letters[char]!, end: at + 2 };
  if (char === 'x' || char === 'u') return numbered(source, at, char === 'u');
  if (char === 'c') return control(source, at);
  if (char >= '0' && char <= '7') return octal(source, at);
  return isAlphanumeric(char) ? undefined : { code: char.charCodeAt(0), end: at + 2 };
}

function numbered(source: string, at: number, unicode: boolean): EscapedCharacter | undefined {
  const braces = source[at + 2] === '{';
  const start = braces ? at + 3 : at + 2;
  // RE2 takes any number of digits in braces; who writes more than seven is left to it.
  const most = braces ? 7 : unicode ? 4 : 2;
  let end = start;
  while (end < start + most && isHex(source[end])) end += 1;
  const code = Number.parseInt(source.slice(start, end), 16);
  const whole = braces ? source[end] === '}' : unicode || end === start + most;
  if (end === start || !whole || code > 0x10ffff) return undefined;
  return { code, end: braces ? end + 1 : end };
}

function control(source: string, at: number): EscapedCharacter | undefined {
  const letter = source[at + 2] ?? '';
  return letter >= 'A' && letter <= 'Z' && letter !== ''
    ? { code: letter.charCodeAt(0) - 0x40, end: at + 3 }
    : undefined;
}

function octal(source: string, at: number): EscapedCharacter | undefined {
  let end = at + 2;
  while (end < at + 4 && isOctal(source[end])) end += 1;
  // A single digit that is not zero would be a backreference.
  if (end === at + 2 && source[at + 1] !== '0') return undefined;
  return { code: Number.parseInt(source.slice(at + 1, end), 8), end };
}

const isOctal = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '7';
const isHex = (char: string | undefined): boolean =>
  char !== undefined && ((char >= '0' && char <= '9') || (char >= 'a' && char <= 'f') || (char >= 'A' && char <= 'F'));
const isAlphanumeric = (char: string): boolean =>
  (char >= '0' && char <= '9') || (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z');
