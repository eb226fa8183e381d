import { packsInForce } from '../../config/packs/packs-in-force.js';
import type { Deps, Registry } from '../../contract.js';
import { makeOperators, operatorsOf } from '../../correlate/operators.js';
import { compileRules } from '../../match/compile-rules.js';
import { makeAll } from '../../plugin/make.js';
import { SETTLED } from '../../replay/rules-digest.js';
import type { ReloadedRules, RunContext } from '../options.js';

/** Rules and policy with everything that is made of them: what a run judges by, and takes another one of as a whole. */
export type MadeRules = Pick<RunContext, 'monitor' | 'policy' | 'matcher' | 'policies' | 'operators' | 'packs'>;

/** Throws where anything of it can't be made; nothing has begun then. */
export function makeRules(loaded: ReloadedRules, registry: Registry, deps: Deps): MadeRules {
  const { monitor, policy, matcher = compileRules(monitor.rules) } = loaded;
  return {
    monitor,
    ...(policy === undefined ? {} : { policy }),
    matcher,
    packs: packsInForce(monitor, policy),
    policies: policy && makeAll(registry, 'policy', policy.policies, deps),
    operators: makeOperators(registry, operatorsOf(monitor.rules), deps),
  };
}

/** The new rules, with those settings as they were, and the keys of those that have to wait for the next start of sigwatch. */
export function asReloaded(
  made: MadeRules,
  { monitor: before }: Pick<RunContext, 'monitor'>,
): { readonly made: MadeRules; readonly later: readonly string[] } {
  const later = SETTLED.filter((key) => JSON.stringify(made.monitor[key]) !== JSON.stringify(before[key]));
  if (later.length === 0) return { made, later };
  const { log_path_template: _, ...monitor } = made.monitor;
  const { sources, notifiers, output_paths, log_path_template } = before;
  const settled = { sources, notifiers, output_paths, ...(log_path_template !== undefined && { log_path_template }) };
  return { made: { ...made, monitor: { ...monitor, ...settled } }, later };
}
