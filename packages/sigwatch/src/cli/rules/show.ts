import {
  loadMonitors,
  type Monitor,
  names,
  nearest,
  type Rule,
  type RuleOrigin,
  type TestLog,
  textsOf,
  type Where,
} from '@sigwatch/core';
import { ruleNames } from '../../rules.js';
import { jsonText } from '../../view/json-text.js';
import { sanitize } from '../../view/sanitize.js';
import { UsageError } from '../problem.js';
import { rulesOf } from '../setting.js';
import { settingsOf } from '../settings-of.js';
import { inputText, whenText } from './operator-text.js';
import { fieldsText, placeOf, print } from './place.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch rules show NAME`: unless somebody names a monitor, the rule is looked for in all packs. */
export async function verb(args: readonly string[], options: Options): Promise<number> {
  const name = args[0] as string;
  const { monitor, packs } = settingsOf(options);
  const { from } = monitor;
  const own = from === 'default' ? [] : [rulesOf(options).monitor];
  const monitors =
    from === 'default' || from === 'file' ? [...own, ...monitorsOf(ruleNames(undefined, packs?.value))] : own;
  const shown = found(name, monitors);
  if (shown.length === 0) {
    const known = monitors.flatMap(({ origins }) => [...origins.keys()]);
    const near = nearest(name, known);
    throw new UsageError(
      `there is no rule ${name}; ${near ? `did you mean ${near}?` : 'sigwatch rules list names them'}`,
    );
  }
  for (const { rule, origin } of shown)
    if (options.format === 'jsonl') print([jsonText({ ...rule, ...origin })]);
    else print([...about(rule, origin), ...testsOf(origin.tests)]);
  return 0;
}

function monitorsOf(where: Where): readonly Monitor[] {
  return names('monitoring', where).map((name) => loadMonitors([name], where));
}

/** Several monitors may have a rule of this name, each its own; one that is included is the same. */
function found(name: string, monitors: readonly Monitor[]): readonly { rule: Rule; origin: RuleOrigin }[] {
  const all = monitors.flatMap(({ rules, origins }) => {
    const rule = rules.find((one) => one.name === name);
    const origin = origins.get(name);
    return rule === undefined || origin === undefined ? [] : [{ rule, origin }];
  });
  return [...new Map(all.map((one) => [placeOf(one.origin), one])).values()];
}

function about(rule: Rule, origin: RuleOrigin): string[] {
  const failure = rule.kind === 'error' || rule.kind === 'warning';
  const rows: [string, string | number | undefined][] = [
    ['place', placeOf(origin)],
    ['pack', origin.pack && `${origin.pack.name} ${origin.pack.version}`],
    ['status', origin.status],
    ['kind', rule.mode === undefined ? rule.kind : `${rule.kind} (${rule.mode})`],
    ['error type', rule.error_type],
    ['subsystem', rule.subsystem],
    ['severity', failure ? rule.severity : undefined],
    ['input', inputText(rule)],
    [
      'pattern',
      rule.pattern && rule.pattern_type !== 'regex' ? `${rule.pattern} (${rule.pattern_type})` : rule.pattern,
    ],
    ['flags', rule.flags],
    ['unless', rule.unless],
    ['echoes', rule.count_echoes ? 'count as well' : undefined],
    ['lines', rule.lines],
    ['when', whenText(rule)],
    ['fields', rule.extract_groups && fieldsText(rule.extract_groups)],
    ['symptom of', rule.symptom_of.join(', ') || undefined],
    ['remedy', rule.remedy],
  ];
  const known = rows.filter(([, value]) => value !== undefined);
  return [rule.name, ...known.map(([key, value]) => `  ${key.padEnd(10)}  ${value}`)];
}

function testsOf(tests: readonly { readonly log: TestLog; readonly expect: unknown }[]): string[] {
  if (tests.length === 0) return ['  tests       none'];
  return [
    '  tests',
    ...tests.map(({ log, expect }) => `    ${expect === 'none' ? 'no hit' : 'hit   '}  ${sanitize(printed(log))}`),
  ];
}

const printed = (log: TestLog): string =>
  textsOf(log)
    .map(({ text }) => text.trimEnd())
    .join('\n');
