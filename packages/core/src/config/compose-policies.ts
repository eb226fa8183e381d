import type { Json } from '../contract.js';
import { restartSchema } from '../generated/restart-schema.js';
import { packFile } from '../pack/pack-file.js';
import { createRegistry } from '../plugin/registry.js';
import { type Finding, finding, notYetTold, placeIn } from './finding.js';
import { comesBack, includesOf, SELF } from './includes.js';
import { concealFindings, type InterpolatedFile, interpolateFile } from './interpolation/interpolate-file.js';
import type { FindingCode } from './lint/finding-codes.js';
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

/** Reads a restart file, or a value in its place, with its includes, works out interpolations and validates what comes out. */
export function composePolicies(
  named: { readonly path: string; readonly pack?: string },
  where: Where,
): ComposedPolicies {
  const findings: Finding[] = [];
  const done: InterpolatedFile[] = [];
  const check = compileSchema(restartSchema);
  const registry = where.registry ?? createRegistry();

  const read = (at: string, open: readonly string[], value?: string): YamlFile[] => {
    const { file, findings: unreadable } =
      value === undefined ? readYaml(at, where.parsed) : packFile(at, value, 'policy');
    findings.push(...unreadable);
    if (file === undefined) return [];
    const sources = { root: file.value as Json, group: 'restart', env: where.env ?? process.env };
    const result = interpolateFile(file, sources);
    done.push(result);
    const all = [
      ...validate(result.file, check),
      ...checkPolicyComponents(result.file, registry),
      ...withoutPolicy(file),
    ];
    findings.push(...result.findings, ...notYetTold(all, result.findings));
    return include(result.file, [...open, at]);
  };
  const include = (file: YamlFile, open: readonly string[]): YamlFile[] =>
    includesOf(file.value.defaults, 'restart').flatMap(({ name, index }) => {
      if (name === SELF) return [file];
      const report = (code: FindingCode, wrong: { message: string; remedy: string }) => {
        findings.push(finding(code, placeIn(file, ['defaults', index]), wrong.message, wrong.remedy));
        return [];
      };
      const found = locateInclude(name, 'restart', file.path, where);
      if (!('path' in found)) return report('unknown_include', found);
      return open.includes(found.path) ? report('include_cycle', comesBack(open, found.path)) : read(found.path, open);
    });

  const files = read(named.path, [], named.pack);
  return { files, findings, conceal: (found) => concealFindings(found, done) };
}

function withoutPolicy(file: YamlFile): readonly Finding[] {
  const { class_name, policies, defaults } = file.value;
  if (class_name !== undefined || policies !== undefined || defaults !== undefined) return [];
  const message = 'the file holds no policy';
  const remedy = 'Add `policies:` with one for each mode, or a policy itself, which begins with `class_name:`.';
  return [finding('missing_key', placeIn(file, []), message, remedy)];
}
