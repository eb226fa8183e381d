import type { ComponentConfig, Rule } from '../../contract.js';
import type { SelectiveRestartPolicy } from '../../generated/SelectiveRestartPolicy.js';
import { compileRules } from '../../match/compile-rules.js';
import { hitsIn } from '../../match/hits-in.js';
import { compose, type PlacedRule } from '../compose.js';
import type { Finding } from '../finding.js';
import type { Where } from '../locate.js';
import type { PolicySet } from '../policy.js';
import { linesOf } from '../rule-tests/read-log.js';
import { findingAt } from './lint-place.js';

/**
 * Lines of the rules' own tests that two rules for failures hit, of which a policy restarts one and excludes the other,
 * while neither says that it is a consequence of the other. On one line precedence decides, which is meant where the
 * line is shown by the rule that wins, and by it alone.
 */
export function conflictLinter(
  where: Where,
): (monitors: readonly string[], policy: PolicySet, concerns: (file: string) => boolean) => readonly Finding[] {
  const known = new Map<string, readonly Pair[]>();
  return (monitors, policy, concerns) => {
    const key = JSON.stringify(monitors);
    let pairs = known.get(key);
    if (pairs === undefined) {
      const { rules, findings } = compose(monitors, where);
      // A file that is refused is told of by itself.
      pairs = findings.some(({ level }) => level === 'error') ? [] : pairsOf(rules, concerns);
      known.set(key, pairs);
    }
    return pairs.flatMap((pair) => conflict(pair, policy));
  };
}

interface Pair {
  readonly winner: PlacedRule;
  readonly other: PlacedRule;
  readonly text: string;
}

function pairsOf(rules: readonly PlacedRule[], concerns: (file: string) => boolean): readonly Pair[] {
  const failures = rules.filter(({ entry, rule }) => rule.kind === 'error' && entry.pattern != null);
  const own = failures.filter(({ layer }) => concerns(layer.file.path));
  const shown = [...new Set(failures.flatMap(({ entry }) => (entry.tests ?? []).flatMap(({ log }) => linesOf(log))))];
  // Most monitors have few rules of their own, and few lines that these hit.
  const lines = [...hitsOf(own, shown).keys()];
  const pairs = new Map<string, Pair>();
  for (const [text, [winner, ...others]] of hitsOf(failures, lines))
    for (const other of others) {
      if (winner === undefined || !(own.includes(winner) || own.includes(other))) continue;
      // Who shows a line as its own, and is the first there, has decided.
      if (related(winner.rule, other.rule) || (shows(winner, text) && !shows(other, text))) continue;
      const key = `${winner.entry.name} ${other.entry.name}`;
      if (!pairs.has(key)) pairs.set(key, { winner, other, text });
    }
  return [...pairs.values()];
}

/** The rules that hit a line, in order of precedence; each line by itself, since of a block only the first tells. */
function hitsOf(rules: readonly PlacedRule[], lines: readonly string[]): ReadonlyMap<string, readonly PlacedRule[]> {
  const byLine = new Map<string, PlacedRule[]>();
  if (rules.length === 0 || lines.length === 0) return byLine;
  const matcher = compileRules(rules.map(({ rule: { lines: _, ...rule } }) => rule));
  for (const { line, order } of hitsIn(matcher, Buffer.from(lines.map((text) => `${text}\n`).join('')))) {
    const text = lines[line - 1] as string;
    byLine.set(text, [...(byLine.get(text) ?? []), rules[order] as PlacedRule]);
  }
  return byLine;
}

const shows = ({ entry }: PlacedRule, line: string): boolean =>
  (entry.tests ?? []).some(({ log, expect }) => typeof expect !== 'string' && linesOf(log).includes(line));

/** Of one type, or one a consequence of the other: then there is nothing to decide. */
function related(one: Rule, other: Rule): boolean {
  const explains = (cause: Rule, { symptom_of }: Rule) =>
    ['*', cause.name, cause.error_type].some((name) => name !== undefined && symptom_of.includes(name));
  return one.error_type === other.error_type || explains(one, other) || explains(other, one);
}

function conflict({ winner, other, text }: Pair, { name, policies }: PolicySet): readonly Finding[] {
  const [wins, loses] = [winner, other].map(({ rule }) => saysOf(policies[rule.mode ?? 'crash'], rule));
  if (wins === undefined || loses === undefined || wins === loses) return [];
  const called = ({ rule }: PlacedRule) => `\`${rule.name}\` (${rule.error_type ?? 'no type'})`;
  return [
    findingAt(
      other,
      ['pattern'],
      'conflicting_policy',
      `the policy \`${name}\` has ${called(winner)} ${wins} and ${called(other)} ${loses}, and both hit \`${shown(text)}\`; by precedence \`${winner.rule.name}\` wins there`,
      `If that is meant, give the line to the tests of \`${winner.rule.name}\` alone, or say which is a consequence by \`symptom_of\`; else keep it from one of the two by \`unless\`.`,
    ),
  ];
}

/** What a policy says of a rule in so many words; a mere default is no word of it. Excluding wins, as in the policy itself. */
export function saysOf(config: ComponentConfig | undefined, rule: Rule): 'restarted' | 'excluded' | undefined {
  if (config === undefined || config.class_name === 'NoRestartPolicy') return 'excluded';
  if (config.class_name === 'AlwaysRestartPolicy') return 'restarted';
  if (config.class_name !== 'SelectiveRestartPolicy') return undefined;
  const policy = config as unknown as SelectiveRestartPolicy;
  const named = (list: 'exclude' | 'restart_on') =>
    policy[`${list}_error_types`]?.includes(rule.error_type ?? 'unknown') ||
    policy[`${list}_signals`]?.includes(rule.name) ||
    (rule.subsystem !== undefined && policy[`${list}_subsystems`]?.includes(rule.subsystem));
  if (named('exclude')) return 'excluded';
  return named('restart_on') ? 'restarted' : undefined;
}

const shown = (text: string): string => (text.length <= 100 ? text.trim() : `${text.trim().slice(0, 97)}…`);
