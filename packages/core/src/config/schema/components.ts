import type {
  Component,
  ComponentConfig,
  ComponentKind,
  ConfigProblem,
  Json,
  Registry,
  Settings,
} from '../../contract.js';
import { settingsOf } from '../../plugin/make.js';
import { type Finding, finding, placeIn, wordFix } from '../finding.js';
import { nearest } from '../nearest.js';
import { TEMPLATE_NAMES } from '../text/text-tables.js';
import { operatorOf } from '../when.js';
import type { Path, YamlFile } from '../yaml/yaml-file.js';
import { validatePart } from './validate.js';

/** The adapter that needs no plugin. */
const LOCAL = 'LocalAdapter';

/** A place where a file names a component. */
interface Use {
  readonly kind: ComponentKind;
  readonly path: Path;
  readonly config: ComponentConfig;
  /** What it can't use is told of with its rule, whose fields its templates may name. */
  readonly ofRule?: boolean;
}

/** What is wrong with the components that a monitor names: a class that nobody has, settings that it does not take. */
export function checkMonitorComponents(file: YamlFile, registry: Registry): readonly Finding[] {
  const { value } = file;
  const rules = listAt(value, 'log_signals').flatMap((rule, i) => [
    ...uses('state', ['log_signals', i, 'state'], [child(rule, 'state')]),
    ...uses('operator', ['log_signals', i, 'when'], [asOperator(child(rule, 'when'))]),
    ...uses('action', ['log_signals', i, 'actions'], listAt(rule, 'actions'), true).map((use) => ({
      ...use,
      ofRule: true,
    })),
  ]);
  return checkUses(file, registry, [
    ...uses('action', ['actions'], listAt(value, 'actions'), true),
    ...uses('source', ['sources'], listAt(value, 'sources'), true),
    ...uses('notifier', ['notifiers'], listAt(value, 'notifiers'), true),
    ...rules,
  ]);
}

/** The same for a restart file. */
export function checkPolicyComponents(file: YamlFile, registry: Registry): readonly Finding[] {
  const { value } = file;
  const entries = listAt(value, 'policies').flatMap((entry, i) =>
    uses('policy', ['policies', i, 'implementation'], [child(entry, 'implementation')]),
  );
  return checkUses(file, registry, [...('class_name' in value ? uses('policy', [], [value]) : []), ...entries]);
}

/** The same for a sigwatch.yaml. */
export function checkRunComponents(file: YamlFile, registry: Registry): readonly Finding[] {
  const { value } = file;
  return checkUses(file, registry, [
    // That of this machine is made where its files are known; the file's schema says what it takes.
    ...uses('adapter', ['adapter'], [child(value, 'adapter')]).filter(({ config }) => config.class_name !== LOCAL),
    ...uses('source', ['sources'], listAt(value, 'sources'), true),
    ...uses('notifier', ['notifiers'], listAt(value, 'notifiers'), true),
  ]);
}

function checkUses(file: YamlFile, registry: Registry, all: readonly Use[]): readonly Finding[] {
  return all.flatMap((use) => {
    const { kind, path, config } = use;
    const component = registry.find(kind, config.class_name);
    if (component === undefined)
      return [unknownClass(file, registry, kind, [...path, 'class_name'], config.class_name)];
    const invalid = validatePart(
      file,
      path,
      () => settingsOf(config, path.length === 0 ? ['defaults'] : []),
      (settings) => registry.check(component, settings),
    );
    // Expressions take long to check, and their parser to load, which most commands never need.
    const known = file.shipped === true && kind === 'operator';
    if (invalid.length > 0 || use.ofRule || known) return invalid;
    const problems = component.check?.(settingsOf(config), TEMPLATE_NAMES) ?? [];
    return [...problems.map((problem) => badSettings(file, use, problem)), ...literalSecrets(file, use, component)];
  });
}

function badSettings(file: YamlFile, { path }: Use, problem: ConfigProblem): Finding {
  const remedy = 'Correct it: it could not be used when it is needed.';
  const at = problem.column === undefined ? '' : ` (at character ${problem.column} of the text)`;
  const message = problem.message.replace(/\.$/, '') + at;
  return finding('bad_component', placeIn(file, [...path, ...problem.path]), message, remedy);
}

/** Secrets that stand in the file itself; one that is worked out from a variable does not. */
function literalSecrets(file: YamlFile, { path, config }: Use, { secrets = [] }: Component): readonly Finding[] {
  return secrets
    .filter((key) => config[key] !== undefined && file.written?.([...path, key]) === undefined)
    .map((key) => {
      const message = `\`${key}\` is a secret, and stands in this file for all who may read it`;
      const remedy = `Put it into a variable of the environment or a file, and name that by \`${key}_env\` or \`${key}_file\`.`;
      return finding('literal_secret', placeIn(file, [...path, key]), message, remedy);
    });
}

function unknownClass(file: YamlFile, registry: Registry, kind: ComponentKind, path: Path, name: string): Finding {
  const others = kind === 'adapter' ? [LOCAL] : [];
  const known = [...others, ...registry.components(kind).map(({ class_name }) => class_name)];
  const near = nearest(name, known);
  const listed = known.length === 0 ? '' : `Use one of: ${known.join(', ')}; or name`;
  const plugin = `${listed === '' ? 'Name' : listed} the plugin that has it under \`plugins:\` in sigwatch.yaml.`;
  const message = `there is no ${kind} called \`${file.written?.(path) ?? name}\``;
  const remedy = near ? `Did you mean \`${near}\`? ${plugin}` : plugin;
  const fix = file.written?.(path) === undefined ? wordFix(name, known) : undefined;
  return finding('unknown_class', placeIn(file, path), message, remedy, fix);
}

/** `when` without a `class_name`, as the operator that its key tells. */
const asOperator = (when: Json | undefined): Json | undefined =>
  when === null || typeof when !== 'object' || Array.isArray(when) ? when : operatorOf(when as Settings);

/** Only what is a component at all; what is not, the schema of the file has told of. */
function uses(kind: ComponentKind, path: Path, values: readonly (Json | undefined)[], indexed = false): readonly Use[] {
  return values.flatMap((value, i) =>
    typeof child(value, 'class_name') === 'string'
      ? [{ kind, path: indexed ? [...path, i] : path, config: value as ComponentConfig }]
      : [],
  );
}

function child(value: Json | undefined, key: string): Json | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  return (value as { readonly [key: string]: Json | undefined })[key];
}

function listAt(value: Json | undefined, key: string): readonly Json[] {
  const list = child(value, key);
  return Array.isArray(list) ? list : [];
}
