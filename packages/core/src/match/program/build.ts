import type { Node } from '../pattern/tree.js';
import { END, emptySet, everything, firstOfLetter, meets, union } from './byte-set.js';
import { type CharClass, charClass } from './char-class.js';
import type { Assert, Instruction, Run, Switch } from './instruction.js';
import { piecesOf } from './pieces.js';
import { firstOf, isNullable, isUnderstood } from './tree-facts.js';

/** A pattern that needs more is left to RE2. Counted repetitions are written out. */
const MOST = 2000;

class Refused extends Error {}

/**
 * The program of a pattern, or undefined where it would be too large or means what only RE2 knows: a loop whose body
 * may be empty. It finds the same match as RE2, with the same groups, since it tries the same ways in the same order;
 * a way is left out only where the next byte shows that it fails.
 */
export function build(pattern: Node): Instruction | undefined {
  if (!isUnderstood(pattern)) return undefined;
  let left = MOST;
  const spend = () => {
    left -= 1;
    if (left < 0) throw new Refused();
  };
  try {
    const start = new Builder(spend).build(pattern, { op: 'match', first: everything(), sure: true });
    return beginsLine(pattern) ? atStart(start) : anywhere(start);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

const ANY = charClass([[0, 0x10ffff]]);

function anywhere(next: Instruction): Run {
  const common = { of: ANY, min: 0, max: Number.POSITIVE_INFINITY, greedy: false, start: true };
  return { op: 'run', ...common, next, first: everything(), sure: next.sure };
}

const atStart = (next: Instruction): Instruction => ({ op: 'save', slot: 0, next, first: next.first, sure: next.sure });

/** Whether it can match only from the start of the line on. */
function beginsLine(node: Node): boolean {
  if (node.kind === 'assert') return node.what === 'line_start';
  if (node.kind === 'capture') return beginsLine(node.of);
  if (node.kind === 'concat') return node.of.length > 0 && beginsLine(node.of[0]!);
  return node.kind === 'alternate' && node.of.every(beginsLine);
}

/** Builds from the end: what a part becomes depends on what follows it. */
class Builder {
  readonly #spend: () => void;

  constructor(spend: () => void) {
    this.#spend = spend;
  }

  build(node: Node, next: Instruction): Instruction {
    this.#spend();
    switch (node.kind) {
      case 'text':
      case 'class':
        return this.#pieces([node], next);
      case 'concat':
        return this.#pieces(node.of, next);
      case 'assert':
        return assertion(node.what, next);
      case 'capture':
        return this.#capture(node.group, node.of, next);
      case 'repeat':
        return this.#repeat(node, next);
      case 'alternate':
        return choice(node.of.map((way) => this.build(way, next)));
      case 'unlisted':
        throw new Refused();
    }
  }

  #pieces(nodes: readonly Node[], end: Instruction): Instruction {
    return piecesOf(nodes).reduceRight((next, piece): Instruction => {
      this.#spend();
      if (piece.kind === 'text') {
        return { op: 'text', letters: piece.letters, next, first: firstOfLetter(piece.letters[0]!), sure: false };
      }
      if (piece.kind === 'class') {
        const of = charClass(piece.ranges);
        return { op: 'character', of, next, first: of.first, sure: false };
      }
      return this.build(piece.of, next);
    }, end);
  }

  #capture(group: number, of: Node, next: Instruction): Instruction {
    const end: Instruction = { op: 'save', slot: 2 * group + 1, next, first: next.first, sure: next.sure };
    const inside = this.build(of, end);
    // A span of its own keeps both of its bounds at once.
    if (inside.op === 'span' && inside.next === end && inside.group === 0) return { ...inside, group, next };
    return { op: 'save', slot: 2 * group, next: inside, first: inside.first, sure: inside.sure };
  }

  #repeat(node: Node & { kind: 'repeat' }, next: Instruction): Instruction {
    const { of, min, max, greedy } = node;
    const ranges = singleCharacter(of);
    if (ranges) return run(ranges, min, max, greedy, next);
    let from: Instruction;
    let before = min;
    if (max === Number.POSITIVE_INFINITY) {
      // RE2 leaves a loop after an empty round, in ways of its own.
      if (isNullable(of)) throw new Refused();
      const loop: Switch = { op: 'switch', ways: [], first: union(firstOf(of), next.first), sure: next.sure };
      const body = this.build(of, loop);
      loop.ways = greedy ? [body, next] : [next, body];
      from = min > 0 ? body : loop;
      before = Math.max(0, min - 1);
    } else {
      from = next;
      for (let more = max - min; more > 0; more--) {
        const body = this.build(of, from);
        from = choice(greedy ? [body, next] : [next, body]);
      }
    }
    for (; before > 0; before--) from = this.build(of, from);
    return from;
  }
}

function singleCharacter(node: Node): CharClass | undefined {
  const [piece, ...others] = piecesOf([node]);
  if (piece === undefined || others.length > 0) return undefined;
  if (piece.kind === 'class') return charClass(piece.ranges);
  if (piece.kind !== 'text' || piece.letters.length !== 1) return undefined;
  const { byte, mask } = piece.letters[0]!;
  if (byte >= 0x80) return undefined;
  return charClass(
    mask === 0
      ? [[byte, byte]]
      : [
          [byte & ~mask, byte & ~mask],
          [byte, byte],
        ],
  );
}

function run(of: CharClass, min: number, max: number, greedy: boolean, next: Instruction): Instruction {
  if (max === 0) return next;
  const first = min === 0 ? union(of.first, next.first) : of.first;
  const sure = min === 0 && next.sure;
  // Where what follows can't begin with a character of the class, or nothing that follows can fail, one length is left.
  const only = min === max || !meets(of.first, next.first) || next.sure;
  if (!only) return { op: 'run', of, min, max, greedy, start: false, next, first, sure };
  const most = next.sure && !greedy ? min : max;
  return most === 0 ? next : { op: 'span', of, min, max: most, group: 0, next, first, sure };
}

function assertion(what: Assert['what'], next: Instruction): Assert {
  const end = emptySet();
  end[END] = next.first[END]!;
  return { op: 'assert', what, next, first: what === 'line_end' ? end : next.first, sure: false };
}

function choice(ways: readonly Instruction[]): Instruction {
  if (ways.length === 1) return ways[0]!;
  const first = ways.map((way) => way.first).reduce(union);
  return { op: 'switch', ways, first, sure: ways.some((way) => way.sure) };
}
