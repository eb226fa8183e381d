import {
  ConfigError,
  compileRules,
  loadMonitors,
  loadRuleTests,
  type Matcher,
  type Monitor,
  printFinding,
  type RuleTestCase,
} from '@sigwatch/core';
import { sanitize } from '../../view/sanitize.js';
import { UsageError } from '../problem.js';
import { caseDiff, whyMissing } from './case-diff.js';
import { diffOf } from './diff.js';
import { ruleFiles, testsBeside } from './files.js';
import { type Change, judgeCase } from './judge-case.js';
import { outcomeOf } from './outcome.js';
import { fromHere, placeOf, print } from './place.js';
import { lintRunFile, runFileHere } from './run-file.js';
import { runTests, type TestResult } from './run-tests.js';

type Options = Readonly<Record<string, unknown>>;

/** How the tests of one file came out. */
interface Tested {
  readonly passed: number;
  readonly failed: number;
  /** For a person, and for a program. */
  readonly pretty: readonly string[];
  readonly jsonl: readonly object[];
}

/** `sigwatch rules test [PATH…]`: the tests in the rules, and those in NAME.test.yaml. */
export async function verb(paths: readonly string[], options: Options): Promise<number> {
  const { files, where: known } = ruleFiles(paths);
  const here = runFileHere(options);
  const where = here === undefined ? known : (await lintRunFile(here, known)).where;
  const monitors = files.filter(({ group }) => group === 'monitoring').map(({ path }) => path);
  const tests = new Set(files.flatMap(({ path, group }) => (group === 'tests' ? [path] : testsBeside(path))));
  if (monitors.length + tests.size === 0)
    throw new UsageError('there is nothing to test: give a file of rules or of tests');
  let passed = 0;
  let failed = 0;
  let unusable = false;
  const take = (tested: Tested) => {
    passed += tested.passed;
    failed += tested.failed;
    print(options.format === 'jsonl' ? tested.jsonl.map((one) => JSON.stringify(one)) : tested.pretty);
  };
  /** A file that cannot be used is told of, and the others are tested all the same. */
  const usable = <T>(load: () => T): T | undefined => {
    try {
      return load();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      unusable = true;
      const errors = error.findings.filter(({ level }) => level === 'error');
      for (const one of errors)
        process.stderr.write(`sigwatch: ${sanitize(printFinding({ ...one, file: fromHere(one.file) }))}\n`);
      return undefined;
    }
  };
  for (const path of monitors) {
    const monitor = usable(() => loadMonitors([path], where));
    if (monitor !== undefined) take(ofMonitor(monitor, path));
  }
  for (const path of tests) {
    // The tests of a file mostly share their monitor; to compile its rules takes longer than to play a test.
    const matchers = new Map<Monitor, Matcher>();
    for (const one of usable(() => loadRuleTests(path, where))?.cases ?? []) {
      const matcher = matchers.get(one.monitor) ?? compileRules(one.monitor.rules);
      matchers.set(one.monitor, matcher);
      take(await ofCase(one, matcher));
    }
  }
  if (options.format !== 'jsonl') print([`${passed} passed, ${failed} failed`]);
  return unusable ? 2 : failed > 0 ? 1 : 0;
}

function ofMonitor(monitor: Monitor, path: string): Tested {
  const results = runTests(monitor, path);
  const failures = results.filter((result) => !result.passed);
  return {
    passed: results.length - failures.length,
    failed: failures.length,
    pretty: [...failures.flatMap((failure) => diffOf(failure, monitor)), ...untested(monitor, path, results)],
    jsonl: results.map(({ rule, ...result }) => ({
      ...{ rule: rule.name, place: placeOf(monitor.origins.get(rule.name)) },
      ...result,
    })),
  };
}

async function ofCase(test: RuleTestCase, matcher: Matcher): Promise<Tested> {
  const changes = judgeCase(test, await outcomeOf(test, matcher));
  const passed = changes.length === 0;
  const why = ({ what, expected, found }: Change) =>
    what === 'signals' && found === undefined ? { because: whyMissing(String(expected), test) } : {};
  const { name, file, line } = test;
  return {
    passed: passed ? 1 : 0,
    failed: passed ? 0 : 1,
    pretty: passed ? [] : caseDiff(test, changes),
    jsonl: [
      {
        test: name,
        place: `${fromHere(file)}:${line}`,
        passed,
        changes: changes.map((one) => ({ ...why(one), ...one })),
      },
    ],
  };
}

/** Rules of which nothing shows that they hit, or that they spare what only looks alike. */
function untested(monitor: Monitor, file: string, results: readonly TestResult[]): string[] {
  return monitor.rules.flatMap(({ name }) => {
    const origin = monitor.origins.get(name);
    if (origin?.file !== file || origin.implied) return [];
    const own = results.filter((result) => result.rule.name === name);
    const lacks = [
      ...(own.some(({ expected }) => expected !== 'none') ? [] : ['no hit']),
      ...(own.some(({ expected }) => expected === 'none') ? [] : ['no near miss']),
    ];
    return lacks.length === 0 ? [] : [`note  ${name} (${placeOf(origin)}): its tests have ${lacks.join(' and ')}`];
  });
}
