import type { Json } from '@sigwatch/core';
import type { Imported, RuleDraft } from './types.js';

/** The same without some tests of its rules: numbers from 1, by the name of the rule. */
export function withoutTests(imported: Imported, untrue: ReadonlyMap<string, ReadonlySet<number>>): Imported {
  const rules = imported.monitor.rules.map((draft): RuleDraft => {
    const numbers = untrue.get(String(draft.rule?.name));
    if (draft.rule === undefined || numbers === undefined) return draft;
    const { tests, ...rule } = draft.rule;
    const kept = (tests as readonly Json[]).filter((_, i) => !numbers.has(i + 1));
    return { ...draft, rule: kept.length === 0 ? rule : { ...rule, tests: kept } };
  });
  return { ...imported, monitor: { ...imported.monitor, rules } };
}
