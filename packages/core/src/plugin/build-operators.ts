import type { ComponentConfig, Deps, Registry, Rule } from '../contract.js';
import type { Operators } from '../correlate/correlate.js';
import { makeComponent } from './make.js';

/** The operators that rules ask for, by the rule's name. */
export function buildOperators(
  named: Readonly<Record<string, ComponentConfig>>,
  registry: Registry,
  deps: Deps,
): Operators {
  return Object.fromEntries(
    Object.entries(named).map(([name, config]) => [name, makeComponent(registry, 'operator', config, deps)]),
  );
}

export function operatorsOf(rules: readonly Rule[]): Readonly<Record<string, ComponentConfig>> {
  return Object.fromEntries(rules.flatMap(({ name, when }) => (when === undefined ? [] : [[name, when]])));
}
