import type { Component, ComponentKind, Plugin } from '../contract.js';

/** A plugin: data, so that loading its module does nothing. `createRegistry` takes it into use. */
export function definePlugin(plugin: Plugin): Plugin {
  return plugin;
}

/** A component, with the types of its kind. */
export function defineComponent<K extends ComponentKind>(component: Component<K>): Component<K> {
  return component;
}
