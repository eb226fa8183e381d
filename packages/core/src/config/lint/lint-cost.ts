import { anyCharacter, perlClass } from '../../match/pattern/named-classes.js';
import { requirementOf } from '../../match/pattern/requirement.js';
import type { Node, Range } from '../../match/pattern/tree.js';
import { isUsable } from '../../match/pattern/usable.js';
import type { PatternPlaced } from '../compose.js';
import type { Finding } from '../finding.js';
import { treeOf } from './lint-literals.js';
import { findingAt } from './lint-place.js';

/**
 * From so many on, gaps that follow each other are dear on lines that hold the pattern's text: 300 such rules were
 * measured at 417 to 583 MB/s, with one gap at 607, without at 734, and with `.{0,40}` at 365.
 */
const MANY_GAPS = 3;

/** What makes a pattern dear: it has no text of its own, begins with what any line has, or has gap behind gap. */
export function lintCost(placed: PatternPlaced): readonly Finding[] {
  const node = placed.rule.pattern_type === 'regex' ? treeOf(placed.rule) : undefined;
  if (node === undefined) return [];
  const told = (why: string, remedy: string) => [findingAt(placed, ['pattern'], 'slow_pattern', why, remedy)];

  if (!requirementOf(node).some(isUsable))
    return told(
      'the pattern has no text of three characters that every line of it holds, so that no text leads to its lines: unless digits or letters side by side tell them, all rules of this kind are asked about every line, at a third of the speed',
      'Add a text that is on each such line, outside of brackets and repetitions; words to choose from are texts as well, if they are not too many.',
    );
  const start = startOf(node);
  if (start !== undefined)
    return told(
      `the pattern begins with \`${start}\`, which tells nothing: on each line that holds its text, every place is kept in play, and fields are read ten times as slowly`,
      `Leave \`${start}\` out, since a pattern may match anywhere in a line, or put \`\\b\` or a text in its place.`,
    );
  const gaps = gapsOf(node);
  if (gaps < MANY_GAPS) return [];
  return told(
    `the pattern has ${gaps} gaps of any length (\`.*\`) behind each other: on each line that holds its text, the search has to keep all ways to fill them`,
    'Say what stands in a gap (`[^,]*`, `\\S+`), or drop the parts that are not needed to know the line; a counted gap (`.{0,40}`) costs still more.',
  );
}

/** What any line has, at the head of the pattern or of one of its ways, as one would write it. */
function startOf(node: Node): string | undefined {
  switch (node.kind) {
    case 'concat':
      return node.of[0] && startOf(node.of[0]);
    case 'capture':
      return startOf(node.of);
    case 'alternate':
      return node.of.map(startOf).find((start) => start !== undefined);
    case 'repeat': {
      if (node.of.kind !== 'class') return node.min > 0 ? startOf(node.of) : undefined;
      const name = node.max === Number.POSITIVE_INFINITY && node.min < 2 ? nameOf(node.of.ranges) : undefined;
      return name && `${name}${node.min === 0 ? '*' : '+'}${node.greedy ? '' : '?'}`;
    }
    default:
      return undefined;
  }
}

const anyWord = ['w', 'S', 'D'].flatMap((letter) =>
  [false, true].map((fold) => ({ name: `\\${letter}`, ranges: perlClass(letter, fold) })),
);
/** Classes that hold nearly all that lines are made of. */
const nearlyAll = [{ name: '.', ranges: anyCharacter }, ...anyWord];

const nameOf = (ranges: readonly Range[]): string | undefined => nearlyAll.find((one) => one.ranges === ranges)?.name;

/** The most gaps of any length, within another, that a line must get through in one of the pattern's ways. */
function gapsOf(node: Node): number {
  switch (node.kind) {
    case 'concat':
      return node.of.reduce((sum, part) => sum + gapsOf(part), 0);
    case 'capture':
      return gapsOf(node.of);
    case 'alternate':
      return Math.max(...node.of.map(gapsOf));
    case 'repeat': {
      const isGap = node.of.kind === 'class' && node.of.ranges === anyCharacter;
      if (isGap) return node.max === Number.POSITIVE_INFINITY ? 1 : 0;
      return node.min > 0 ? gapsOf(node.of) : 0;
    }
    default:
      return 0;
  }
}
