import type { ComponentConfig, ComponentKind, Components, Deps, Registry, Settings } from '../contract.js';
import { PluginError } from './plugin-error.js';

/** Makes the component that a configuration names. What was loaded with the same registry is known and valid. */
export function makeComponent<K extends ComponentKind>(
  registry: Registry,
  kind: K,
  config: ComponentConfig,
  deps: Deps,
): Components[K] {
  const component = registry.find(kind, config.class_name);
  if (component === undefined)
    throw new PluginError(
      `there is no ${kind} called ${config.class_name}`,
      'name the plugin that has it under `plugins:` in sigwatch.yaml.',
    );
  const settings = settingsOf(config);
  registry.check(component, settings);
  return component.create(settings, deps);
}

/** The components of one kind that a configuration names, each under its own key: policies by mode, operators by rule. */
export function makeAll<K extends ComponentKind>(
  registry: Registry,
  kind: K,
  configs: Readonly<Record<string, ComponentConfig>>,
  deps: Deps,
): Readonly<Record<string, Components[K]>> {
  return Object.fromEntries(
    Object.entries(configs).map(([key, config]) => [key, makeComponent(registry, kind, config, deps)]),
  );
}

/** A copy of what belongs to the component itself, without the keys of the place where it stands. */
export function settingsOf(config: ComponentConfig, also: readonly string[] = []): Settings {
  const { class_name: _, on: __, ...settings } = structuredClone(config);
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !also.includes(key)));
}
