import type { Registry } from '../../contract.js';
import { resolves } from '../../correlate/operators.js';
import { compileRule } from '../../match/compile-rule.js';
import { type PlacedRule, withPattern } from '../compose.js';
import { errorTypes } from '../error-types.js';
import { type Finding, type Fix, wordFix } from '../finding.js';
import { nearest } from '../nearest.js';
import type { Path } from '../yaml/yaml-file.js';
import { lintActions } from './action-lint.js';
import type { FindingCode } from './finding-codes.js';
import { lintCycles } from './lint-cycles.js';
import { findingAt } from './lint-place.js';
import { lintWhen } from './lint-when.js';

/** What a schema cannot say about rules. */
export function lintRules(rules: readonly PlacedRule[], registry: Registry): readonly Finding[] {
  const known = new Set<string>(['*', ...Object.keys(errorTypes)]);
  for (const { entry } of rules) {
    known.add(entry.name);
    if (entry.metadata?.error_type !== undefined) known.add(entry.metadata.error_type);
  }
  return [
    ...rules.flatMap((rule) => [...patterns(rule), ...meaning(rule, known, registry), ...lintActions(rule, registry)]),
    ...lintWhen(rules, registry),
    ...lintCycles(rules),
  ];
}

/** What the matcher could not use: a pattern that RE2 refuses, a group that is not there. */
function patterns(rule: PlacedRule): Finding[] {
  if (!withPattern(rule) || rule.layer.file.shipped) return [];
  const compiled = compileRule(rule.rule, 0);
  if ('rule' in compiled) return compiled.hitsNothing ? [emptyMatch(rule)] : [];
  return compiled.map(({ key, column, message, remedy }) => {
    const where = key === 'extract_groups' ? '' : ` (character ${column} of \`${key}\`)`;
    return findingAt(rule, [key], `bad_${key}`, `${message}${where}`, remedy);
  });
}

/** A pattern that is content with nothing is content with every line. */
function emptyMatch(rule: PlacedRule): Finding {
  const message = 'the pattern matches the empty line, and so tells no line from another';
  const remedy =
    'Let it need a text, by `+` in place of `*` or without a `?`; `.+` is every line that holds something.';
  return findingAt(rule, ['pattern'], 'empty_match', message, remedy);
}

function meaning(rule: PlacedRule, known: ReadonlySet<string>, registry: Registry): Finding[] {
  const { entry, state } = rule;
  const findings: Finding[] = [];
  const add = (code: FindingCode, below: Path, message: string, remedy: string, fix?: Fix) =>
    findings.push(findingAt(rule, below, code, message, remedy, fix));
  if (entry.metadata?.kind === 'checkpoint' && state.mode === 'success')
    add(
      'checkpoint_success',
      ['state'],
      'a saved checkpoint is not the end of the run',
      'Remove `state`; the rule is taken as a note.',
      { remove: 'state' },
    );
  if (entry.lines !== undefined && entry.pattern_type === 'dissect')
    add('dissect_block', ['lines'], 'a dissect rule takes single lines', 'Use a regex rule for the block.');
  if (state.shows !== undefined && !(rule.rule.when !== undefined && resolves(registry, rule.rule.when)))
    add(
      'shown_for_ever',
      ['state'],
      `the run is shown as ${state.shows} from a hit on, and nothing tells when that is over`,
      'Add a condition that tells of its end, such as `when: { value: "fields.age > 600.0" }`.',
    );
  if (state.confirm_after !== undefined && !rule.rule.lasting)
    add(
      'never_confirmed',
      ['state', 'confirm_after'],
      'two steps that follow end the failure, so that `confirm_after` never comes while steps go on',
      'Add `lasting: true` where steps do not mend it, or a `when:` that tells when it is over; else leave `confirm_after` out.',
    );
  if (entry.suffices && state.mode !== 'success')
    add(
      'suffices_without_success',
      ['suffices'],
      '`suffices` has no meaning without SuccessState',
      'Add the state, or remove `suffices`.',
      { remove: 'suffices' },
    );
  for (const [i, name] of (entry.symptom_of ?? []).entries()) {
    if (known.has(name)) continue;
    const near = nearest(name, known);
    const remedy = near ? `Did you mean \`${near}\`?` : 'Name an error type or a rule, or `*`.';
    add('unknown_cause', ['symptom_of', i], `nothing is called \`${name}\``, remedy, wordFix(name, known));
  }
  return findings;
}
