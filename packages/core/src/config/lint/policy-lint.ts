import { componentSchemas } from '../../generated/component-schemas.js';
import type { SelectiveRestartPolicy } from '../../generated/SelectiveRestartPolicy.js';
import { errorTypes } from '../error-types.js';
import { type Finding, finding, placeIn } from '../finding.js';
import { literals } from '../interpolation/interpolation-syntax.js';
import { nearest } from '../nearest.js';
import type { PolicyEntry } from '../policy.js';
import { checkTemplate } from '../text/template.js';
import { REASON_NAMES, TEMPLATE_NAMES } from '../text/text-tables.js';
import type { Path, YamlFile } from '../yaml/yaml-file.js';
import type { FindingCode } from './finding-codes.js';
import { lintLists } from './policy-lists.js';

type Add = (code: FindingCode, path: Path, message: string, remedy: string) => void;

/** Fields of a root that is the job's own end. */
const PLATFORM_FIELDS = ['exit_code', 'signal'] as const;

/** What a schema cannot say about a policy; `before` are the entries above it, `fields` what the monitor's rules extract. */
export function lintPolicy(
  file: YamlFile,
  entry: PolicyEntry,
  before: readonly PolicyEntry[],
  fields?: readonly string[],
): readonly Finding[] {
  const findings: Finding[] = [];
  const add: Add = (code, path, message, remedy) => findings.push(finding(code, placeIn(file, path), message, remedy));
  if (before.some(({ mode }) => mode === entry.mode))
    add('duplicate_mode', entry.path, `the mode ${entry.mode} has two policies`, 'Keep one of the two.');
  lintTexts(entry, fields, add);
  if (entry.implementation.class_name !== 'SelectiveRestartPolicy') return findings;
  const policy = entry.implementation as unknown as SelectiveRestartPolicy;
  lintLists(policy, (code, below, message, remedy) => add(code, [...entry.path, ...below], message, remedy));
  for (const list of ['restart_on_error_types', 'exclude_error_types'] as const) {
    for (const [i, name] of (policy[list] ?? []).entries()) {
      // A type may be a user's own; only what looks like a slip is worth a word.
      const near = Object.hasOwn(errorTypes, name) ? undefined : nearest(name, Object.keys(errorTypes));
      if (near)
        add(
          'unknown_error_type',
          [...entry.path, list, i],
          `no error type is called \`${name}\``,
          `Did you mean \`${near}\`?`,
        );
    }
  }
  return findings;
}

const mayBeField = (name: string, names: readonly string[]) =>
  nearest(name, names) === undefined && !TEMPLATE_NAMES.includes(name);

/** Templates in the texts for the decision. */
function lintTexts({ implementation, path }: PolicyEntry, fields: readonly string[] | undefined, add: Add): void {
  const names = [...new Set([...REASON_NAMES, ...PLATFORM_FIELDS, ...(fields ?? [])])];
  // What the texts of a plugin's policy may hold, that policy says itself.
  if (!Object.hasOwn(componentSchemas, implementation.class_name)) return;
  for (const key of ['message', 'reason', 'restart_reason', 'stop_reason'] as const)
    for (const text of literals(String(implementation[key] ?? '')))
      for (const { message, name } of checkTemplate(text, names)) {
        // By itself a policy cannot tell a field of the rules that it will meet from a slip, unless that is a near one.
        if (fields === undefined && name !== undefined && mayBeField(name, names)) continue;
        const remedy = 'Correct it; `{{` and `}}` are braces.';
        add('bad_template', [...path, key], `\`${key}\`: ${message.replace(/\.$/, '')}`, remedy);
      }
}
