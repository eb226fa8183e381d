import RE2 from 're2';
import { parsePattern } from '../../match/pattern/parse.js';
import { requirementOf } from '../../match/pattern/requirement.js';
import { type PatternPlaced, type PlacedRule, withPattern } from '../compose.js';
import type { Finding } from '../finding.js';
import { lintCost } from './lint-cost.js';
import { alwaysHasOne, literalText, treeOf } from './lint-literals.js';
import { findingAt } from './lint-place.js';

/** What can be said of patterns by looking at them: rules of the file that never hit, that hit the same lines, that are slow. */
export function lintPatterns(rules: readonly PlacedRule[], file: string): readonly Finding[] {
  const first = new Map<string, PatternPlaced>();
  return rules.filter(withPattern).flatMap((placed) => {
    const { pattern, pattern_type, flags, unless, when } = placed.rule;
    // Rules may ask different things of the same lines.
    const key = JSON.stringify([pattern, pattern_type, flags ?? '', unless ?? '', when ?? null]);
    const twin = first.get(key);
    if (twin === undefined) first.set(key, placed);
    if (placed.layer.file.path !== file) return [];
    return [...neverHits(placed), ...(twin === undefined ? [] : [duplicate(placed, twin)]), ...lintCost(placed)];
  });
}

function duplicate(placed: PlacedRule, twin: PlacedRule): Finding {
  const message = `the pattern is that of the rule \`${twin.entry.name}\``;
  const remedy = `Remove one of the two, or give this one the name \`${twin.entry.name}\` to override it.`;
  return findingAt(placed, ['pattern'], 'duplicate_pattern', message, remedy);
}

/** Only what is certain: an `unless` that may spare some line of the pattern is not told of. */
function neverHits(placed: PatternPlaced): Finding[] {
  const { rule } = placed;
  const { unless, pattern, pattern_type } = rule;
  if (unless === undefined) return [];
  const told = (why: string) => [
    findingAt(
      placed,
      ['unless'],
      'never_hits',
      `the rule can never hit: ${why}`,
      'Narrow `unless` to what only the lines to be spared hold.',
    ),
  ];
  if (unless === pattern && pattern_type === 'regex') return told('`unless` is its pattern');
  // Without an anchor, what matches nothing at all matches at every place of every line.
  const anchored = /[\^$]|\\[bBAz]/.test(unless);
  if (!anchored && new RE2(`(?${rule.flags ?? ''}:${unless})`, 'u').test(''))
    return told('`unless` matches every line');
  const forbidden = parsePattern(unless, rule.flags);
  const text = forbidden && literalText(forbidden);
  const covered = text !== undefined && alwaysHasOne(requirementOf(treeOf(rule)), [text]);
  return covered ? told(`every line that the pattern matches has \`${text.text}\`, which \`unless\` forbids`) : [];
}
