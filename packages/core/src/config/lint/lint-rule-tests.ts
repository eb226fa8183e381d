import type { CaseFiring, RuleCase } from '../../generated/rule-tests.js';
import { errorTypes } from '../error-types.js';
import { type Finding, type Fix, finding, placeIn, wordFix } from '../finding.js';
import type { Monitor } from '../monitor.js';
import { nearest } from '../nearest.js';
import { textsOf } from '../rule-tests/read-log.js';
import { stepsOf } from '../rule-tests/repeat.js';
import type { Path, YamlFile } from '../yaml/yaml-file.js';
import type { FindingCode } from './finding-codes.js';

/** What the engine itself says, beside the rules. */
const ENGINE_SIGNALS = [
  'stall_never_started',
  'stall_no_output',
  'stall_no_steps',
  'job_failed',
  'job_cancelled',
  'job_requeued',
  'job_timed_out',
];

/** What a schema cannot say about a test; `before` are the tests above it. */
export function lintCase(
  file: YamlFile,
  one: RuleCase,
  path: Path,
  { monitor, decides }: { readonly monitor: Monitor | undefined; readonly decides: boolean },
  before: readonly RuleCase[],
): readonly Finding[] {
  const findings: Finding[] = [];
  const add = (code: FindingCode, below: Path, message: string, remedy: string, fix?: Fix) =>
    findings.push(finding(code, placeIn(file, [...path, ...below]), message, remedy, fix));
  const { expect, lines, sources } = one;
  const { signals, none = [], incident, decision, decisions } = expect;

  if (before.some(({ name }) => name === one.name))
    add('duplicate_test', ['name'], `two tests are called \`${one.name}\``, 'Rename one of the two.');
  if (lines === undefined && sources === undefined)
    add('no_log', [], 'the test has no log', 'Give it `lines:` or `sources:`.');
  if (lines !== undefined && sources !== undefined)
    add('two_logs', ['lines'], 'the test has both `lines` and `sources`', 'Keep one of the two.');

  if (one.job !== undefined && Array.isArray(lines) && [...stepsOf(lines)].some(({ job }) => job !== undefined))
    add('two_jobs', ['job'], 'the job is told of here and among the lines', 'Keep one of the two.');

  const wanted = Array.isArray(signals) ? signals : [];
  const known = [...(monitor?.rules.map(({ name }) => name) ?? []), ...ENGINE_SIGNALS];
  const check = (name: string, below: Path) => {
    if (monitor === undefined || known.includes(name)) return;
    const near = nearest(name, known);
    const remedy = near ? `Did you mean \`${near}\`?` : 'Name a rule of the monitor: `sigwatch rules list` tells them.';
    add('unknown_rule', ['expect', ...below], `the monitor has no rule \`${name}\``, remedy, wordFix(name, known));
  };
  const ids = sources === undefined ? textsOf(lines ?? '').map(({ id }) => id) : Object.keys(sources);
  const checkSource = (source: string | undefined, below: Path) => {
    if (source !== undefined && !ids.includes(source))
      add('unknown_source', ['expect', ...below], `there is no source \`${source}\``, `There are: ${ids.join(', ')}.`);
  };
  const checkFiring = (firing: CaseFiring, below: Path) => {
    if (typeof firing === 'string') return check(firing, below);
    check(firing.signal, [...below, 'signal']);
    // What the engine says by itself stands in no log.
    if (!ENGINE_SIGNALS.includes(firing.signal)) checkSource(firing.source, [...below, 'source']);
  };
  for (const [i, firing] of wanted.entries()) checkFiring(firing, ['signals', i]);
  for (const [i, firing] of none.entries()) {
    checkFiring(firing, ['none', i]);
    // Of one signal some may have to fire and others not; what is forbidden by its name alone must not at all.
    const name = typeof firing === 'string' ? firing : undefined;
    if (wanted.some((one) => (typeof one === 'string' ? one : one.signal) === name))
      add(
        'expected_and_forbidden',
        ['expect', 'none', i],
        `\`${name}\` must fire and must not`,
        'Keep one of the two.',
      );
  }
  for (const [what, value] of Object.entries({ incident, decision })) {
    if (value === undefined || typeof value === 'string' || value.error_type === undefined) continue;
    const type = value.error_type;
    const types = [...Object.keys(errorTypes), ...(monitor?.rules.flatMap(({ error_type }) => error_type ?? []) ?? [])];
    const near = types.includes(type) ? undefined : nearest(type, types);
    if (near)
      add(
        'unknown_error_type',
        ['expect', what, 'error_type'],
        `no error type is called \`${type}\``,
        `Did you mean \`${near}\`?`,
      );
  }
  if (incident !== undefined && typeof incident !== 'string') {
    if (incident.root !== undefined) check(incident.root, ['incident', 'root']);
    for (const [i, name] of (incident.explained ?? []).entries()) check(name, ['incident', 'explained', i]);
    checkSource(incident.source, ['incident', 'source']);
  }
  const decided = typeof decision === 'object' ? 'decision' : decisions?.length ? 'decisions' : undefined;
  if (decided !== undefined && !decides)
    add('decision_without_policy', ['expect', decided], 'a decision needs a policy', 'Name one by `restart:`.');
  return findings;
}
