import { writeFileSync } from 'node:fs';
import {
  ConfigError,
  compileRules,
  loadMonitors,
  loadRuleTests,
  type Matcher,
  type Monitor,
  printFinding,
} from '@sigwatch/core';
import { jsonText } from '../../view/json-text.js';
import { sanitize } from '../../view/sanitize.js';
import { UsageError } from '../problem.js';
import { say } from '../say.js';
import { type Covered, coverageOf, coverageText, lacks, totals } from './coverage.js';
import { ruleFiles, testsBeside } from './files.js';
import { junitOf, type Unusable } from './junit.js';
import { fromHere, print } from './place.js';
import { whereHere } from './run-file.js';
import { type Tested, testCase, testRules } from './tested.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch rules test [PATH…]`: the tests in the rules, and those in NAME.test.yaml. */
export async function verb(paths: readonly string[], options: Options): Promise<number> {
  const { output } = options as { readonly output?: string };
  const reporter = options.reporter ?? (options.format === 'jsonl' ? 'jsonl' : 'pretty');
  if (output !== undefined && reporter !== 'junit')
    throw new UsageError('--output is the file of --reporter junit: sigwatch rules test --reporter junit --output F');
  const { files, where: known } = ruleFiles(paths);
  const where = await whereHere(options, known);
  const { registry } = where;
  const monitors = files.filter(({ group }) => group === 'monitoring').map(({ path }) => path);
  const tests = new Set(files.flatMap(({ path, group }) => (group === 'tests' ? [path] : testsBeside(path))));
  if (monitors.length + tests.size === 0)
    throw new UsageError('there is nothing to test: give a file of rules or of tests');

  const all: Tested[] = [];
  const unusable: Unusable[] = [];
  const loaded: { readonly monitor: Monitor; readonly path: string }[] = [];
  // A report that goes to a file leaves the terminal to the person.
  const tells = reporter === 'junit' && output !== undefined ? 'pretty' : reporter;
  const take = (tested: readonly Tested[]) => {
    all.push(...tested);
    if (tells === 'jsonl') print(tested.map(({ data }) => jsonText(data)));
    if (tells === 'pretty') print(tested.flatMap(({ diff }) => diff));
  };
  for (const path of monitors) {
    const monitor = usable(path, unusable, () => loadMonitors([path], where));
    if (monitor === undefined) continue;
    loaded.push({ monitor, path });
    take(await testRules(monitor, path, registry));
  }
  for (const path of tests) {
    // The tests of a file mostly share their monitor; to compile its rules takes longer than to play a test.
    const matchers = new Map<Monitor, Matcher>();
    for (const one of usable(path, unusable, () => loadRuleTests(path, where))?.cases ?? []) {
      const matcher = matchers.get(one.monitor) ?? compileRules(one.monitor.rules);
      matchers.set(one.monitor, matcher);
      take([await testCase(one, matcher, registry)]);
    }
  }
  const covered = loaded.flatMap(({ monitor, path }) => coverageOf(monitor, path, all));
  if (options.coverage) tell(covered, tells as string);
  else if (tells === 'pretty') print(untested(covered));
  const failed = all.filter(({ passed }) => !passed).length;
  if (tells === 'pretty') print([`${all.length - failed} passed, ${failed} failed`]);
  if (reporter === 'junit') report(junitOf(all, unusable), output);
  return unusable.length > 0 ? 2 : failed > 0 ? 1 : 0;
}

/** A file that cannot be used is told of, and the others are tested all the same. */
function usable<T>(file: string, unusable: Unusable[], load: () => T): T | undefined {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const errors = error.findings
      .filter(({ level }) => level === 'error')
      .map((one) => sanitize(printFinding({ ...one, file: fromHere(one.file) })));
    for (const one of errors) say(one);
    unusable.push({ file, errors });
    return undefined;
  }
}

/** Rules whose own tests do not show that they hit, or that they spare what only looks alike. */
function untested(covered: readonly Covered[]): readonly string[] {
  return covered.flatMap((one) => {
    const missing = lacks(one);
    return missing === undefined ? [] : [`note  ${one.rule} (${one.place}): its tests have ${missing}`];
  });
}

function tell(covered: readonly Covered[], as: string): void {
  if (as === 'jsonl')
    print([...covered.map((one) => jsonText({ covered: one })), jsonText({ coverage: totals(covered) })]);
  // The XML has no place for it, and nothing else may stand beside the XML.
  else if (as === 'junit') process.stderr.write(`${coverageText(covered).join('\n')}\n`);
  else print(coverageText(covered));
}

function report(xml: string, output: string | undefined): void {
  if (output === undefined) {
    process.stdout.write(xml);
    return;
  }
  try {
    writeFileSync(output, xml);
  } catch (error) {
    throw new UsageError(`${output} can't be written: ${(error as Error).message}`);
  }
}
