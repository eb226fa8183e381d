import type { Registry } from '../../contract.js';
import { feeds } from '../../correlate/routes.js';
import { compileRule } from '../../match/compile-rule.js';
import type { PlacedRule } from '../compose.js';
import type { Finding } from '../finding.js';
import { nearest } from '../nearest.js';
import { inputsOf, OPERATOR_KEYS, operatorOf, rulesOfInputs, selectorOf } from '../when.js';
import type { Path } from '../yaml/yaml-file.js';
import type { FindingCode } from './finding-codes.js';
import { findingAt } from './lint-place.js';

/** Signals that no rule makes, but the engine itself. */
export const ENGINE_SIGNALS: readonly string[] = ['job_failed', 'job_cancelled', 'job_requeued', 'job_timed_out'];

/** What is wrong with operators and with what they are asked of. */
export function lintWhen(rules: readonly PlacedRule[], registry: Registry): readonly Finding[] {
  const names = [...rules.map(({ rule }) => rule.name), ...ENGINE_SIGNALS];
  return [...rules.flatMap((placed) => [...shape(placed), ...inputs(placed, names, registry)]), ...cycles(rules)];
}

function shape(placed: PlacedRule): Finding[] {
  const { pattern, input, when } = placed.entry;
  const add = (code: FindingCode, below: Path, message: string, remedy: string) => [
    findingAt(placed, below, code, message, remedy),
  ];
  if (pattern != null && input != null)
    return add(
      'two_inputs',
      ['input'],
      'the rule has both a `pattern` and an `input`',
      'Keep one; a pattern among several inputs is written as `{ pattern: … }`.',
    );
  if (input != null && when == null)
    return add(
      'no_operator',
      ['input'],
      '`input` without `when` asks nothing of the signals',
      'Add `when:`, such as `when: { count: 5, within: 10m }`.',
    );
  if (when == null) return [];
  const operator = operatorOf(when);
  if (operator === undefined) {
    const use = `Use ${OPERATOR_KEYS.map((key) => `\`${key}\``).join(', ')}, or the \`class_name\` of a plugin’s.`;
    const [near] = Object.keys(when).flatMap((key) => nearest(key, OPERATOR_KEYS) ?? []);
    const remedy = near === undefined ? use : `Did you mean \`${near}\`? ${use}`;
    return add('no_operator', ['when'], '`when` names no operator', remedy);
  }
  if (operator.class_name === 'EveryOperator' && operator.every === undefined && when.throttle === undefined)
    return add(
      'no_operator',
      ['when'],
      '`when` says neither how many nor how often',
      'Add `every: 100` or `throttle: 5m`.',
    );
  return [];
}

/** Names that nobody has, and patterns that RE2 refuses. */
function inputs(placed: PlacedRule, names: readonly string[], registry: Registry): Finding[] {
  const { entry } = placed;
  const unknown = inputsOf(entry, registry).flatMap(({ path, given }) => {
    const { signal } = selectorOf(given);
    // A text that is no name is a pattern, and looked at below.
    if (signal === undefined || names.includes(signal) || (typeof given === 'string' && !/^[\w.-]+$/.test(given)))
      return [];
    const near = nearest(signal, names);
    const remedy = near
      ? `Did you mean \`${near}\`?`
      : `Name a rule; for lines that hold this text write \`{ pattern: '${signal}' }\`.`;
    return [findingAt(placed, path, 'unknown_input', `there is no rule called \`${signal}\``, remedy)];
  });
  // As with patterns of rules: those that are shipped are checked by `rules lint`.
  const asked = placed.layer.file.shipped ? [] : rulesOfInputs(entry, registry);
  const refused = asked.flatMap((rule) => {
    const compiled = compileRule(rule, 0);
    if ('rule' in compiled) return [];
    return compiled.map(({ message, remedy }) => findingAt(placed, rule.path, 'bad_pattern', message, remedy));
  });
  return [...unknown, ...refused];
}

/** A rule that is, over whatever way, an input of itself would feed itself for ever. */
function cycles(all: readonly PlacedRule[]): Finding[] {
  const rules = all.filter(({ rule }) => rule.when !== undefined);
  const findings: Finding[] = [];
  const done = new Set<PlacedRule>();
  const visit = (rule: PlacedRule, open: readonly PlacedRule[]): void => {
    const from = open.indexOf(rule);
    if (from >= 0) {
      const circle = [...open.slice(from), rule].map(({ rule: { name } }) => name).join(' ← ');
      const remedy = 'Name the signals that are meant, or give the rule another kind than those that it takes.';
      findings.push(findingAt(rule, ['when'], 'input_cycle', `the rule is an input of itself: ${circle}`, remedy));
      return;
    }
    if (done.has(rule)) return;
    done.add(rule);
    for (const other of rules) if (feeds(other.rule, rule.rule)) visit(other, [...open, rule]);
  };
  for (const rule of rules) visit(rule, []);
  return findings;
}
