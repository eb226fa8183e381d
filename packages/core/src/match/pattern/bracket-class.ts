import { escapedCharacter } from './escape.js';
import { perlClass, posixClass } from './named-classes.js';
import { folded, joined, negated } from './ranges.js';
import type { Range } from './tree.js';

export interface BracketClass {
  /** Sorted and apart; undefined where what the class holds is not known here. */
  readonly ranges: readonly Range[] | undefined;
  /** The index behind it. */
  readonly end: number;
}

/** The class in brackets that opens at `at`; undefined for one that RE2 refuses. */
export function bracketClass(source: string, at: number, fold: boolean): BracketClass | undefined {
  const negative = source[at + 1] === '^';
  const first = at + (negative ? 2 : 1);
  const ranges: Range[] = [];
  let known = true;
  for (let index = first; index < source.length; ) {
    if (source[index] === ']' && index !== first) {
      const all = known ? joined(ranges) : undefined;
      return { ranges: all && negative ? negated(all) : all, end: index + 1 };
    }
    const member = namedMember(source, index, fold) ?? rangeMember(source, index, fold);
    if (member === undefined) return undefined;
    if (member.ranges === undefined) known = false;
    else ranges.push(...member.ranges);
    index = member.end;
  }
  return undefined;
}

/** `[:alpha:]`, `\d`, `\pL`, `\p{Greek}` within a class. */
function namedMember(source: string, at: number, fold: boolean): BracketClass | undefined {
  const char = source[at];
  if (char === '[' && source[at + 1] === ':') {
    const close = source.indexOf(':]', at + 2);
    const ranges = close < 0 ? undefined : posixClass(source.slice(at + 2, close), fold);
    return ranges && { ranges, end: close + 2 };
  }
  if (char !== '\\') return undefined;
  const letter = source[at + 1] ?? '';
  if (letter === 'p' || letter === 'P') return unicodeClass(source, at);
  const ranges = perlClass(letter, fold);
  return ranges && { ranges, end: at + 2 };
}

/** A class that is named by a property of Unicode: which characters it holds is left to RE2. */
export function unicodeClass(source: string, at: number): BracketClass | undefined {
  const braces = source[at + 2] === '{';
  const end = braces ? source.indexOf('}', at) + 1 : at + 3;
  return end > at + 2 && end <= source.length ? { ranges: undefined, end } : undefined;
}

/** A character, or a range of them. */
function rangeMember(source: string, at: number, fold: boolean): BracketClass | undefined {
  // A name that RE2 does not know is refused by it.
  if (source[at] === '[' && source[at + 1] === ':' && source.includes(':]', at + 2)) return undefined;
  const first = memberCharacter(source, at);
  if (first === undefined) return undefined;
  const isRange = source[first.end] === '-' && first.end + 1 < source.length && source[first.end + 1] !== ']';
  const last = isRange ? memberCharacter(source, first.end + 1) : first;
  if (last === undefined || last.code < first.code) return undefined;
  const range: Range = [first.code, last.code];
  return { ranges: fold ? folded([range]) : [range], end: last.end };
}

function memberCharacter(source: string, at: number): { readonly code: number; readonly end: number } | undefined {
  if (source[at] === '\\') return escapedCharacter(source, at);
  const code = source.codePointAt(at);
  return code === undefined ? undefined : { code, end: at + (code > 0xffff ? 2 : 1) };
}
