import type { PolicySet } from '../config/policy.js';
import type { Deps, Mode, Registry, RestartPolicy } from '../contract.js';
import type { Policies } from '../policy/decide.js';
import { makeComponent } from './make.js';

/** The policies of a loaded file, ready to decide; undefined means to observe only. */
export function buildPolicies(
  set: PolicySet['policies'] | undefined,
  registry: Registry,
  deps: Deps,
): Policies | undefined {
  if (set === undefined) return undefined;
  const built: Partial<Record<Mode, RestartPolicy>> = {};
  for (const [mode, config] of Object.entries(set))
    built[mode as Mode] = makeComponent(registry, 'policy', config, deps);
  return built;
}
