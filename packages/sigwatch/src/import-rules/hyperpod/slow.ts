import type { Json } from '@sigwatch/core';
import { exampleLine } from '../pattern/example.js';
import { type HyperPodRule, OPERATORS } from './read-rule.js';

/** SLOW: the number in the first group compares so, this often in a row. */
export function slowRule(rule: HyperPodRule, name: string, pattern: string): { [key: string]: Json } {
  const { threshold, operator, points } = rule.metric as NonNullable<HyperPodRule['metric']>;
  const tests = slowTests(pattern, rule.metric as NonNullable<HyperPodRule['metric']>);
  return {
    name,
    description: `SLOW by the rule ${rule.name} of HyperPod.`,
    pattern,
    extract_groups: { metric: 1 },
    when: {
      value: `number(fields.metric) ${OPERATORS[operator]} ${threshold}`,
      ...(points === 1 ? {} : { for: points }),
      by: ['source'],
    },
    state: { class_name: 'DegradedState' },
    remedy: 'HyperPod would restart the job here; sigwatch restart does so by hand.',
    ...(tests.length === 0 ? {} : { tests }),
  };
}

/** Numbers on both sides of the threshold that a pattern for plain numbers takes. */
function slowTests(pattern: string, { threshold, operator, points }: NonNullable<HyperPodRule['metric']>): Json[] {
  const [above, below] = [threshold + 1, threshold > 0 ? threshold / 2 : threshold - 1];
  const bad = { gt: above, gteq: threshold, lt: below, lteq: threshold, eq: threshold }[operator];
  const good = { gt: threshold, gteq: below, lt: threshold, lteq: above, eq: above }[operator];
  const [hit, miss] = [bad, good].map((value) => exampleLine(pattern, String(value)));
  if (hit === undefined || miss === undefined) return [];
  const lines = Array.from({ length: points }, () => hit);
  return [
    { log: many(lines), expect: { count: 1 } },
    { log: many([...lines.slice(1), miss]), expect: 'none' },
  ];
}

/** One after the other; many of one are written once. */
function many(lines: readonly string[]): Json {
  const [first] = lines as [string];
  const same = lines.findIndex((line) => line !== first);
  const count = same < 0 ? lines.length : same;
  const rest = lines.slice(count).map((line) => ({ line }));
  return [count === 1 ? { line: first } : { repeat: count, line: first }, ...rest];
}
