import {
  anything,
  implies,
  joinedNeedles,
  lowered,
  MOST_NEEDLES,
  type Needles,
  nothing,
  simplified,
  strength,
} from './needles.js';
import type { Node, Range, Requirement } from './tree.js';

/** More characters of a class than this are not told apart. */
const MOST_CHARACTERS = 4;
/** A piece of a folded text that is as long spares the folds of its other letters. */
const LONG_ENOUGH = 5;
/** More copies of a repeated part add nothing. */
const MOST_COPIES = 16;
/** A shorter text, in bytes, is on every line. */
const SHORTEST = 2;
/** More texts at once than this are never asked for. */
const MOST_GROUPS = 8;

/** What is known of the texts that a part of a pattern can match. */
type Known =
  /** All of them. */
  | { readonly all: Needles }
  /** How they begin, how they end, and for each of the groups that they hold one of its texts. */
  | { readonly start: Needles; readonly end: Needles; readonly groups: readonly Needles[] };

const gap: Known = { start: anything, end: anything, groups: [] };
const empty: Known = { all: anything };

/**
 * What a line must hold for the pattern to match it, the group that tells most first. Sound for lines as RE2 sees them:
 * valid UTF-8 without line ends, where U+001A may stand for any byte. Where letters of a folded text have folds beyond
 * ASCII, the text is broken or the ways are told apart, so that needles can be looked for as bytes.
 */
export function requirementOf(node: Node | undefined): Requirement {
  if (node === undefined) return [];
  const found = groupsOf(knownOf(node)).sort((a, b) => strength(b) - strength(a));
  const kept: Needles[] = [];
  for (const group of found) {
    if (kept.length === MOST_GROUPS) break;
    const isTold = kept.some((other) => other.every((one) => group.some((needle) => implies(one, needle))));
    if (!isTold) kept.push(group);
  }
  return kept;
}

function knownOf(node: Node): Known {
  switch (node.kind) {
    case 'text':
      return textKnown(node.text, node.fold);
    case 'class':
      return classKnown(node.ranges);
    case 'unlisted':
      return gap;
    case 'assert':
      return empty;
    case 'capture':
      return knownOf(node.of);
    case 'concat':
      return sequenceKnown(node.of.map(knownOf));
    case 'alternate':
      return alternativesKnown(node.of.map(knownOf));
    case 'repeat':
      return repeatKnown(knownOf(node.of), node.min, node.max);
  }
}

function textKnown(text: string, fold: boolean): Known {
  const parts: Known[] = [];
  let longest = 0;
  let from = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && isCertain(text.charCodeAt(at), fold)) continue;
    if (at > from) parts.push({ all: [needle(text.slice(from, at), fold)] });
    longest = Math.max(longest, at - from);
    if (at < text.length) parts.push(gap);
    from = at + 1;
  }
  if (parts.length === 1) return parts[0]!;
  return longest < LONG_ENOUGH && fold ? sequenceKnown([...text].map(foldedKnown)) : sequenceKnown(parts);
}

const SUBSTITUTE = 0x1a;

/** Whether the bytes of a character are known: those of any, of a letter in either case only within ASCII. */
function isCertain(code: number, fold: boolean): boolean {
  if (code === SUBSTITUTE) return false;
  if (!fold) return true;
  const lower = code | 0x20;
  return code < 0x80 && lower !== 0x6b && lower !== 0x73;
}

const foldsOfK: Known = {
  all: [
    { text: 'k', fold: true },
    { text: '\u212a', fold: false },
  ],
};
const foldsOfS: Known = {
  all: [
    { text: 's', fold: true },
    { text: '\u017f', fold: false },
  ],
};

/** A character in either case, with the folds of `k` and `s` told apart. */
function foldedKnown(char: string): Known {
  if (char === 'k' || char === 'K') return foldsOfK;
  if (char === 's' || char === 'S') return foldsOfS;
  return isCertain(char.charCodeAt(0), true) ? { all: [needle(char, true)] } : gap;
}

/** A text without letters is the same in either case. */
function needle(text: string, fold: boolean) {
  return fold && /[a-zA-Z]/.test(text) ? { text: lowered(text), fold } : { text, fold: false };
}

function classKnown(ranges: readonly Range[]): Known {
  const all: { text: string; fold: boolean }[] = [];
  for (const [first, last] of ranges) {
    if (all.length + last - first >= MOST_CHARACTERS) return gap;
    for (let code = first; code <= last; code++) {
      if (code === SUBSTITUTE || (code >= 0xd800 && code <= 0xdfff)) return gap;
      all.push({ text: String.fromCodePoint(code), fold: false });
    }
  }
  return all.length === 0 ? gap : { all };
}

/** One after the other: texts are joined as long as all ways to do so are few. */
function sequenceKnown(parts: readonly Known[]): Known {
  let start: Needles | undefined;
  let current: Needles = anything;
  const groups: Needles[] = [];
  const close = (needles: Needles) => {
    if (start === undefined) start = needles;
    else groups.push(needles);
  };
  for (const part of parts) {
    const next = 'all' in part ? part.all : part.start;
    const joined = joinedNeedles(current, next);
    if (joined === undefined) close(current);
    if ('all' in part) {
      current = joined ?? next;
      continue;
    }
    close(joined ?? next);
    groups.push(...part.groups);
    current = part.end;
  }
  return start === undefined ? { all: current } : { start, end: current, groups };
}

function alternativesKnown(ways: readonly Known[]): Known {
  const all = united(ways, (way) => ('all' in way ? way.all : undefined));
  if (all) return { all };
  const start = united(ways, (way) => ('all' in way ? way.all : way.start)) ?? anything;
  const end = united(ways, (way) => ('all' in way ? way.all : way.end)) ?? anything;
  const group = united(ways, (way) => groupsOf(way).reduce<Needles | undefined>(stronger, undefined));
  return { start, end, groups: group ? [group] : [] };
}

/** What one of the ways has; undefined where one has nothing to give, or they are too many. */
function united(ways: readonly Known[], of: (way: Known) => Needles | undefined): Needles | undefined {
  const out: Needles[number][] = [];
  for (const way of ways) {
    const needles = of(way);
    if (needles === undefined || out.length + needles.length > MOST_NEEDLES) return undefined;
    out.push(...needles);
  }
  return out;
}

const stronger = (one: Needles | undefined, other: Needles): Needles =>
  one === undefined || strength(other) > strength(one) ? other : one;

function repeatKnown(of: Known, min: number, max: number): Known {
  if (max === 0) return empty;
  if (min === 0) return max === 1 && 'all' in of ? { all: [...of.all, nothing] } : gap;
  const copies = Math.min(min, MOST_COPIES);
  const known = copies === 1 ? of : sequenceKnown(Array.from({ length: copies }, () => of));
  if (copies === max) return known;
  return 'all' in known ? { start: known.all, end: known.all, groups: [] } : known;
}

/** The sets of texts of which a line must hold one each, as far as they tell something. */
function groupsOf(known: Known): Needles[] {
  const sets = 'all' in known ? [known.all] : [known.start, ...known.groups, known.end];
  return sets.filter(tells).map(simplified);
}

const tells = (needles: Needles): boolean =>
  needles.every(({ text }) => text.length >= SHORTEST || bytes(text) >= SHORTEST);
const bytes = (text: string): number => Buffer.byteLength(text);
