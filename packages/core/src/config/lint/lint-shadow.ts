import RE2 from 're2';
import type { Rule } from '../../contract.js';
import { compileRule } from '../../match/compile-rule.js';
import { hasPattern } from '../../match/has-pattern.js';
import { flagsAt, inside, isOptional, literalOf } from '../../match/pattern-parts.js';
import { comparePrecedence } from '../../match/precedence.js';
import type { PlacedRule } from '../compose.js';
import { fieldsOf } from '../fields.js';
import type { Finding } from '../finding.js';
import { linesOf } from '../rule-tests/read-log.js';
import { alternativesOf, ignoresCase, requiredLiterals } from './lint-literals.js';
import { findingAt } from './lint-place.js';

/** What can be known of a rule's lines by looking at its pattern. */
interface Reach {
  readonly placed: PlacedRule;
  readonly order: number;
  readonly pattern: string;
  readonly ignoresCase: boolean;
  /** The pattern's ways, as they are written. */
  readonly ways: readonly string[];
  /** Texts of which each alone is enough for a hit. */
  readonly enough: readonly string[];
  /** For each way, texts that are all on a line that it hits. */
  readonly needs: readonly (readonly string[])[];
}

/**
 * Rules of the file that can never be the first on a line: another one of the same meaning comes before them and hits
 * all of their lines. Only what can be proved is told; patterns that merely seem to cover each other are not.
 */
export function lintShadowed(rules: readonly PlacedRule[], file: string): readonly Finding[] {
  const reaches = rules.flatMap((placed, order) => reachOf(placed, order));
  return reaches
    .filter(({ placed }) => placed.layer.file.path === file)
    .flatMap((hidden) => {
      const by = reaches.find((other) => shadows(other, hidden));
      if (by === undefined) return [];
      const [name, other] = [hidden.placed.entry.name, by.placed.entry.name];
      return [
        findingAt(
          hidden.placed,
          ['pattern'],
          'shadowed_rule',
          `\`${other}\` hits every line of \`${name}\` and comes before it, so that \`${name}\` is never the first`,
          `Remove the rule, or give it what tells it from \`${other}\`: an error type of its own, or a place before it.`,
        ),
      ];
    });
}

function reachOf(placed: PlacedRule, order: number): readonly Reach[] {
  const { rule } = placed;
  const { pattern_type, pattern, flags } = rule;
  if (pattern === undefined || rule.when !== undefined || placed.entry.when !== undefined) return [];
  if (pattern_type !== 'regex' && pattern_type !== 'substring') return [];
  const folds = pattern_type === 'substring' ? flags?.includes('i') === true : ignoresCase(pattern, flags);
  if (folds === undefined) return [];
  const fold = (text: string) => (folds ? text.toLowerCase() : text);
  const ways = pattern_type === 'substring' ? [] : waysOf(pattern.slice(flagsAt(pattern).length));
  const enough = pattern_type === 'substring' ? [pattern] : ways.flatMap((way) => textOf(way) ?? []);
  return [
    {
      placed,
      order,
      pattern,
      ignoresCase: folds,
      ways: ways.map((way) => way.join('')),
      enough: enough.map(fold),
      needs: requiredLiterals({ pattern, pattern_type }).map((way) => way.map(fold)),
    },
  ];
}

/** The ways at the top of a pattern; those of a group that is all there is. */
function waysOf(pattern: string): readonly (readonly string[])[] {
  const ways = alternativesOf(pattern);
  const [only] = ways.length === 1 ? (ways[0] as readonly string[]) : [];
  const isWhole = ways.length === 1 && ways[0]?.length === 1 && only?.startsWith('(') && !isOptional(only);
  const plain = only !== undefined && (only.startsWith('(?:') || !only.startsWith('(?')) && only.endsWith(')');
  return isWhole && plain ? waysOf(inside(only)) : ways;
}

function textOf(way: readonly string[]): string | undefined {
  const texts = way.map(literalOf);
  return texts.length === 0 || texts.includes(undefined) ? undefined : texts.join('');
}

function shadows(by: Reach, hidden: Reach): boolean {
  const [one, other] = [by.placed.rule, hidden.placed.rule];
  return (
    by !== hidden &&
    comparePrecedence({ rule: one, order: by.order }, { rule: other, order: hidden.order }) < 0 &&
    meansTheSame(one, other) &&
    hitsAllOf(by, hidden) &&
    // What is proved is held against the lines that the rule itself shows.
    hitsItsTests(by.placed, hidden.placed)
  );
}

/** A rule that does or tells more than the one before it is of use on the same lines. */
function meansTheSame(one: Rule, other: Rule): boolean {
  const told = ({ kind, mode, error_type, subsystem, latent, platform, lasting, suffices, terminates, lines }: Rule) =>
    JSON.stringify([kind, mode, error_type, subsystem, latent, platform, lasting, suffices, terminates, lines ?? 1]);
  const fields = fieldsOf(one);
  return (
    told(one) === told(other) && other.actions.length === 0 && fieldsOf(other).every((name) => fields.includes(name))
  );
}

function hitsAllOf(by: Reach, hidden: Reach): boolean {
  const [{ rule: one }, { rule: other }] = [by.placed, hidden.placed];
  const spares = one.unless !== undefined && !(one.unless === other.unless && one.flags === other.flags);
  if (spares || (hidden.ignoresCase && !by.ignoresCase)) return false;
  // Two of one pattern are told of by themselves.
  if (by.pattern === hidden.pattern && one.pattern_type === other.pattern_type && one.unless === other.unless)
    return one.flags !== other.flags && by.ignoresCase;
  const fold = (text: string) => (by.ignoresCase ? text.toLowerCase() : text);
  const isEnough = (text: string) => by.enough.some((enough) => fold(text).includes(enough));
  if (hidden.needs.every((way) => way.some(isEnough))) return true;
  const sameFlags = one.flags === other.flags && flagsAt(by.pattern) === flagsAt(hidden.pattern);
  return sameFlags && hidden.ways.length > 0 && hidden.ways.every((way) => by.ways.includes(way));
}

function hitsItsTests(by: PlacedRule, hidden: PlacedRule): boolean {
  const [one, other] = [hitter(by.rule), hitter(hidden.rule)];
  const lines = (hidden.entry.tests ?? []).flatMap(({ log }) => linesOf(log));
  return lines.every((line) => one(line) || !other(line));
}

function hitter(rule: Rule): (line: string) => boolean {
  if (!hasPattern(rule)) return () => false;
  const compiled = compileRule(rule, 0);
  if (!('rule' in compiled)) return () => false;
  const pattern = new RE2(compiled.line, 'u');
  return (line) => pattern.test(line) && compiled.unless?.().test(line) !== true;
}
