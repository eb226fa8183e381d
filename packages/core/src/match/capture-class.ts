/** A set of characters, asked by UTF-16 code unit. Beyond ASCII it holds everything or nothing. */
export interface CharClass {
  has(code: number): boolean;
}

/** One character or class with its greedy repetition. `text`: exactly this character, once. */
export interface Atom {
  readonly of: CharClass;
  readonly min: number;
  readonly max: number;
  readonly text?: string;
  readonly end: number;
}

const special = '.*+?()[]{}|^$\\';
const digit = '0123456789';
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const perl: Readonly<Record<string, string>> = { d: digit, w: `${digit}${letters}_`, s: '\t\n\f\r ' };

/** The atom at `at`, or undefined when it is of a kind that is left to RE2. */
export function readAtom(pattern: string, at: number): Atom | undefined {
  const char = pattern[at];
  if (char === undefined || char >= '\x7f') return undefined;
  const found = char === '[' ? readClass(pattern, at) : readSingle(pattern, at);
  if (!found) return undefined;
  const sign = pattern[found.end];
  if (sign === '{') return undefined;
  const repeated = sign === '+' || sign === '*' || sign === '?';
  const end = repeated ? found.end + 1 : found.end;
  // A lazy or doubled repetition is left to RE2.
  if (repeated && '+*?'.includes(pattern[end] ?? ' ')) return undefined;
  const min = sign === '*' || sign === '?' ? 0 : 1;
  const max = sign === '*' || sign === '+' ? Number.POSITIVE_INFINITY : 1;
  // One character of a class beyond ASCII may be two code units.
  if (max === 1 && found.wide) return undefined;
  const text = !repeated && found.chars?.length === 1 ? { text: found.chars } : {};
  return { of: found.of, min, max, end, ...text };
}

interface Found {
  readonly of: CharClass;
  readonly wide: boolean;
  readonly chars?: string;
  readonly end: number;
}

const classOf = (chars: string, negated: boolean): CharClass => {
  const table = new Uint8Array(128).fill(negated ? 1 : 0);
  for (const char of chars) table[char.charCodeAt(0)] = negated ? 0 : 1;
  const beyond = negated;
  return { has: (code) => (code < 128 ? table[code] === 1 : beyond) };
};

function readSingle(pattern: string, at: number): Found | undefined {
  const char = pattern[at]!;
  if (char === '.') return { of: classOf('\n', true), wide: true, end: at + 1 };
  if (char !== '\\')
    return special.includes(char) ? undefined : { of: classOf(char, false), wide: false, chars: char, end: at + 1 };
  const letter = pattern[at + 1] ?? '';
  const members = perl[letter.toLowerCase()];
  if (members !== undefined && letter !== '') {
    const negated = letter !== letter.toLowerCase();
    return { of: classOf(members, negated), wide: negated, end: at + 2 };
  }
  const literal = readEscaped(letter);
  return literal === undefined ? undefined : { of: classOf(literal, false), wide: false, chars: literal, end: at + 2 };
}

/** Escaped punctuation and `\t`; other escapes are left to RE2. */
function readEscaped(letter: string): string | undefined {
  if (letter === 't') return '\t';
  const plain =
    letter.length === 1 && letter > ' ' && letter < '\x7f' && !letters.includes(letter) && !digit.includes(letter);
  return plain && letter !== '_' ? letter : undefined;
}

function readClass(pattern: string, at: number): Found | undefined {
  const negated = pattern[at + 1] === '^';
  let chars = '';
  let index = at + (negated ? 2 : 1);
  for (let first = true; ; first = false) {
    const char = pattern[index];
    if (char === undefined || char >= '\x7f') return undefined;
    if (char === ']' && !first) return { of: classOf(chars, negated), wide: negated, end: index + 1 };
    if (char === '[' && pattern[index + 1] === ':') return undefined;
    const escaped = char === '\\' ? pattern[index + 1] : undefined;
    const members = escaped === undefined ? undefined : perl[escaped];
    const single = escaped === undefined ? char : readEscaped(escaped);
    if (members === undefined && single === undefined) return undefined;
    index += escaped === undefined ? 1 : 2;
    const range = pattern[index] === '-' && pattern[index + 1] !== ']' ? pattern[index + 1] : undefined;
    if (members !== undefined) {
      if (range !== undefined) return undefined;
      chars += members;
    } else if (range === undefined) chars += single;
    else {
      if (range === '\\' || range === '[' || range < single! || range >= '\x7f') return undefined;
      for (let code = single!.charCodeAt(0); code <= range.charCodeAt(0); code++) chars += String.fromCharCode(code);
      index += 2;
    }
  }
}
