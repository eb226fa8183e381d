import type { Monitor } from '../config/monitor.js';
import type { PolicySet } from '../config/policy.js';
import type { PackVersion, Rule } from '../contract.js';
import { digest } from '../hash.js';

/** What rules, settings and policy say, in short, by their names. Json: part of the record, so that a later life knows what has changed. */
export interface RulesDigest {
  /** By the rule's name, in order of precedence. */
  readonly rules: Readonly<Record<string, string>>;
  /** Settings of the monitor by their keys. */
  readonly settings: Readonly<Record<string, string>>;
  readonly policy?: { readonly name: string; readonly says: string };
  readonly packs: readonly PackVersion[];
}

/** Whose rules they are. */
export interface Ruled {
  readonly monitor: Monitor;
  readonly policy?: PolicySet;
  readonly packs: readonly PackVersion[];
}

/** Where lines come from and who is told is settled when supervision begins: readers and queues hang on it, and it judges nothing. */
export const SETTLED = [
  'sources',
  'notifiers',
  'log_path_template',
  'output_paths',
] as const satisfies readonly (keyof Monitor)[];

/** Keys that say nothing of what is judged, or are told by themselves. */
const ASIDE: ReadonlySet<string> = new Set([...SETTLED, 'names', 'rules', 'origins', 'warnings']);

/** By the list of rules: runs with the same rules share it, and it takes some milliseconds. */
const known = new WeakMap<readonly Rule[], RulesDigest['rules']>();

export function digestsOf({ monitor, policy, packs }: Ruled): RulesDigest {
  const settings = Object.entries(monitor).filter(([key, value]) => !ASIDE.has(key) && value !== undefined);
  return {
    rules: ofRules(monitor.rules),
    settings: Object.fromEntries(settings.map(([key, value]) => [key, digest(JSON.stringify(value))])),
    ...(policy === undefined
      ? {}
      : { policy: { name: policy.name, says: digest(JSON.stringify(inOrder(policy.policies))) } }),
    packs,
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
function asJudged({ ref: _, ...judged }: Rule): unknown {
  return judged;
}

const inOrder = (of: PolicySet['policies']): unknown =>
  Object.entries(of).sort(([one], [other]) => (one < other ? -1 : 1));
