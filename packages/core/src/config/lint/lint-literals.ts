import type { PatternRule } from '../../contract.js';
import { implies, lowered } from '../../match/pattern/needles.js';
import { parsePattern } from '../../match/pattern/parse.js';
import type { Needle, Node, Requirement } from '../../match/pattern/tree.js';

/** What the pattern of a rule means; undefined where it is no regular expression and no text, or can't be read. */
export function treeOf({
  pattern,
  pattern_type,
  flags = '',
}: Pick<PatternRule, 'pattern' | 'pattern_type' | 'flags'>): Node | undefined {
  if (pattern_type === 'substring') return { kind: 'text', text: pattern, fold: flags.includes('i') };
  return pattern_type === 'regex' ? parsePattern(pattern, flags) : undefined;
}

/** The text, when the pattern is nothing but a text. */
export function literalText(node: Node): Needle | undefined {
  if (node.kind === 'capture') return literalText(node.of);
  if (node.kind !== 'text') return undefined;
  return { text: node.fold ? lowered(node.text) : node.text, fold: node.fold };
}

/** Whether every line that fulfils the requirement has one of the texts: it is certain only where that shows. */
export function alwaysHasOne(requirement: Requirement, texts: readonly Needle[]): boolean {
  return requirement.some((group) => group.every((needle) => texts.some((text) => implies(needle, text))));
}
