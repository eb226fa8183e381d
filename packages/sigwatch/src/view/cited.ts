import type { RuleRef } from '@sigwatch/core';
import type { Data } from './event-data.js';

/** A signal and, where its rule is of a pack, that with its version, so that the rule can be looked up as it was then. */
export function cited(signal: string, rule: Partial<RuleRef> | undefined): string {
  const { pack, version } = rule ?? {};
  return pack === undefined ? signal : `${signal} (${[pack, version].filter(Boolean).join(' ')})`;
}

/** The rule of an event's data; undefined where no rule told it. */
export function ruleIn(data: Data): RuleRef | undefined {
  const rule = data.object('rule');
  const id = rule?.text('id');
  if (rule === undefined || id === undefined) return undefined;
  const all = (['pack', 'version', 'file'] as const).map((key) => [key, rule.text(key)]);
  return { id, ...Object.fromEntries(all.filter(([, value]) => value !== undefined)) };
}
