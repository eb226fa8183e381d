import type { ComponentKind, Registry } from '../contract.js';
import { builtIn } from './built-in.js';

/** What people are told of a component: its class_name, and of a plugin that does not come with sigwatch whose it is. */
export function componentName(registry: Registry, kind: ComponentKind, class_name: string): string {
  const found = registry.find(kind, class_name);
  const plugin = registry.plugins.find(({ components }) => components.some((one) => one === found));
  return plugin === undefined || plugin.name === builtIn.name
    ? class_name
    : `${class_name} of the plugin ${plugin.name}`;
}
