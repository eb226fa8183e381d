import type { Node } from './tree.js';

/** The same pattern where nobody asks what its groups hold. */
export function withoutGroups(tree: Node): Node {
  switch (tree.kind) {
    case 'capture':
      return withoutGroups(tree.of);
    case 'repeat':
      return { ...tree, of: withoutGroups(tree.of) };
    case 'concat':
    case 'alternate':
      return { ...tree, of: tree.of.map(withoutGroups) };
    default:
      return tree;
  }
}
