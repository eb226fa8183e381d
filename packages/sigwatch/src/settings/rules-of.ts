import { type LoadedRules, loadRules, type RuleNames } from '../rules.js';
import { policyOf, type Settings } from './settings.js';

/** What is made from code: the registry of components, and those that a sigwatch.yaml names itself. */
export type NamedComponents = Pick<RuleNames, 'sources' | 'notifiers' | 'registry'>;

export function componentsOf({ sources, notifiers, registry }: Settings): NamedComponents {
  return { sources: sources?.value, notifiers: notifiers?.value, registry };
}

/** Rules, policy and components as the settings name them. */
export function rulesOf(settings: Settings): LoadedRules {
  return loadRules({ monitor: settings.monitor.value, restart: policyOf(settings), ...componentsOf(settings) });
}
