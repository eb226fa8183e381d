import { dirname } from 'node:path';
import { type ComponentKind, type Plugin, PluginError, type Registry, type RunFile } from '@sigwatch/core';
import { ownVersion } from './cli/version.js';
import { type PluginPackage, pluginPackages } from './plugin-packages.js';
import { loadPlugins } from './plugins.js';

/** A component that a file names. */
interface Wanted {
  readonly kind: ComponentKind;
  readonly class_name: string;
}

/**
 * The components for a sigwatch.yaml: those of the plugins that are named, and where it names an adapter, a source or a notifier that none of
 * them has, those of the dependency of its project that has it (`pluginPackages`). No code of a package is run unless a name is missing.
 * `make`: the registry with plugins, beside what is built in. Rejects with a PluginError where two packages have the name, or nobody,
 * and a package that might is unusable.
 */
export async function registryFor(
  file: RunFile,
  named: readonly Plugin[],
  make: (plugins: readonly Plugin[]) => Registry,
): Promise<Registry> {
  const registry = make(named);
  const wanted = componentsIn(file).filter(({ kind, class_name }) => registry.find(kind, class_name) === undefined);
  if (wanted.length === 0) return registry;
  const found = await discovered(wanted, pluginPackages(dirname(file.path), ownVersion()));
  return found.length === 0 ? registry : make([...named, ...found]);
}

/** The adapter of this machine is made where its files are known, and is in no registry. */
function componentsIn({ settings: { adapter, sources = [], notifiers = [] } }: RunFile): readonly Wanted[] {
  const as = (kind: ComponentKind, configs: readonly { readonly class_name: string }[]) =>
    configs.map(({ class_name }) => ({ kind, class_name }));
  const adapters = adapter === undefined || adapter.class_name === 'LocalAdapter' ? [] : [adapter];
  return [...as('adapter', adapters), ...as('source', sources), ...as('notifier', notifiers)];
}

/** What the packages bring of it. One that nothing is wanted of is left out, whatever is wrong with it. */
async function discovered(wanted: readonly Wanted[], packages: readonly PluginPackage[]): Promise<readonly Plugin[]> {
  const all = await Promise.all(packages.map(loaded));
  const used = new Set<Plugin>();
  for (const one of wanted) {
    const [first, second] = all.filter(({ plugins }) => plugins.some((plugin) => has(plugin, one)));
    if (second !== undefined)
      throw new PluginError(
        `there is ${nounOf(one)} both in ${first?.name} and in ${second.name}, on which this project depends`,
        'name the one that is meant under `plugins:` in sigwatch.yaml.',
      );
    for (const plugin of first?.plugins ?? []) used.add(plugin);
    const broken = first === undefined ? all.find(({ problem }) => problem !== undefined) : undefined;
    if (broken !== undefined)
      throw new PluginError(
        `there is no ${nounOf(one)}, unless in the plugin ${broken.name}, which ${broken.problem}`,
        'correct the name, or install what fits.',
      );
  }
  return [...used];
}

async function loaded({ name, module, unusable }: PluginPackage) {
  if (unusable !== undefined) return { name, plugins: [], problem: unusable };
  try {
    return { name, plugins: await loadPlugins([module], dirname(module)) };
  } catch (error) {
    return { name, plugins: [], problem: `can't be loaded: ${(error as Error).message}` };
  }
}

/** Plugins come from outside; one that is no plugin has nothing. */
const has = (plugin: Partial<Plugin> | null | undefined, { kind, class_name }: Wanted): boolean =>
  Array.isArray(plugin?.components) &&
  plugin.components.some((component) => component?.kind === kind && component.class_name === class_name);

const nounOf = ({ kind, class_name }: Wanted): string => `${kind} ${class_name}`;
