import { isDeepStrictEqual } from 'node:util';
import { compileRules, type Fields, hitsIn, type Matcher, type Monitor, type Rule } from '@sigwatch/core';

export interface TestResult {
  readonly rule: Rule;
  /** From 1. */
  readonly number: number;
  readonly log: string;
  readonly expected: Readonly<Record<string, unknown>> | 'none';
  /** Fields of the hit that comes nearest; `none` without a hit. */
  readonly found: Fields | 'none';
  readonly passed: boolean;
}

/** Runs the tests of the rules that stand in `file`. Each rule is by itself: in a pack, the rule of the exception line takes a traceback over. */
export function runTests(monitor: Monitor, file: string): readonly TestResult[] {
  const own = monitor.rules.filter(({ name }) => monitor.origins.get(name)?.file === file);
  return own.flatMap((rule) => {
    const matcher = compileRules([rule]);
    return (monitor.origins.get(rule.name)?.tests ?? []).map(({ log, expect }, index) => {
      const expected = expect as TestResult['expected'];
      const hits = hitsOf(matcher, log);
      const fits = hits.find((fields) => expected !== 'none' && agrees(fields, expected));
      const passed = expected === 'none' ? hits.length === 0 : fits !== undefined;
      return { rule, number: index + 1, log, expected, found: fits ?? hits[0] ?? 'none', passed };
    });
  });
}

/** Fields of each hit; blocks are closed at the end. */
function hitsOf(matcher: Matcher, log: string): Fields[] {
  return hitsIn(matcher, Buffer.from(`${log}\n`)).map(({ fields }) => fields);
}

/** Every field that is expected is there with its value; more may be. */
function agrees(fields: Fields, expected: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(expected).every(([name, value]) => isDeepStrictEqual(fields[name], value));
}
