import { gap, type Known, Sequence, whole } from './known.js';
import { lowered } from './needles.js';
import type { Needle, Range } from './tree.js';

/** More characters of a class than this are not told apart. */
const MOST_CHARACTERS = 4;

/**
 * Letters that fold to others beyond ASCII break a folded text, or are told apart (`tellsFolds`), which makes the text
 * whole and the ways many.
 */
export function textKnown(text: string, fold: boolean, tellsFolds: boolean): Known {
  if (!fold && !text.includes(SUBSTITUTE)) return whole([{ text, fold }]);
  const sequence = new Sequence();
  let from = 0;
  for (let at = 0; at <= text.length; at++) {
    const char = text[at];
    if (char !== undefined && isCertain(char, fold)) continue;
    if (at > from) sequence.add(whole([needleOf(text.slice(from, at), fold)]));
    if (char !== undefined) sequence.add((tellsFolds && fold && foldsOf[char]) || gap);
    from = at + 1;
  }
  return sequence.known();
}

const SUBSTITUTE = '\x1a';
const folds = (text: string, other: string) =>
  whole([
    { text, fold: true },
    { text: other, fold: false },
  ]);
const [ofK, ofS] = [folds('k', '\u212a'), folds('s', '\u017f')];
const foldsOf: Readonly<Record<string, Known>> = { k: ofK, K: ofK, s: ofS, S: ofS };

/** Whether the bytes of a character are known: those of any, of a letter in either case only within ASCII. */
function isCertain(char: string, fold: boolean): boolean {
  if (char === SUBSTITUTE) return false;
  return !fold || (char < '\x80' && !Object.hasOwn(foldsOf, char));
}

/** A text without letters is the same in either case. */
function needleOf(text: string, fold: boolean): Needle {
  return fold && /[a-zA-Z]/.test(text) ? { text: lowered(text), fold } : { text, fold: false };
}

/** Each character of a class that has few. */
export function classKnown(ranges: readonly Range[]): Known {
  if (!isFew(ranges)) return gap;
  const all: Needle[] = [];
  for (const [first, last] of ranges)
    for (let code = first; code <= last; code++) {
      const text = String.fromCodePoint(code);
      if (text === SUBSTITUTE || (code >= 0xd800 && code <= 0xdfff)) return gap;
      all.push({ text, fold: false });
    }
  return whole(all);
}

export function isFew(ranges: readonly Range[]): boolean {
  let count = 0;
  for (const [first, last] of ranges) count += last - first + 1;
  return count > 0 && count <= MOST_CHARACTERS;
}
