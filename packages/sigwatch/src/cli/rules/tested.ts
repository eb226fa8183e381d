import type { Matcher, Monitor, Registry, RuleTestCase } from '@sigwatch/core';
import { caseDiff, whyMissing } from './case-diff.js';
import type { Change } from './changes.js';
import { diffOf } from './diff.js';
import { judgeCase } from './judge-case.js';
import { outcomeOf } from './outcome.js';
import { fromHere, placeOf } from './place.js';
import { runTests, type TestResult } from './run-tests.js';

/** How one test came out. */
export interface Tested {
  readonly file: string;
  readonly monitor: Monitor;
  readonly name: string;
  /** `file:line`, as a person in this folder would write it. */
  readonly place: string;
  readonly passed: boolean;
  /** Of a test that failed, for a person. */
  readonly diff: readonly string[];
  /** For a program. */
  readonly data: object;
  /** Rules that it wants to hit, and those that it wants to spare what looks alike. */
  readonly hits: readonly string[];
  readonly spares: readonly string[];
}

/** The tests that stand in the rules of a file. */
export async function testRules(monitor: Monitor, path: string, registry?: Registry): Promise<readonly Tested[]> {
  const results = await runTests(monitor, path, registry);
  return results.map((result) => {
    const { rule, number, expected, passed } = result;
    const place = placeOf(monitor.origins.get(rule.name));
    const own = [rule.name];
    return {
      ...{ file: path, monitor, name: `${rule.name}, test ${number}`, place, passed },
      diff: passed ? [] : diffOf(result, monitor),
      data: { rule: rule.name, place, ...dataOf(result) },
      ...(expected === 'none' ? { hits: [], spares: own } : { hits: own, spares: [] }),
    };
  });
}

/** A test of a file of tests. */
export async function testCase(test: RuleTestCase, matcher: Matcher, registry?: Registry): Promise<Tested> {
  const changes = judgeCase(test, await outcomeOf(test, matcher, registry));
  const passed = changes.length === 0;
  const place = `${fromHere(test.file)}:${test.line}`;
  const why = ({ what, expected, found }: Change) =>
    what === 'signals' && found === undefined ? { because: whyMissing(String(expected), test) } : {};
  const { signals, none = [], incident } = test.expect;
  const nameOf = (one: (typeof none)[number]) => (typeof one === 'string' ? one : one.signal);
  const root = typeof incident === 'object' ? incident.root : undefined;
  return {
    ...{ file: test.file, monitor: test.monitor, name: test.name, place, passed },
    diff: passed ? [] : caseDiff(test, changes),
    data: { test: test.name, place, passed, changes: changes.map((one) => ({ ...why(one), ...one })) },
    hits: [...(Array.isArray(signals) ? signals.map(nameOf) : []), ...(root === undefined ? [] : [root])],
    spares: none.map(nameOf),
  };
}

function dataOf({ rule: _, hits, start: __, ...result }: TestResult): object {
  return { ...result, ...(hits === undefined ? {} : { hits: hits.length }) };
}
