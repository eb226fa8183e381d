import type { PolicySet } from '../config/policy.js';
import type { Mode, RestartPolicy } from '../contract.js';
import { alwaysRestartPolicy } from './always.js';
import type { Policies } from './decide.js';
import { noRestartPolicy } from './never.js';
import { type SelectiveConfig, selectiveRestartPolicy } from './selective.js';

/** The policies that come with the engine, by `class_name`. */
const builtInPolicies: Readonly<Record<string, (config: SelectiveConfig) => RestartPolicy>> = {
  SelectiveRestartPolicy: selectiveRestartPolicy,
  AlwaysRestartPolicy: alwaysRestartPolicy,
  NoRestartPolicy: noRestartPolicy,
};

/** The policies of a loaded file, ready to decide; undefined means to observe only. */
export function buildPolicies(set: PolicySet['policies'] | undefined): Policies | undefined {
  if (set === undefined) return undefined;
  const built: Partial<Record<Mode, RestartPolicy>> = {};
  for (const [mode, config] of Object.entries(set)) {
    const create = builtInPolicies[config.class_name];
    if (create === undefined) throw new Error(`there is no restart policy called ${config.class_name}`);
    built[mode as Mode] = create(config);
  }
  return built;
}
