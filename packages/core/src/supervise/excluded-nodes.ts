import type { Decision, Millis } from '../contract.js';

/** A node that the root of a failure named. */
export interface ExcludedNode {
  readonly node: string;
  readonly until: Millis;
}

/** Where a decision does not say how long. */
const DAY: Millis = 86_400_000;

/** The list with what a decision adds to it, and without those whose time is over. A node that fails again stays longer. */
export function excludedAfter(
  before: readonly ExcludedNode[],
  decision: Pick<Decision, 'exclude_nodes' | 'exclude_for'> | undefined,
  now: Millis,
): readonly ExcludedNode[] {
  const until = now + (decision?.exclude_for ?? DAY);
  const added = (decision?.exclude_nodes ?? []).map((node) => ({ node, until }));
  const all = new Map<string, Millis>();
  for (const one of [...before, ...added])
    if (one.until > now) all.set(one.node, Math.max(one.until, all.get(one.node) ?? 0));
  return [...all].map(([node, end]) => ({ node, until: end }));
}
