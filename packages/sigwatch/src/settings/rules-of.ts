import type { ComponentConfig } from '@sigwatch/core';
import { type LoadedRules, loadRules, type RuleNames } from '../rules.js';
import { policyOf, type Settings } from './settings.js';

/** What a sigwatch.yaml brings beside its settings: packs, the registry of components, and those that it names itself. */
export interface NamedComponents extends Pick<RuleNames, 'sources' | 'notifiers' | 'registry' | 'packs'> {
  /** What runs the job; a process of this machine otherwise. */
  readonly adapter?: ComponentConfig | undefined;
}

export function componentsOf({ adapter, sources, notifiers, registry, packs }: Settings): NamedComponents {
  return {
    adapter: adapter.value,
    sources: sources?.value,
    notifiers: notifiers?.value,
    registry,
    packs: packs?.value,
  };
}

/** Rules, policy and components as the settings name them. */
export function rulesOf(settings: Settings): LoadedRules {
  return loadRules({ monitor: settings.monitor.value, restart: policyOf(settings), ...componentsOf(settings) });
}
