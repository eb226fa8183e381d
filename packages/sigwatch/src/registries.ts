import type { Plugin, Registry } from '@sigwatch/core';
import { registryWith } from './built-in.js';

/** One registry for all who have the same plugins, in the same order, as long as somebody uses it. */
class Registries {
  #known: readonly { readonly plugins: readonly Plugin[]; readonly registry: WeakRef<Registry> }[] = [];

  /** Throws a PluginError when a plugin can't be used. */
  of(plugins: readonly Plugin[] = []): Registry {
    this.#known = this.#known.filter(({ registry }) => registry.deref() !== undefined);
    const isSame = (others: readonly Plugin[]) =>
      others.length === plugins.length && others.every((one, i) => one === plugins[i]);
    const known = this.#known.find((one) => isSame(one.plugins))?.registry.deref();
    if (known !== undefined) return known;
    const registry = registryWith(plugins);
    this.#known = [...this.#known, { plugins: [...plugins], registry: new WeakRef(registry) }];
    return registry;
  }
}

/** Of this process. */
export const registries = new Registries();
