import RE2 from 're2';
import { flagsAt } from '../../match/pattern-parts.js';
import { type PatternPlaced, type PlacedRule, withPattern } from '../compose.js';
import type { Finding } from '../finding.js';
import { literalText, requiredLiterals } from './lint-literals.js';
import { findingAt } from './lint-place.js';

/** A shorter text is on too many lines to be looked for first. */
const SHORTEST = 3;

/** What can be said of patterns by looking at them: rules of the file that never hit, that hit the same lines, that are slow. */
export function lintPatterns(rules: readonly PlacedRule[], file: string): readonly Finding[] {
  const first = new Map<string, PatternPlaced>();
  return rules.filter(withPattern).flatMap((placed) => {
    const { pattern, pattern_type, flags, unless } = placed.rule;
    const key = JSON.stringify([pattern, pattern_type, flags ?? '', unless ?? '']);
    const twin = first.get(key);
    if (twin === undefined) first.set(key, placed);
    if (placed.layer.file.path !== file) return [];
    return [...neverHits(placed), ...(twin === undefined ? [] : [duplicate(placed, twin)]), ...slow(placed)];
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
  const text = literalText(unless);
  const [inPattern, inUnless] = [ignoresCase(pattern, rule.flags), ignoresCase(unless, rule.flags)];
  if (text === undefined || inPattern === undefined || inUnless === undefined || (inPattern && !inUnless)) return [];
  const plain = (given: string) => (inUnless ? given.toLowerCase() : given);
  const covered = requiredLiterals(rule).every((way) => way.some((one) => plain(one).includes(plain(text))));
  return covered ? told(`every line that the pattern matches has \`${text}\`, which \`unless\` forbids`) : [];
}

/** Undefined where flags are switched off again. */
function ignoresCase(pattern: string, flags: string | undefined): boolean | undefined {
  const own = flagsAt(pattern);
  return own.includes('-') ? undefined : `${flags ?? ''}${own}`.includes('i');
}

/** A pattern that begins with what any line has, or that has no text of its own in one of its ways. */
function slow(placed: PatternPlaced): Finding[] {
  const { rule } = placed;
  if (rule.pattern_type !== 'regex') return [];
  const rest = rule.pattern.slice(flagsAt(rule.pattern).length);
  const told = (why: string, remedy: string) => [findingAt(placed, ['pattern'], 'slow_pattern', why, remedy)];
  const start = /^(?:\.|\\[wSD])[*+]\??/.exec(rest)?.[0];
  if (start !== undefined)
    return told(
      `the pattern begins with \`${start}\`, which is tried at every place of every line`,
      'Leave it out: a pattern may match anywhere in a line.',
    );
  const shortest = requiredLiterals(rule, true).find((way) => !way.some((text) => text.trim().length >= SHORTEST));
  if (shortest === undefined) return [];
  return told(
    'the pattern has no text of three characters that every line of it holds',
    'Add a text that is on each such line, outside of brackets and repetitions.',
  );
}
