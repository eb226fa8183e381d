import type { Monitor } from '../config/monitor.js';
import type { PolicySet } from '../config/policy.js';
import type { Rule } from '../contract.js';
import { digest } from '../hash.js';

/** What rules, settings and policy say, in short, by their names. Json: part of the record, so that a later life knows what has changed. */
export interface RulesDigest {
  /** By the rule's name, in order of precedence. */
  readonly rules: Readonly<Record<string, string>>;
  /** Settings of the monitor by their keys. */
  readonly settings: Readonly<Record<string, string>>;
  readonly policy?: { readonly name: string; readonly says: string };
}

/** Keys that say nothing of what is judged, or are told by themselves. */
const ASIDE: ReadonlySet<string> = new Set(['names', 'rules', 'origins', 'warnings', 'packs']);

/** By the list of rules: runs with the same rules share it, and it takes some milliseconds. */
const known = new WeakMap<readonly Rule[], RulesDigest['rules']>();

export function digestsOf(monitor: Monitor, policy: PolicySet | undefined): RulesDigest {
  const settings = Object.entries(monitor).filter(([key, value]) => !ASIDE.has(key) && value !== undefined);
  return {
    rules: ofRules(monitor.rules),
    settings: Object.fromEntries(settings.map(([key, value]) => [key, digest(JSON.stringify(value))])),
    ...(policy === undefined
      ? {}
      : { policy: { name: policy.name, says: digest(JSON.stringify(inOrder(policy.policies))) } }),
  };
}

/** One word for all of it. */
export const wordOf = (digests: RulesDigest): string => digest(JSON.stringify(digests));

function ofRules(rules: readonly Rule[]): RulesDigest['rules'] {
  const before = known.get(rules);
  if (before !== undefined) return before;
  const after = Object.fromEntries(rules.map((rule) => [rule.name, digest(JSON.stringify(asJudged(rule)))]));
  known.set(rules, after);
  return after;
}

/** By what a rule is cited changes nothing of what it does. */
function asJudged(rule: Rule & { readonly ref?: unknown }): unknown {
  const { ref: _, ...judged } = rule;
  return judged;
}

const inOrder = (of: PolicySet['policies']): unknown =>
  Object.entries(of).sort(([one], [other]) => (one < other ? -1 : 1));
