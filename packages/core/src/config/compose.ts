import type { PatternRule, Registry, Rule, StateMeaning } from '../contract.js';
import type { MonitorFile, RuleEntry } from '../generated/monitor.js';
import { hasPattern } from '../match/has-pattern.js';
import { packFile } from '../pack/pack-file.js';
import { createRegistry } from '../plugin/registry.js';
import { type At, type Finding, finding, placeIn } from './finding.js';
import { comesBack, includesOf, SELF } from './includes.js';
import { interpolateLayers } from './interpolation/interpolate-layers.js';
import type { FindingCode } from './lint/finding-codes.js';
import { type Located, locate, locateInclude, tellRead, type Where } from './locate.js';
import { type FileOrigin, fileOrigins } from './packs/pack-home.js';
import { ruleOf, stateOf } from './rule.js';
import { hasInput } from './when.js';
import { type Path, readYaml, type YamlFile } from './yaml/yaml-file.js';

/** A monitor file, as far as it is valid by its schema. */
export interface Layer {
  readonly file: YamlFile;
  readonly value: MonitorFile;
  /** Who includes it, from the file that was named; it is itself the last. */
  readonly open: readonly string[];
  /** Rules that are not, by their place in `log_signals`. */
  readonly wrong: ReadonlySet<number>;
}

/** A rule as it stands in a file. */
export interface PlacedRule {
  readonly entry: RuleEntry;
  readonly layer: Layer;
  readonly path: Path;
  /** What it means, and what its state says. */
  readonly rule: Rule;
  readonly state: StateMeaning;
  readonly origin: FileOrigin;
}

/** One that lines can hit. */
export type PatternPlaced = PlacedRule & { readonly rule: PatternRule };
export const withPattern = (placed: PlacedRule): placed is PatternPlaced => hasPattern(placed.rule);

/** Several monitors with everything that they include, as one. */
export interface Composed {
  /** Settings that a file names; the last one wins. */
  readonly settings: Omit<MonitorFile, 'log_signals' | 'defaults'>;
  readonly rules: readonly PlacedRule[];
  readonly findings: readonly Finding[];
  /** What the `class_name`s of the files mean. */
  readonly registry: Registry;
  /** Where a setting stands that a file names. */
  placeOf(key: keyof Composed['settings'], below?: Path): Pick<Finding, 'file' | 'line' | 'column'>;
  /** Takes values of environment variables out of what is said of the rules. */
  conceal(findings: readonly Finding[]): readonly Finding[];
  /** What a closer look says, beside the findings. Of files that are refused anyway only the errors: a warning may come of a part that is left out. */
  withLint(lint: readonly Finding[]): readonly Finding[];
}

/** Who names a file, for what is wrong with the name. */
type Origin = () => { readonly code: FindingCode; readonly at: At };

const NOWHERE = { file: '', line: 0, column: 0 };

/** Reads the named monitors and merges them in order: settings are replaced, rules merge by name. */
export function compose(names: readonly string[], where: Where): Composed {
  const findings: Finding[] = [];
  const read = (located: Located, from: Origin, open: readonly string[]): Layer[] => {
    if (!('path' in located)) return report(located.code ?? from().code, from().at, located);
    if (open.includes(located.path)) return report('include_cycle', from().at, comesBack(open, located.path));
    const { path, pack } = located;
    if (pack === undefined) tellRead(path, where);
    const { file, findings: unreadable } = pack === undefined ? readYaml(path, where.parsed) : packFile(path, pack);
    findings.push(...unreadable);
    if (file === undefined) return [];
    const chain = [...open, located.path];
    return include({ file, value: file.value as MonitorFile, open: chain, wrong: new Set() }, chain);
  };
  const report = (code: FindingCode, at: At, wrong: { message: string; remedy: string }): Layer[] => {
    findings.push(finding(code, at, wrong.message, wrong.remedy));
    return [];
  };
  const include = (layer: Layer, open: readonly string[]): Layer[] =>
    includesOf(layer.file.value.defaults, 'monitoring').flatMap(({ name, index }) => {
      if (name === SELF) return [layer];
      const from: Origin = () => ({ code: 'unknown_include', at: placeIn(layer.file, ['defaults', index]) });
      return read(locateInclude(name, 'monitoring', layer.file.path, where), from, open);
    });

  const layers = names.flatMap((name) =>
    read(
      locate(name, 'monitoring', where),
      () => ({ code: 'unknown_monitor', at: { file: name, line: 0, column: 0 } }),
      [],
    ),
  );
  const registry = where.registry ?? createRegistry();
  const done = interpolateLayers(layers, where, registry);
  findings.push(...done.findings);
  const settings = Object.assign({}, ...done.layers.map(({ value: { log_signals, defaults, ...rest } }) => rest));
  const rules = mergeRules(done.layers, registry, findings, fileOrigins(where));
  const placeOf: Composed['placeOf'] = (key, below = []) => {
    const file = done.layers.findLast(({ value }) => Object.hasOwn(value, key))?.file;
    return file === undefined ? NOWHERE : { file: file.path, ...file.place([key, ...below]) };
  };
  const all = done.conceal(unique(findings));
  const refused = all.some(({ level }) => level === 'error');
  const withLint: Composed['withLint'] = (lint) => [
    ...all,
    ...done.conceal(lint.filter(({ level }) => !refused || level === 'error')),
  ];
  return { settings, rules, registry, findings: all, placeOf, conceal: done.conceal, withLint };
}

/** The same name overrides in place, so that precedence stays; the same name without a pattern disables. */
function mergeRules(
  layers: readonly Layer[],
  registry: Registry,
  findings: Finding[],
  originOf: (file: YamlFile) => FileOrigin,
): readonly PlacedRule[] {
  const rules = new Map<string, PlacedRule>();
  const disabled = new Set<string>();
  for (const layer of layers) {
    const own = new Set<string>();
    for (const [i, entry] of (layer.value.log_signals ?? []).entries()) {
      const path = ['log_signals', i];
      if (layer.wrong.has(i)) {
        const name = (entry as Partial<typeof entry> | null)?.name;
        if (typeof name === 'string') for (const known of [own, disabled]) known.add(name);
        continue;
      }
      const tell = (code: FindingCode, message: string, remedy: string) =>
        findings.push(finding(code, placeIn(layer.file, path), message, remedy));
      if (own.has(entry.name))
        tell('duplicate_rule', `the rule \`${entry.name}\` is in this file twice`, 'Rename or remove one of the two.');
      own.add(entry.name);
      if (hasInput(entry)) {
        const before = rules.get(entry.name)?.layer;
        if (before !== undefined && areStrangers(before, layer))
          tell(
            'name_clash',
            `the rule \`${entry.name}\` takes the place of the one in ${before.file.path}, which this file does not include`,
            'Rename one of the two; who means it includes the other file.',
          );
        const origin = originOf(layer.file);
        const state = stateOf(entry, registry);
        const rule = { ...ruleOf(entry, registry, state), ref: { id: entry.name, ...origin.ref } };
        rules.set(entry.name, { entry, layer, path, rule, state, origin });
      } else if (rules.delete(entry.name)) {
        disabled.add(entry.name);
      } else if (!disabled.has(entry.name)) {
        tell(
          'missing_pattern',
          `the rule \`${entry.name}\` has no pattern`,
          'Add `pattern:`, or `input:` with other signals; a rule with neither disables an included rule of its name, and there is none.',
        );
      }
    }
  }
  return [...rules.values()];
}

/** Both are included by one file, and neither by the other: that they have a rule of one name is chance. */
const areStrangers = (one: Layer, other: Layer): boolean =>
  one.open[0] === other.open[0] && !one.open.includes(other.file.path) && !other.open.includes(one.file.path);

/** A file that is included along two ways is read twice and has the same findings twice. */
function unique(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}
