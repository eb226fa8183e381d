import { basename } from 'node:path';
import type { ComponentConfig, Mode } from '../contract.js';
import type { PoliciesFile } from '../generated/restart.js';
import { composePolicies } from './compose-policies.js';
import { type Finding, refuseErrors } from './finding.js';
import { locate, type Where } from './locate.js';
import { lintPolicy } from './policy-lint.js';
import type { Path, YamlFile } from './yaml-file.js';

/** Policies of one file by mode. A mode without one is never restarted. */
export interface PolicySet {
  readonly name: string;
  readonly file: string;
  readonly policies: Readonly<Partial<Record<Mode, ComponentConfig>>>;
  readonly warnings: readonly Finding[];
}

/** One policy as its file has it. */
export type PolicyEntry = { readonly mode: Mode; readonly implementation: ComponentConfig; readonly path: Path };

/** Loads a restart policy (a pack's name, or a path). Throws a ConfigError with all findings. */
export function loadPolicies(nameOrPath: string, where: Where): PolicySet {
  const located = locate(nameOrPath, 'restart', where);
  if (!('path' in located)) {
    refuseErrors([{ code: 'unknown_policy', level: 'error', file: nameOrPath, line: 0, column: 0, ...located }]);
    throw new Error('unreachable');
  }
  const { files, findings, conceal } = composePolicies(located.path, where);
  refuseErrors(conceal(findings));
  const read = files.map((file) => ({ file, entries: entriesOf(file) }));
  const linted = read.flatMap(({ file, entries }) =>
    entries.flatMap((entry, i) => lintPolicy(file, entry, entries.slice(0, i))),
  );
  const own = files.find(({ path }) => path === located.path)?.value as { name?: string } | undefined;
  const entries = read.flatMap((one) => one.entries);
  return {
    name: own?.name ?? basename(located.path).replace(/\.ya?ml$/, ''),
    file: located.path,
    policies: Object.fromEntries(entries.map(({ mode, implementation }) => [mode, implementation])),
    warnings: refuseErrors(conceal(linted)),
  };
}

/** A file that is one bare policy applies to crash. */
function entriesOf(file: YamlFile): readonly PolicyEntry[] {
  if ('class_name' in file.value)
    return [{ mode: 'crash', implementation: file.value as unknown as ComponentConfig, path: [] }];
  return (file.value as unknown as PoliciesFile).policies.map((entry, i) => ({
    mode: entry.mode,
    implementation: entry.implementation as unknown as ComponentConfig,
    path: ['policies', i, 'implementation'],
  }));
}
