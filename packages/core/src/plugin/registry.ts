import type { ValidateFunction } from 'ajv';
import { compileSettings } from '../config/schema/compile-schema.js';
import type { Component, ComponentKind, Plugin, Registry, SchemaError } from '../contract.js';
import { fitsRange } from '../fits-range.js';
import { version } from '../version.js';
import { builtIn } from './built-in.js';
import { PluginError } from './plugin-error.js';

const KINDS: ReadonlySet<string> = new Set<ComponentKind>([
  'source',
  'state',
  'action',
  'policy',
  'adapter',
  'notifier',
  'operator',
]);

/**
 * The built-in components and those of the plugins, as a value: two engines of one process may have different ones.
 * Throws a PluginError when a plugin is not whole, wants another version of sigwatch, or reuses a name.
 */
export function createRegistry(plugins: readonly Plugin[] = []): Registry {
  const all = [builtIn, ...plugins];
  const found = new Map<string, { readonly component: Component; readonly plugin: Plugin; check?: ValidateFunction }>();
  for (const plugin of all) {
    refuseUnusable(plugin);
    for (const component of plugin.components) {
      const key = keyOf(component.kind, component.class_name);
      const other = found.get(key)?.plugin.name;
      if (other !== undefined)
        throw new PluginError(
          `plugin ${plugin.name}: ${other} has ${nounOf(component.kind)} ${component.class_name} already`,
          'choose another class_name.',
        );
      found.set(key, { component, plugin });
    }
  }
  return {
    plugins: all,
    components: <K extends ComponentKind>(kind: K) =>
      [...found.values()].flatMap(({ component }) => (component.kind === kind ? [component as Component<K>] : [])),
    find: <K extends ComponentKind>(kind: K, class_name: string) =>
      found.get(keyOf(kind, class_name))?.component as Component<K> | undefined,
    check(component, config) {
      const entry = found.get(keyOf(component.kind, component.class_name));
      if (entry === undefined) throw new TypeError(`${component.class_name} is not in this registry`);
      entry.check ??= compiled(component, entry.plugin);
      return entry.check(config) ? [] : ((entry.check.errors ?? []) as readonly SchemaError[]);
    },
  };
}

const keyOf = (kind: ComponentKind, class_name: string) => `${kind}:${class_name}`;
const nounOf = (kind: string) => (/^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`);

function compiled(component: Component, { name }: Plugin): ValidateFunction {
  try {
    return compileSettings(component.config);
  } catch (error) {
    throw new PluginError(
      `plugin ${name}: the config schema of ${component.class_name} can't be used: ${(error as Error).message}`,
      'Write a JSON Schema of draft-07.',
    );
  }
}

/** Plugins come from outside; one that is not whole is told of here and not in the midst of a run. */
function refuseUnusable(plugin: Plugin): void {
  if (typeof plugin === 'string')
    throw new PluginError(
      `${plugin} is the name of a plugin, and here its value is meant`,
      'import it, and give what it exports.',
    );
  const given = plugin as Partial<Plugin> | null | undefined;
  if (typeof given?.name !== 'string' || given.name === '' || !Array.isArray(given.components))
    throw new PluginError(
      'a plugin needs a name and a list of components',
      'make it by definePlugin({ name, components }).',
    );
  const { name, requires } = plugin;
  const fits = requires === undefined ? true : fitsRange(version, requires);
  if (fits === undefined)
    throw new PluginError(
      `plugin ${name}: \`requires: ${requires}\` is no range of versions`,
      'write one such as ^0.1.0.',
    );
  if (!fits)
    throw new PluginError(
      `plugin ${name} works with sigwatch ${requires}, and this is ${version}`,
      'install one that fits.',
    );
  for (const [index, component] of (plugin.components as readonly Partial<Component>[]).entries()) {
    const wrong = wrongIn(component);
    if (wrong !== undefined)
      throw new PluginError(
        `plugin ${name}: component ${component?.class_name ?? index + 1} ${wrong.problem}`,
        wrong.remedy,
      );
  }
}

function wrongIn(component: Partial<Component> | null | undefined) {
  const because = (problem: string, remedy: string) => ({ problem, remedy });
  if (component === null || typeof component !== 'object')
    return because('is no object', 'make it by defineComponent({ … }).');
  const { kind, class_name, config, create } = component;
  if (kind === undefined || !KINDS.has(kind))
    return because(`has the kind ${JSON.stringify(kind)}`, `there are ${[...KINDS].join(', ')}.`);
  if (typeof class_name !== 'string' || !/^[A-Za-z_][\w.-]*$/.test(class_name))
    return because('needs a class_name of letters, digits and _ . -', 'give it one.');
  if (config === null || typeof config !== 'object')
    return because('needs a config', 'write the JSON Schema of its settings, { type: "object" } at the least.');
  if (typeof create !== 'function') return because('needs a function create(config, deps)', 'give it one.');
  return undefined;
}
