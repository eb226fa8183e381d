import { anything, joinedNeedles, lowered, MOST_NEEDLES, type Needles, nothing, strength } from './needles.js';
import type { Needle, Node, Range } from './tree.js';

/** What is known of the texts that a part of a pattern can match. */
export interface Known {
  /** These are all of them, and so `start` and `end` as well. */
  readonly whole: boolean;
  readonly start: Needles;
  readonly end: Needles;
  /** Sets of which they hold a text each. */
  readonly within: readonly Needles[];
}

/** More characters of a class than this are not told apart. */
const MOST_CHARACTERS = 4;
/** More copies of a repeated part add nothing. */
const MOST_COPIES = 16;
/** A shorter text, in bytes, is on every line. */
const SHORTEST = 2;

const none: readonly Needles[] = [];
const whole = (all: Needles): Known => ({ whole: true, start: all, end: all, within: none });
const gap: Known = { whole: false, start: anything, end: anything, within: none };
const empty = whole(anything);

/**
 * What is known of a node. Letters that fold to others beyond ASCII break a folded text, or are told apart
 * (`tellsFolds`), which makes the text whole and the ways many.
 */
export function knownOf(node: Node, tellsFolds: boolean): Known {
  switch (node.kind) {
    case 'text':
      return textKnown(node.text, node.fold, tellsFolds);
    case 'class':
      return classKnown(node.ranges);
    case 'unlisted':
      return gap;
    case 'assert':
      return empty;
    case 'capture':
      return knownOf(node.of, tellsFolds);
    case 'concat': {
      const sequence = new Sequence();
      for (const part of node.of) sequence.add(knownOf(part, tellsFolds));
      return sequence.known();
    }
    case 'alternate':
      return alternativesKnown(node.of, tellsFolds);
    case 'repeat':
      return repeatKnown(node.of, node.min, node.max, tellsFolds);
  }
}

/** The sets of texts of which a line must hold one each, as far as they tell something. */
export function setsOf(known: Known): Needles[] {
  const sets = known.within.filter(tells);
  if (tells(known.start)) sets.push(known.start);
  if (!known.whole && tells(known.end)) sets.push(known.end);
  return sets;
}

function tells(needles: Needles): boolean {
  for (const { text } of needles) {
    if (text.length < SHORTEST && (text === '' || text < '\x80')) return false;
  }
  return true;
}

/** One part after the other: texts are joined as long as all ways to do so are few. */
class Sequence {
  private start: Needles | undefined;
  private current: Needles = anything;
  private readonly within: Needles[] = [];

  add(part: Known): void {
    if (part === empty) return;
    const joined = joinedNeedles(this.current, part.start);
    if (joined === undefined) this.close(this.current);
    if (part.whole) {
      this.current = joined ?? part.start;
      return;
    }
    this.close(joined ?? part.start);
    for (const set of part.within) this.within.push(set);
    this.current = part.end;
  }

  known(): Known {
    const { start, current: end, within } = this;
    if (start === undefined) return whole(end);
    return start === anything && end === anything && within.length === 0 ? gap : { whole: false, start, end, within };
  }

  private close(needles: Needles): void {
    if (this.start === undefined) this.start = needles;
    else if (tells(needles)) this.within.push(needles);
  }
}

function alternativesKnown(nodes: readonly Node[], tellsFolds: boolean): Known {
  const ways: Known[] = [];
  for (const node of nodes) {
    const way = knownOf(node, tellsFolds);
    // The others can't mend what one way leaves open.
    if (way === gap) return gap;
    ways.push(way);
  }
  const start = united(ways.map((way) => way.start));
  if (start && ways.every((way) => way.whole)) return whole(start);
  const end = united(ways.map((way) => way.end));
  const strongest = united(ways.map((way) => setsOf(way).reduce<Needles | undefined>(stronger, undefined)));
  return { whole: false, start: start ?? anything, end: end ?? anything, within: strongest ? [strongest] : none };
}

/** All of the sets together; undefined where one is missing, or they are too many. */
function united(sets: readonly (Needles | undefined)[]): Needles | undefined {
  const out: Needle[] = [];
  for (const set of sets) {
    if (set === undefined || out.length + set.length > MOST_NEEDLES) return undefined;
    for (const needle of set) out.push(needle);
  }
  return out;
}

const stronger = (one: Needles | undefined, other: Needles): Needles =>
  one === undefined || strength(other) > strength(one) ? other : one;

function repeatKnown(node: Node, min: number, max: number, tellsFolds: boolean): Known {
  if (max === 0) return empty;
  if (min === 0 && max > 1) return gap;
  const of = knownOf(node, tellsFolds);
  if (of === gap) return gap;
  if (min === 0) return of.whole ? whole([...of.start, nothing]) : gap;
  const copies = Math.min(min, MOST_COPIES);
  const known = copies === 1 ? of : copied(of, copies);
  if (copies === max) return known;
  return { ...known, whole: false };
}

function copied(of: Known, count: number): Known {
  const sequence = new Sequence();
  for (let i = 0; i < count; i++) sequence.add(of);
  return sequence.known();
}

function textKnown(text: string, fold: boolean, tellsFolds: boolean): Known {
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

function classKnown(ranges: readonly Range[]): Known {
  const all: Needle[] = [];
  for (const [first, last] of ranges) {
    if (all.length + last - first >= MOST_CHARACTERS) return gap;
    for (let code = first; code <= last; code++) {
      const text = String.fromCodePoint(code);
      if (text === SUBSTITUTE || (code >= 0xd800 && code <= 0xdfff)) return gap;
      all.push({ text, fold: false });
    }
  }
  return all.length === 0 ? gap : whole(all);
}
