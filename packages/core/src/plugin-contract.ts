import type { Component, ComponentKind } from './contract.js';
import type { SchemaError, Settings } from './shapes.js';

/** Made by `definePlugin`; a value without side effects. */
export interface Plugin {
  /** What errors and `sigwatch doctor` call it: the name of its package. */
  readonly name: string;
  /** Range of sigwatch versions that it works with, as in package.json. */
  readonly requires?: string;
  /** What it brings. */
  readonly components: readonly Component[];
}

/** Made by `createRegistry`: the built-in components and those of plugins. */
export interface Registry {
  /** Those that it was made of, without the built-in ones. */
  readonly plugins: readonly Plugin[];
  /** All of a kind. */
  components<K extends ComponentKind>(kind: K): readonly Component<K>[];
  /** The component that YAML names; undefined where there is none. */
  find<K extends ComponentKind>(kind: K, class_name: string): Component<K> | undefined;
  /** What is wrong with the settings of a component by its schema. Fills in defaults. */
  check(component: Component, config: Settings): readonly SchemaError[];
}
