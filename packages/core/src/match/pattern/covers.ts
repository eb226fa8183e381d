import { lowered } from './needles.js';
import type { Node, Range } from './tree.js';

/**
 * Whether every text that `other` matches is matched by `one` as well, as far as that shows in their parts one by one;
 * no where it does not show. Groups make no difference.
 */
export function covers(one: Node, other: Node): boolean {
  if (one.kind === 'capture') return covers(one.of, other);
  if (other.kind === 'capture') return covers(one, other.of);
  switch (one.kind) {
    case 'text':
      return (
        other.kind === 'text' &&
        (one.fold ? lowered(one.text) === lowered(other.text) : !other.fold && one.text === other.text)
      );
    case 'class':
      return other.kind === 'class' && other.ranges.every((range) => holds(one.ranges, range));
    case 'unlisted':
      return false;
    case 'assert':
      return other.kind === 'assert' && one.what === other.what;
    case 'repeat':
      return other.kind === 'repeat' && one.min <= other.min && other.max <= one.max && covers(one.of, other.of);
    case 'concat':
      return other.kind === 'concat' && eachCovers(flat(one.of), flat(other.of));
    case 'alternate':
      return other.kind === 'alternate' && eachCovers(one.of, other.of);
  }
}

const eachCovers = (ones: readonly Node[], others: readonly Node[]): boolean =>
  ones.length === others.length && ones.every((one, i) => covers(one, others[i]!));

/** The parts, those of groups that are only there to be read among them. */
function flat(parts: readonly Node[]): readonly Node[] {
  return parts.flatMap((part) => (part.kind === 'concat' ? flat(part.of) : [part]));
}

function holds(ranges: readonly Range[], [first, last]: Range): boolean {
  return ranges.some(([from, to]) => from <= first && last <= to);
}

/** The ways at the top of a pattern, through groups that are all there is. */
export function waysOf(node: Node): readonly Node[] {
  if (node.kind === 'capture') return waysOf(node.of);
  return node.kind === 'alternate' ? node.of.flatMap(waysOf) : [node];
}
