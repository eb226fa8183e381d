import type { PackVersion } from '../../contract.js';
import type { RulesDigest } from '../../replay/rules-digest.js';

/** What has changed from one set of rules to the next, by names. Json. */
export interface RulesDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** Keys of the monitor; `order` where rules stand in another order of precedence. */
  readonly settings: readonly string[];
  /** The policy is another one, or says something else. */
  readonly policy: boolean;
  /** The packs before and after, where they are others or say something else. */
  readonly packs?: { readonly before: readonly PackVersion[]; readonly after: readonly PackVersion[] };
}

export function differenceOf(before: RulesDigest, after: RulesDigest): RulesDifference {
  const rules = namesApart(before.rules, after.rules);
  const settings = namesApart(before.settings, after.settings);
  const keys = [...settings.added, ...settings.removed, ...settings.changed].sort();
  return {
    ...rules,
    settings: orderOf(before.rules, after.rules) === orderOf(after.rules, before.rules) ? keys : [...keys, 'order'],
    policy: before.policy?.name !== after.policy?.name || before.policy?.says !== after.policy?.says,
    ...(JSON.stringify(before.packs) === JSON.stringify(after.packs)
      ? {}
      : { packs: { before: before.packs, after: after.packs } }),
  };
}

export const isSame = ({ added, removed, changed, settings, policy, packs }: RulesDifference): boolean =>
  !policy && packs === undefined && [added, removed, changed, settings].every((names) => names.length === 0);

/** Rules that are no longer what they were: whatever was remembered for them begins anew. */
export const changedRules = ({ removed, changed }: RulesDifference): ReadonlySet<string> =>
  new Set([...removed, ...changed]);

type Said = Readonly<Record<string, string>>;

function namesApart(before: Said, after: Said): Pick<RulesDifference, 'added' | 'removed' | 'changed'> {
  const has = (of: Said, name: string) => Object.hasOwn(of, name);
  return {
    added: Object.keys(after).filter((name) => !has(before, name)),
    removed: Object.keys(before).filter((name) => !has(after, name)),
    changed: Object.keys(after).filter((name) => has(before, name) && before[name] !== after[name]),
  };
}

/** The order of those that both have. */
const orderOf = (rules: Said, others: Said): string =>
  Object.keys(rules)
    .filter((name) => Object.hasOwn(others, name))
    .join('\n');
