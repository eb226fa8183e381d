import { empty, gap, type Known, none, Sequence, setsOf, whole } from './known.js';
import { classKnown, isFew, textKnown } from './leaf-known.js';
import { anything, MOST_NEEDLES, type Needles, nothing, strength } from './needles.js';
import type { Needle, Node } from './tree.js';

/** More copies of a repeated part add nothing. */
const MOST_COPIES = 16;

/** What is known of a node. `tellsFolds` as for its texts. */
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
  if (min === 0 && !hasFewTexts(node)) return gap;
  const of = knownOf(node, tellsFolds);
  if (of === gap) return gap;
  if (min === 0) return of.whole ? whole([...of.start, nothing]) : gap;
  const copies = Math.min(min, MOST_COPIES);
  const known = copies === 1 ? of : copied(of, copies);
  if (copies === max) return known;
  return { ...known, whole: false };
}

/** A quick look, which spares a closer one at what may be missing anyway. */
function hasFewTexts(node: Node): boolean {
  switch (node.kind) {
    case 'text':
    case 'assert':
      return true;
    case 'class':
      return isFew(node.ranges);
    case 'unlisted':
      return false;
    case 'capture':
      return hasFewTexts(node.of);
    case 'repeat':
      return node.max <= MOST_COPIES && hasFewTexts(node.of);
    default:
      return node.of.every(hasFewTexts);
  }
}

function copied(of: Known, count: number): Known {
  const sequence = new Sequence();
  for (let i = 0; i < count; i++) sequence.add(of);
  return sequence.known();
}
