import { basename } from 'node:path';
import type { ComponentConfig, Json, Mode, Rule } from '../contract.js';
import type { PoliciesFile } from '../generated/restart.js';
import { composePolicies } from './compose-policies.js';
import { fieldsOf } from './fields.js';
import { type Finding, finding, refuseErrors } from './finding.js';
import { child } from './interpolation/interpolation-lookup.js';
import { lintPolicy } from './lint/policy-lint.js';
import { locate, type Where } from './locate.js';
import { type PackHome, packHome } from './packs/pack-home.js';
import { unmetIn } from './packs/requirements.js';
import { unusablePacks } from './packs/unusable-packs.js';
import type { Path, YamlFile } from './yaml/yaml-file.js';

/** Policies of one file by mode. A mode without one is never restarted. */
export interface PolicySet {
  readonly name: string;
  readonly file: string;
  /** The pack that its file is of. */
  readonly pack?: PackHome;
  readonly policies: Readonly<Partial<Record<Mode, ComponentConfig>>>;
  readonly warnings: readonly Finding[];
}

/** One policy as its file has it. */
export type PolicyEntry = { readonly mode: Mode; readonly implementation: ComponentConfig; readonly path: Path };

/** Loads a restart policy (a pack's name, a path, or a name that brings it along); `rules` are those that it will meet. Throws a ConfigError with all findings. */
export function loadPolicies(nameOrPath: string, where: Where, rules?: readonly Rule[]): PolicySet {
  const located = locate(nameOrPath, 'restart', where);
  if (!('path' in located)) {
    refuseErrors([
      finding(
        located.code ?? 'unknown_policy',
        { file: nameOrPath, line: 0, column: 0 },
        located.message,
        located.remedy,
      ),
    ]);
    throw new Error('unreachable');
  }
  const pack = packHome(located.path, where);
  const composed = composePolicies(located, where);
  const { files, conceal } = composed;
  const findings = [...composed.findings, ...unmetIn(pack === undefined ? [] : [pack], where)];
  const refused = findings.some(({ level }) => level === 'error');
  const read = files.map((file) => ({ file, entries: refused ? lintable(file) : entriesOf(file) }));
  const fields = rules?.flatMap(fieldsOf);
  const linted = read.flatMap(({ file, entries }) =>
    entries.flatMap((entry, i) => lintPolicy(file, entry, entries.slice(0, i), fields)),
  );
  if (refused) refuseErrors(conceal([...findings, ...linted.filter(({ level }) => level === 'error')]));
  const own = files.find(({ path }) => path === located.path)?.value as { name?: string } | undefined;
  return {
    name: own?.name ?? basename(located.path).replace(/\.ya?ml$/, ''),
    file: located.path,
    ...(pack && { pack }),
    policies: merged(read.flatMap((one) => one.entries)),
    warnings: refuseErrors(conceal([...linted, ...unusablePacks([located.path], where.parsed)])),
  };
}

/** A mode that is named again is replaced; a bare policy that builds on another file changes what it names of that file's. */
function merged(entries: readonly PolicyEntry[]): PolicySet['policies'] {
  const policies: Partial<Record<Mode, ComponentConfig>> = {};
  for (const { mode, implementation, path } of entries) {
    const before = policies[mode];
    const same = path.length === 0 && before?.class_name === implementation.class_name;
    policies[mode] = same ? { ...before, ...implementation } : implementation;
  }
  return policies;
}

/** Of a file that is refused anyway what can be looked at all the same, so that its findings are told at once: texts, and lists of them. */
function lintable(file: YamlFile): readonly PolicyEntry[] {
  const { policies } = file.value;
  const isObject = (value: Json | undefined) => value !== null && typeof value === 'object';
  const entries = Array.isArray(policies) ? (policies as Json[]) : [];
  const whole = entries.every((entry) => isObject(entry) && isObject(child(entry, 'implementation')));
  if (!('class_name' in file.value) && !(whole && Array.isArray(policies))) return [];
  const isText = (value: unknown) => typeof value === 'string';
  return entriesOf(file).map(({ implementation, ...entry }) => {
    const sound = Object.entries(implementation).filter(
      ([, value]) => isText(value) || (Array.isArray(value) && value.every(isText)),
    );
    return { ...entry, implementation: Object.fromEntries(sound) as unknown as ComponentConfig };
  });
}

/** A file that is one bare policy applies to crash. */
function entriesOf(file: YamlFile): readonly PolicyEntry[] {
  if ('class_name' in file.value) {
    const { defaults: _, ...implementation } = file.value as unknown as ComponentConfig;
    return [{ mode: 'crash', implementation: implementation as ComponentConfig, path: [] }];
  }
  return ((file.value as unknown as PoliciesFile).policies ?? []).map((entry, i) => ({
    mode: entry.mode,
    implementation: entry.implementation as unknown as ComponentConfig,
    path: ['policies', i, 'implementation'],
  }));
}
