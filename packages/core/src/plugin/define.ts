import type { Component, ComponentKind, Components, Deps, Plugin } from '../contract.js';
import type { ConfigOf } from './config-type.js';

/** A plugin: data, so that loading its module does nothing. `createRegistry` takes it into use. */
export function definePlugin(plugin: Plugin): Plugin {
  return plugin;
}

/** A component whose `create` knows its settings by the schema that stands beside it. */
export interface ComponentInput<K extends ComponentKind, Schema extends object>
  extends Omit<Component<K>, 'config' | 'create'> {
  /** JSON Schema draft-07 (plain, or TypeBox) of everything beside `class_name` (and `on`, of an action or notifier). */
  readonly config: Schema;
  /** `config` is valid by the schema, and has its defaults. */
  create(config: ConfigOf<Schema>, deps: Deps): Components[K];
}

/** A component, with the types of its kind; `create` is given settings of the type that `config` says. */
export function defineComponent<K extends ComponentKind, const Schema extends object>(
  component: ComponentInput<K, Schema>,
): Component<K> {
  // Who calls `create` has checked the settings by the schema before.
  return component as unknown as Component<K>;
}
