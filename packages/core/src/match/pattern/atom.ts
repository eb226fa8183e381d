import { bracketClass, unicodeClass } from './bracket-class.js';
import { escapedCharacter } from './escape.js';
import { anyCharacter, perlClass } from './named-classes.js';
import type { Assertion, Node, Range } from './tree.js';

/** What something stands for, a text or a node, and the index behind it. */
export interface Atom {
  readonly of: Node | string;
  readonly end: number;
}

const asserted = (what: Assertion): Node => ({ kind: 'assert', what });
const assertions: Readonly<Record<string, Node>> = {
  A: asserted('line_start'),
  z: asserted('line_end'),
  b: asserted('word_boundary'),
  B: asserted('no_word_boundary'),
};
const lineStart = asserted('line_start');
const lineEnd = asserted('line_end');
const dot: Node = { kind: 'class', ranges: anyCharacter };
const unlisted: Node = { kind: 'unlisted' };

/** What the special character at `at` begins, where that is no group. */
export function atomAt(source: string, at: number, fold: boolean): Atom | undefined {
  switch (source[at]) {
    case '\\':
      return escapeAt(source, at, fold);
    case '[': {
      const found = bracketClass(source, at, fold);
      return found && { of: found.ranges ? classOf(found.ranges) : unlisted, end: found.end };
    }
    case '.':
      return { of: dot, end: at + 1 };
    case '^':
      return { of: lineStart, end: at + 1 };
    case '$':
      return { of: lineEnd, end: at + 1 };
    // A brace that counts nothing.
    case '{':
      return { of: '{', end: at + 1 };
    default:
      return undefined;
  }
}

function escapeAt(source: string, at: number, fold: boolean): Atom | undefined {
  const letter = source[at + 1] ?? '';
  if (letter === 'Q') return quoted(source, at + 2);
  if (letter === 'p' || letter === 'P') {
    const found = unicodeClass(source, at);
    return found && { of: unlisted, end: found.end };
  }
  const ranges = perlClass(letter, fold);
  if (ranges) return { of: { kind: 'class', ranges }, end: at + 2 };
  if (Object.hasOwn(assertions, letter)) return { of: assertions[letter]!, end: at + 2 };
  const character = escapedCharacter(source, at);
  if (character === undefined || isSurrogate(character.code)) return undefined;
  return { of: String.fromCodePoint(character.code), end: character.end };
}

/** All up to `\E` as it stands; without one, all the rest. */
function quoted(source: string, at: number): Atom | undefined {
  const close = source.indexOf('\\E', at);
  const end = close < 0 ? source.length : close;
  const text = source.slice(at, end);
  return /\p{Surrogate}/u.test(text) ? undefined : { of: text, end: close < 0 ? end : close + 2 };
}

/** `[.]` is a way to write a text. */
function classOf(ranges: readonly Range[]): Node | string {
  const [only] = ranges;
  const single = ranges.length === 1 && only![0] === only![1] && !isSurrogate(only![0]);
  return single ? String.fromCodePoint(only![0]) : { kind: 'class', ranges };
}

const isSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;
