import RE2 from 're2';
import type { Rule } from '../../contract.js';
import { compileRule } from '../../match/compile-rule.js';
import { hasPattern } from '../../match/has-pattern.js';
import { covers, waysOf } from '../../match/pattern/covers.js';
import { requirementOf } from '../../match/pattern/requirement.js';
import type { Needle, Node, Requirement } from '../../match/pattern/tree.js';
import { comparePrecedence } from '../../match/precedence.js';
import type { PlacedRule } from '../compose.js';
import { fieldsOf } from '../fields.js';
import type { Finding } from '../finding.js';
import { linesOf } from '../rule-tests/read-log.js';
import { alwaysHasOne, literalText, treeOf } from './lint-literals.js';
import { findingAt } from './lint-place.js';

/** What can be known of a rule's lines by looking at its pattern. */
interface Reach {
  readonly placed: PlacedRule;
  readonly order: number;
  /** The pattern's ways. */
  readonly ways: readonly Node[];
  /** Texts of which each alone is enough for a hit. */
  readonly enough: readonly Needle[];
  readonly needs: Requirement;
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
  if (!hasPattern(rule) || rule.when !== undefined || placed.entry.when !== undefined) return [];
  const tree = treeOf(rule);
  if (tree === undefined) return [];
  const ways = waysOf(tree);
  const enough = ways.flatMap((way) => literalText(way) ?? []);
  return [{ placed, order, ways, enough, needs: requirementOf(tree) }];
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

/** What a hit says of the run, beside its fields and actions. */
const MEANING = [
  'kind',
  'mode',
  'error_type',
  'subsystem',
  'latent',
  'platform',
  'lasting',
  'confirm_after',
  'suffices',
  'terminates',
] as const satisfies readonly (keyof Rule)[];

/** A rule that does or tells more than the one before it is of use on the same lines. */
function meansTheSame(one: Rule, other: Rule): boolean {
  const told = (rule: Rule) => JSON.stringify([...MEANING.map((key) => rule[key]), rule.lines ?? 1]);
  const fields = fieldsOf(one);
  return (
    told(one) === told(other) && other.actions.length === 0 && fieldsOf(other).every((name) => fields.includes(name))
  );
}

function hitsAllOf(by: Reach, hidden: Reach): boolean {
  const [{ rule: one }, { rule: other }] = [by.placed, hidden.placed];
  if (one.unless !== undefined && !(one.unless === other.unless && one.flags === other.flags)) return false;
  // Two of one pattern are told of by themselves.
  const keys = ['pattern', 'pattern_type', 'flags', 'unless'] as const;
  if (keys.every((key) => (one[key] ?? '') === (other[key] ?? ''))) return false;
  return (
    alwaysHasOne(hidden.needs, by.enough) || hidden.ways.every((way) => by.ways.some((whole) => covers(whole, way)))
  );
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
