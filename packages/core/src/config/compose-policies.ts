import type { Json } from '../contract.js';
import { restartSchema } from '../generated/restart-schema.js';
import { createRegistry } from '../plugin/registry.js';
import type { Finding } from './finding.js';
import { concealFindings, type InterpolatedFile, interpolateFile } from './interpolation/interpolate-file.js';
import { locateInclude, type Where } from './locate.js';
import { compileSchema } from './schema/compile-schema.js';
import { checkPolicyComponents } from './schema/components.js';
import { validate } from './schema/validate.js';
import { readYaml, type YamlFile } from './yaml/yaml-file.js';

/** The restart file and those that it includes, in order: later ones replace the modes that they name. */
export interface ComposedPolicies {
  readonly files: readonly YamlFile[];
  readonly findings: readonly Finding[];
  /** Takes values of environment variables out of findings. */
  conceal(findings: readonly Finding[]): readonly Finding[];
}

const SELF = '_self_';

/** Reads a restart file with its includes, works out interpolations and validates what comes out. */
export function composePolicies(path: string, where: Where): ComposedPolicies {
  const findings: Finding[] = [];
  const done: InterpolatedFile[] = [];
  const check = compileSchema(restartSchema);
  const registry = where.registry ?? createRegistry();

  const read = (at: string, open: readonly string[]): YamlFile[] => {
    const { file, findings: unreadable } = readYaml(at, where.parsed);
    findings.push(...unreadable);
    if (file === undefined) return [];
    const sources = { root: file.value as Json, group: 'restart', env: where.env ?? process.env };
    const result = interpolateFile(file, sources);
    done.push(result);
    const known = new Set(result.findings.map(({ line, column }) => `${line}:${column}`));
    const all = [
      ...validate(result.file, check),
      ...checkPolicyComponents(result.file, registry),
      ...withoutPolicy(file),
    ];
    const invalid = all.filter(({ line, column }) => !known.has(`${line}:${column}`));
    findings.push(...result.findings, ...invalid);
    return include(result.file, [...open, at]);
  };
  const include = (file: YamlFile, open: readonly string[]): YamlFile[] => {
    const given = file.value.defaults ?? [];
    const items = (Array.isArray(given) ? given : [given]) as Json[];
    return (items.includes(SELF) ? items : [...items, SELF]).flatMap((item, i) => {
      if (item === SELF) return [file];
      const name = nameOf(item);
      // The schema says what is wrong with it.
      if (name === undefined) return [];
      const add = (code: string, message: string, remedy: string) => {
        const place = file.place(['defaults', i]);
        findings.push({ code, level: 'error', file: file.path, ...place, message, remedy });
        return [];
      };
      const found = locateInclude(name, 'restart', file.path, where);
      if (!('path' in found)) return add('unknown_include', found.message, found.remedy);
      if (!open.includes(found.path)) return read(found.path, open);
      const message = `its defaults come back to themselves: ${[...open, found.path].join(' → ')}`;
      return add('include_cycle', message, 'Remove one of these includes.');
    });
  };

  const files = read(path, []);
  return { files, findings, conceal: (found) => concealFindings(found, done) };
}

function withoutPolicy(file: YamlFile): readonly Finding[] {
  const { class_name, policies, defaults } = file.value;
  if (class_name !== undefined || policies !== undefined || defaults !== undefined) return [];
  const message = 'the file holds no policy';
  const remedy = 'Add `policies:` with one for each mode, or a policy itself, which begins with `class_name:`.';
  return [{ code: 'missing_key', level: 'error', file: file.path, ...file.place([]), message, remedy }];
}

function nameOf(item: Json): string | undefined {
  if (typeof item === 'string') return item;
  const group = item as { '/restart'?: Json; restart?: Json } | null;
  const name = group?.['/restart'] ?? group?.restart;
  return typeof name === 'string' ? name : undefined;
}
