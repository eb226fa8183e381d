import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import RE2 from 're2';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../contract.js';
import { echoOf } from '../match/echo.js';
import { fieldValue } from '../match/field-value.js';
import { loadMonitors, loadPolicies, loadRuleTests, type Monitor, names } from './index.js';
import { linesOf } from './rule-tests/read-log.js';

const plugins = fileURLToPath(new URL('../../../../plugins/', import.meta.url));
const packs = readdirSync(plugins).map((name) => plugins + name);
const where = { cwd: plugins, packs };

const compiled = new Map<string, RE2>();
const re2 = (pattern: string, flags: string): RE2 => {
  const one = compiled.get(`${flags}/${pattern}`) ?? new RE2(pattern, flags);
  compiled.set(`${flags}/${pattern}`, one);
  return one;
};

/** What a rule says of one line, in the plainest way there is. */
function fieldsOf(rule: Rule, line: string): Record<string, string | number> | undefined {
  if (rule.pattern === undefined) return undefined;
  const flags = `u${rule.flags ?? ''}`;
  const found = re2(rule.pattern, flags).exec(line);
  if (!found || (rule.unless !== undefined && re2(rule.unless, flags).test(line))) return undefined;
  const spared = (rule.kind === 'error' || rule.kind === 'warning') && rule.count_echoes !== true;
  if (spared && echoOf(line, new RE2(rule.pattern, `g${flags}`)) !== undefined) return undefined;
  const groups = rule.extract_groups ?? Object.fromEntries(Object.keys(found.groups ?? {}).map((name) => [name, name]));
  return Object.fromEntries(
    Object.entries(groups).flatMap(([field, group]) => {
      const text = typeof group === 'number' ? found[group] : group === 'match' ? found[0] : found.groups?.[group];
      if (text === undefined) return [];
      if (field === 'step_time_s') return [['step_time_ms', Math.round(Number(text) * 1e6) / 1e3]];
      if (field === 'throughput' && rule.metadata.throughput_unit !== undefined)
        return [
          [field, fieldValue(field, text)],
          ['throughput_unit', String(rule.metadata.throughput_unit)],
        ];
      return [[field, fieldValue(field, text)]];
    }),
  );
}

/** A rule without a pattern is tested by whole logs, in the tests beside its pack. */
function shownBeside(rule: string, monitor: string) {
  const file = packs.map((pack) => `${pack}/monitoring/${monitor}.test.yaml`).find(existsSync) as string;
  const named = loadRuleTests(file, where).cases.map(({ expect: { signals } }) =>
    JSON.stringify(signals ?? []).includes(`"${rule}"`),
  );
  return { hit: named.includes(true), near_miss: named.includes(false) };
}

const own = (monitor: Monitor, name: string) =>
  monitor.rules.filter((rule) => monitor.origins.get(rule.name)?.file.endsWith(`/${name}.yaml`));

describe.each(names('monitoring', where))('monitor %s', (name) => {
  const monitor = loadMonitors([name], where);

  it('loads without a warning', () => {
    expect(monitor.warnings).toEqual([]);
    expect(monitor.rules.length).toBeGreaterThan(0);
  });

  it.each(own(monitor, name))('$name: hits and near misses', (rule) => {
    if (rule.pattern === undefined) return expect(shownBeside(rule.name, name)).toEqual({ hit: true, near_miss: true });
    const tests = monitor.origins.get(rule.name)?.tests ?? [];
    expect(tests.some((test) => test.expect !== 'none')).toBe(true);
    expect(tests.some((test) => test.expect === 'none')).toBe(true);
    // What goes through an operator, or asks for the fields of a line, is played by `rules test`, which test/e2e/rules-tests.test.ts runs over the packs.
    if (rule.when !== undefined || rule.pattern_type !== 'regex') return;
    for (const { log, expect: wanted } of tests) {
      const fields = fieldsOf(rule, linesOf(log)[0] as string);
      if (wanted === 'none') expect(fields, `must not hit: ${log}`).toBeUndefined();
      else expect(fields, `must hit: ${log}`).toMatchObject(wanted as object);
    }
  });

  it('has no two rules that explain each other away', () => {
    // What is a consequence of anything explains nothing, so that it closes no circle.
    const rules = monitor.rules.filter((rule) => rule.kind === 'error' && !rule.symptom_of.includes('*'));
    const causes = (rule: Rule) =>
      rules.filter(
        ({ name, error_type = '' }) => rule.symptom_of.includes(name) || rule.symptom_of.includes(error_type),
      );
    const done = new Set<Rule>();
    const visit = (rule: Rule, open: readonly Rule[]): void => {
      expect(open.includes(rule), [...open, rule].map(({ name }) => name).join(' ← ')).toBe(false);
      if (done.has(rule)) return;
      for (const cause of causes(rule)) visit(cause, [...open, rule]);
      done.add(rule);
    };
    for (const rule of rules) visit(rule, []);
  });

  it('takes no line of one rule for a failure of another kind', () => {
    // A near miss is no failure at all: neither for its own rule nor, where it is a healthy line, for any other.
    const healthy = monitor.rules
      .filter((rule) => rule.kind === 'progress' || rule.kind === 'checkpoint' || rule.kind === 'success')
      .flatMap((rule) => monitor.origins.get(rule.name)?.tests ?? [])
      .filter((test) => test.expect !== 'none' && !/nan/i.test(JSON.stringify(test.expect)));
    const failures = monitor.rules.filter((each) => each.kind === 'error');
    const wrong = healthy.flatMap(({ log }) =>
      failures.flatMap((rule) =>
        fieldsOf(rule, linesOf(log).join('\n')) === undefined ? [] : [`${rule.name}: ${log}`],
      ),
    );
    expect(wrong, 'failures in healthy lines').toEqual([]);
  });
});

describe.each(names('restart', where))('policy %s', (name) => {
  it('loads without a warning', () => {
    expect(loadPolicies(name, where).warnings).toEqual([]);
  });
});

it('keeps the restarts that the policies are known for', () => {
  const retries = (name: string) => {
    const { policies } = loadPolicies(name, where);
    return [policies.crash, policies.stall, policies.timeout].map((policy) => policy?.max_retries);
  };
  expect(retries('default')).toEqual([2, 3, undefined]);
  expect(retries('megatron_transient')).toEqual([3, 2, 1]);
  expect(retries('megatron_aggressive')).toEqual([5, 3, 2]);
  expect(retries('megatron_conservative').slice(0, 2)).toEqual([2, 1]);
  const { timeout } = loadPolicies('megatron_conservative', where).policies;
  expect(timeout?.class_name).toBe('NoRestartPolicy');
});

it.each([
  ['default', [30, 30, 1800]],
  ['megatron_basic', [30, 30, 1800]],
  ['megatron_checkpoint_eval', [30, 30, 1800]],
  ['megatron_nccl', [180, 120, 1200]],
  ['megatron_stall_detection', [120, 90, 900]],
  ['megatron_production', [180, 120, 1200]],
])('keeps the intervals that %s is known for', (name, intervals) => {
  const monitor = loadMonitors([name], where);
  const { poll_interval_seconds, check_interval_seconds, inactivity_threshold_seconds } = monitor;
  expect([poll_interval_seconds, check_interval_seconds, inactivity_threshold_seconds]).toEqual(intervals);
});

it('has in megatron_production what the two monitors below it have, and no rule in two files', () => {
  const rulesOf = (...monitors: string[]) => loadMonitors(monitors, where).rules.map(({ name }) => name);
  expect(rulesOf('megatron_production')).toEqual(rulesOf('megatron_nccl', 'megatron_stall_detection'));
  const ownNames = (name: string) => own(loadMonitors([name], where), name).map((rule) => rule.name);
  const added = ['megatron_nccl', 'megatron_stall_detection', 'megatron_production'].flatMap(ownNames);
  expect(added.length).toBeGreaterThan(0);
  const all = [...rulesOf('megatron_basic'), ...added];
  expect(all.filter((name, i) => all.indexOf(name) !== i)).toEqual([]);
});
