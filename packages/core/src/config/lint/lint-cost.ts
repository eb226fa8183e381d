import { flagsAt, inside, isOptional } from '../../match/pattern-parts.js';
import type { PlacedRule } from '../compose.js';
import type { Finding } from '../finding.js';
import { alternativesOf, requiredLiterals } from './lint-literals.js';
import { findingAt } from './lint-place.js';

/** A shorter text is on too many lines to be looked for first. */
const SHORTEST = 3;
/**
 * From so many on, gaps that follow each other are dear for the whole set: 300 such rules on lines that hold their first
 * words were measured at 417 to 583 MB/s, with one gap at 607, without at 734, and with `.{0,40}` at 365.
 */
const MANY_GAPS = 3;

/** What makes a pattern dear: it begins with what any line has, has gap behind gap, or has no text of its own. */
export function lintCost(placed: PlacedRule): readonly Finding[] {
  const { pattern: whole, pattern_type } = placed.rule;
  if (pattern_type !== 'regex' || whole === undefined) return [];
  const pattern = whole.slice(flagsAt(whole).length);
  const told = (why: string, remedy: string) => [findingAt(placed, ['pattern'], 'slow_pattern', why, remedy)];

  const start = startOf(pattern);
  if (start !== undefined)
    return told(
      `the pattern begins with \`${start}\`, which tells nothing and keeps every place of every line in play: many such rules take up to a quarter of the scan's speed, and fields are read ten times as slowly`,
      `Leave \`${start}\` out, since a pattern may match anywhere in a line, or put \`\\b\` or a text in its place.`,
    );
  const gaps = gapsOf(pattern);
  if (gaps >= MANY_GAPS)
    return told(
      `the pattern has ${gaps} gaps of any length (\`.*\`) behind each other, and the search has to keep all ways to fill them: many such rules take a fifth of the scan's speed or more`,
      'Say what stands in a gap (`[^,]*`, `\\S+`), or drop the parts that are not needed to know the line; a counted gap (`.{0,40}`) costs still more.',
    );
  const shortest = requiredLiterals({ pattern: whole, pattern_type }, true).find(
    (way) => !way.some((text) => text.trim().length >= SHORTEST),
  );
  if (shortest === undefined) return [];
  return told(
    'the pattern has no text of three characters that every line of it holds, so that no line can be passed over quickly',
    'Add a text that is on each such line, outside of brackets and repetitions.',
  );
}

/** What any line has, at the head of the pattern or of one of its ways. */
function startOf(pattern: string): string | undefined {
  for (const [first] of alternativesOf(pattern)) {
    if (first === undefined) continue;
    if (/^(?:\.|\\[wSD])[*+]\??$/.test(first)) return first;
    if (!first.startsWith('(') || /^\(\?[imsU-]+\)$/.test(first)) continue;
    const within = startOf(inside(first));
    if (within !== undefined) return within;
  }
  return undefined;
}

/** The most gaps of any length, within another, that a line must get through in one of the pattern's ways. */
function gapsOf(pattern: string): number {
  const ways = alternativesOf(pattern).map((pieces) =>
    pieces.reduce((sum, piece) => sum + (isGap(piece) ? 1 : isNeededGroup(piece) ? gapsOf(inside(piece)) : 0), 0),
  );
  return Math.max(0, ...ways);
}

const isNeededGroup = (piece: string): boolean => piece.startsWith('(') && !isOptional(piece);
const isGap = (piece: string): boolean => /^\.(?:[*+]|\{\d+,\})\??$/.test(piece);
