import { loadMonitors, type Monitor } from '@sigwatch/core';
import { UsageError } from '../problem.js';
import { diffOf } from './diff.js';
import { ruleFiles } from './files.js';
import { placeOf, print } from './place.js';
import { runTests, type TestResult } from './run-tests.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch rules test [PATH…]` */
export async function verb(paths: readonly string[], options: Options): Promise<number> {
  const { files, where } = ruleFiles(paths);
  const monitors = files.filter(({ group }) => group === 'monitoring');
  if (monitors.length === 0) throw new UsageError('there is no monitor to test: give a file of rules');
  let passed = 0;
  let failed = 0;
  for (const { path } of monitors) {
    const monitor = loadMonitors([path], where);
    const results = runTests(monitor, path);
    const failures = results.filter((result) => !result.passed);
    failed += failures.length;
    passed += results.length - failures.length;
    if (options.format === 'jsonl') print(results.map((result) => JSON.stringify(toldOf(result, monitor))));
    else print([...failures.flatMap((failure) => diffOf(failure, monitor)), ...untested(monitor, path, results)]);
  }
  if (options.format !== 'jsonl') print([`${passed} passed, ${failed} failed`]);
  return failed > 0 ? 1 : 0;
}

function toldOf({ rule, number, log, expected, found, passed }: TestResult, { origins }: Monitor) {
  return { rule: rule.name, place: placeOf(origins.get(rule.name)), number, log, expected, found, passed };
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
