import type { Monitor } from '../config/monitor.js';
import type { PolicySet } from '../config/policy.js';
import type { PackVersion } from '../contract.js';
import { digest, digestsOfRules } from '../match/rule-digests.js';
import type { Matcher } from '../match/types.js';

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
  /** What the rules compile to: runs that share it share what is worked out of them. */
  readonly matcher?: Pick<Matcher, 'digests'>;
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

export function digestsOf({ monitor, policy, packs, matcher }: Ruled): RulesDigest {
  const settings = Object.entries(monitor).filter(([key, value]) => !ASIDE.has(key) && value !== undefined);
  return {
    rules: matcher?.digests?.() ?? digestsOfRules(monitor.rules),
    settings: Object.fromEntries(settings.map(([key, value]) => [key, digest(JSON.stringify(value))])),
    ...(policy === undefined
      ? {}
      : { policy: { name: policy.name, says: digest(JSON.stringify(inOrder(policy.policies))) } }),
    packs,
  };
}

/** One word for all of it. */
export const wordOf = (digests: RulesDigest): string => digest(JSON.stringify(digests));

const inOrder = (of: PolicySet['policies']): unknown =>
  Object.entries(of).sort(([one], [other]) => (one < other ? -1 : 1));
