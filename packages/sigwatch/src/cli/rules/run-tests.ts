import { isDeepStrictEqual } from 'node:util';
import {
  compileRules,
  type Fields,
  hitsIn,
  type Matcher,
  type Monitor,
  type Registry,
  type Rule,
  scriptOf,
  type TestLog,
  textsOf,
} from '@sigwatch/core';
import { type Filter, fitting } from './judge-signals.js';
import { type Fired, outcomeOf } from './outcome.js';
import { rulesFor } from './rules-for.js';

export interface TestResult {
  readonly rule: Rule;
  /** From 1. */
  readonly number: number;
  readonly log: TestLog;
  readonly expected: Readonly<Record<string, unknown>> | 'none';
  /** Fields of the hit that comes nearest; `none` without a hit. */
  readonly found: Fields | 'none';
  /** How many hits there were, where the test counts them or asks for more than fields. */
  readonly hits?: readonly Fired[];
  /** When the test began. */
  readonly start?: number;
  readonly passed: boolean;
}

/** What a test may say of its hits beside their fields. */
const ABOUT: ReadonlySet<string> = new Set(['count', 'at', 'fields', 'source', 'line', 'error_type']);

/**
 * Runs the tests of the rules that stand in `file`. Each rule is by itself: in a pack, the rule of the exception line
 * takes a traceback over. What depends on time goes through the engine, together with the rules that it builds on.
 */
export async function runTests(monitor: Monitor, file: string, registry?: Registry): Promise<readonly TestResult[]> {
  const own = monitor.rules.filter(({ name }) => monitor.origins.get(name)?.file === file);
  const results: TestResult[] = [];
  for (const rule of own) {
    const tests = monitor.origins.get(rule.name)?.tests ?? [];
    const alone = tests.length > 0 && isPlain(rule) ? compileRules([rule]) : undefined;
    for (const [index, { log, expect }] of tests.entries()) {
      const expected = expect as TestResult['expected'];
      const about = expected !== 'none' && asksAbout(expected, rule);
      const test = { rule, number: index + 1, log, expected };
      results.push(
        alone !== undefined && !about && scriptOf(log) === undefined
          ? matched(test, alone)
          : await played(test, monitor, about, registry),
      );
    }
  }
  return results;
}

type Test = Pick<TestResult, 'rule' | 'number' | 'log' | 'expected'>;

function matched(test: Test, matcher: Matcher): TestResult {
  const { log, expected } = test;
  const hits = textsOf(log).flatMap(({ text }) => hitsIn(matcher, Buffer.from(text)).map(({ fields }) => fields));
  const fits = hits.find((fields) => expected !== 'none' && agrees(fields, expected));
  const passed = expected === 'none' ? hits.length === 0 : fits !== undefined;
  return { ...test, found: fits ?? hits[0] ?? 'none', passed };
}

async function played(test: Test, monitor: Monitor, about: boolean, registry?: Registry): Promise<TestResult> {
  const { rule, log, expected } = test;
  const rules = rulesFor(rule, monitor);
  const matcher = compileRules(rules);
  const script = scriptOf(log);
  const case_ = { monitor: { ...monitor, rules }, sources: textsOf(log), ...(script === undefined ? {} : { script }) };
  const { signals, progressed, start } = await outcomeOf(case_, matcher, registry);
  const hits = [...signals, ...progressed].filter(({ name }) => name === rule.name);
  const found = hits[0]?.fields ?? (hits.length > 0 ? {} : 'none');
  if (expected === 'none') return { ...test, found, hits, start, passed: hits.length === 0 };
  const wanted: Filter = { signal: rule.name, ...(about ? expected : { fields: expected }) };
  const fits = fitting(hits, wanted, start);
  const passed = wanted.count === undefined ? fits.length > 0 : fits.length === wanted.count;
  return { ...test, found: fits[0]?.fields ?? found, hits, start, passed };
}

/** Whether its hits follow from lines alone. */
const isPlain = ({ when, pattern }: Rule): boolean => when === undefined && pattern !== undefined;

/** Whether what is expected is said of the hits: a rule that has fields of such names is asked for its fields. */
function asksAbout(expected: Readonly<Record<string, unknown>>, { extract_groups, pattern = '' }: Rule): boolean {
  const keys = Object.keys(expected);
  const isField = (key: string) =>
    Object.hasOwn(extract_groups ?? {}, key) || [`<${key}>`, `{${key}}`].some((group) => pattern.includes(group));
  return keys.length > 0 && keys.every((key) => ABOUT.has(key)) && !keys.some(isField);
}

/** Every field that is expected is there with its value; more may be. */
function agrees(fields: Fields, expected: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(expected).every(([name, value]) => isDeepStrictEqual(fields[name], value));
}
