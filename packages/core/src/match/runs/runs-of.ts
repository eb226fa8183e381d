import { waysOf } from '../pattern/covers.js';
import type { Node } from '../pattern/tree.js';
import { membersOf, membersOfCharacter } from './members.js';
import { type Run, runShare } from './share.js';
import { either, empty, gap, LONGEST, one, rarestOf, Sequence, type Stretch } from './stretch.js';

/** A pattern with more ways at its top is left to RE2. */
const MOST_WAYS = 4;
/** A run that begins at more places of a log than this is no help, where lines have some hundred bytes. */
const MOST_SHARE = 1e-4;

/**
 * Runs of which one stands in every line that the pattern matches, each of three to sixteen sets; undefined where none are
 * known, or one is no rare thing. Sound for lines as RE2 sees them and for their bytes before what is no text was
 * overwritten.
 */
export function runsOf(node: Node | undefined): readonly Run[] | undefined {
  if (node === undefined) return undefined;
  const ways = waysOf(node);
  if (ways.length > MOST_WAYS) return undefined;
  const runs = ways.map((way) => rarestOf(stretchOf(way)));
  const isUsable = (run: Run | undefined): run is Run => run !== undefined && runShare(run) <= MOST_SHARE;
  return runs.every(isUsable) ? runs : undefined;
}

function stretchOf(node: Node): Stretch {
  switch (node.kind) {
    case 'text':
      return inTurn([...node.text].map((character) => one(membersOfCharacter(character, node.fold))));
    case 'class':
      return one(membersOf(node.ranges));
    case 'unlisted':
      return gap;
    case 'assert':
      return empty;
    case 'capture':
      return stretchOf(node.of);
    case 'concat':
      return inTurn(node.of.map(stretchOf));
    case 'alternate':
      return either(node.of.map(stretchOf));
    case 'repeat':
      return repeated(node.of, node.min, node.max);
  }
}

function inTurn(parts: readonly Stretch[]): Stretch {
  const sequence = new Sequence();
  for (const part of parts) sequence.add(part);
  return sequence.stretch();
}

/** More copies than a run has sets tell nothing more. */
function repeated(node: Node, min: number, max: number): Stretch {
  if (max === 0) return empty;
  if (min === 0) return gap;
  const copies = Math.min(min, LONGEST);
  const stretch = inTurn(Array<Stretch>(copies).fill(stretchOf(node)));
  return copies === max ? stretch : { ...stretch, whole: false };
}
