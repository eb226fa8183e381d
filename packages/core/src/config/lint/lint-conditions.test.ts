import { describe, expect, it } from 'vitest';
import type { Json } from '../../contract.js';
import { compose } from '../compose.js';
import { folderOf } from '../files.fixture.js';
import { fieldsInExpression, valuesOfGroup, type WhenEntry } from './condition-parts.js';
import { lintConditions, whenProblems } from './lint-conditions.js';

const step: WhenEntry = { name: 'step', pattern: 'step (?P<step>\\d+) (?P<ms>\\d+)' };
const fields: Readonly<Record<string, readonly string[]>> = { step: ['step', 'ms'], a: ['host', 'phase'] };

/** Code and path of what is wrong with the rule `a` of this condition, among further rules. */
function problems(when: Json, more: Partial<WhenEntry> = {}, others: readonly WhenEntry[] = [step]) {
  const entry: WhenEntry = { name: 'a', pattern: '(?P<host>\\S+) in (?P<phase>warm|hot|cold)', when, ...more };
  return whenProblems(entry, {
    entries: new Map([entry, ...others].map((one) => [one.name, one])),
    fieldsOf: (name) => fields[name],
    poll_interval_seconds: 30,
    check_interval_seconds: 60,
  });
}
const found = (...given: Parameters<typeof problems>) =>
  problems(...given).map(({ code, path }) => `${code} ${path.join('.')}`);

describe('a threshold', () => {
  it('asks for no more values than there are', () => {
    expect(found({ count: 4, within: '10m', distinct: 'phase' })).toEqual(['unreachable_threshold when.count']);
    expect(problems({ count: 4, distinct: 'phase' })[0]?.message).toBe(
      '`phase` can have 3 values, and 4 different ones are asked for',
    );
    expect(found({ count: 3, within: '10m', distinct: 'phase' })).toEqual([]);
    expect(found({ count: 40, within: '10m', distinct: 'host' })).toEqual([]);
    expect(found({ count: 40, within: '10m' })).toEqual([]);
  });

  it('asks for no different values of what a group has one of', () => {
    expect(found({ count: 2, distinct: 'host', by: ['host'] })).toEqual(['unreachable_threshold when.distinct']);
    expect(found({ count: 2, distinct: 'host', by: ['phase'] })).toEqual([]);
  });

  it('asks for no more than a throttled input lets through', () => {
    const slow = (more: object = {}): WhenEntry => ({
      name: 'slow',
      pattern: 'x',
      when: { count: 1, throttle: '5m', ...more },
    });
    const of = (when: Json, others = [slow()]) => found(when, { input: 'slow', pattern: null }, others);
    expect(of({ count: 3, within: '10m' })).toEqual(['unreachable_threshold when.count']);
    expect(of({ count: 2, within: '10m' })).toEqual([]);
    expect(of({ count: 3, within: '11m' })).toEqual([]);
    expect(of({ count: 3 })).toEqual([]);
    expect(of({ count: 3, within: '10m' }, [slow({ by: ['host'] })])).toEqual([]);
    const two = [slow(), { name: 'b', pattern: 'y' }];
    expect(found({ count: 9, within: '10m' }, { input: ['slow', 'b'] }, two)).toEqual([]);
    expect(found({ count: 9, within: '10m' }, { input: ['slow', { kind: 'error' }] }, two)).toEqual([]);
  });
});

it('a time is one', () => {
  expect(found({ count: 2, within: 0 })).toEqual(['empty_window when.within']);
  expect(found({ absent: '0s', start_within: '0m' })).toEqual([
    'empty_window when.absent',
    'empty_window when.start_within',
  ]);
  expect(found({ count: 2, within: '1ms' })).toEqual([]);
});

it('what is missed can have been seen', () => {
  expect(found({ absent: '90s' })).toEqual(['absent_too_short when.absent']);
  expect(problems({ absent: 90 })[0]).toMatchObject({
    message: expect.stringContaining('two checks'),
    remedy: expect.stringContaining('120s'),
  });
  expect(found({ absent: '120s' })).toEqual([]);
});

it('a sequence has several members', () => {
  expect(found({ sequence: ['step'], within: '5m' })).toEqual(['short_sequence when.sequence']);
  expect(found({ sequence: ['step', 'a'], within: '5m' })).toEqual([]);
});

it('a field is captured, by the rule or by what it takes in', () => {
  expect(found({ count: 2, by: ['hots'], distinct: 'node' })).toEqual([
    'uncaptured_field when.by.0',
    'uncaptured_field when.distinct',
  ]);
  expect(problems({ count: 2, by: ['hots'] })[0]?.remedy).toBe('Did you mean `host`?');
  expect(found({ count: 2, by: ['host', 'source', 'rank'] })).toEqual([]);
  expect(found({ value: 'fields.ms > 1.5 * median("ms", 100)' }, { input: 'step' })).toEqual([]);
  expect(found({ value: 'fields.ms > 1.5 * median("s", 100)' }, { input: 'step' })).toEqual([
    'uncaptured_field when.value',
  ]);
  // The operator itself tells how long ago the point before was.
  expect(found({ value: 'fields.interval_ms > 2 * median("interval_ms", 9)' }, { input: 'step' })).toEqual([]);
  // What an operator or a selector brings is not known here.
  expect(found({ value: 'fields.count > 2' }, { input: 'other' }, [{ name: 'other', when: { count: 2 } }])).toEqual([]);
  expect(found({ value: 'fields.x > 2' }, { input: { kind: 'error' } })).toEqual([]);
});

it("leaves a plugin's operator to its plugin", () => {
  expect(found({ class_name: 'Mine', within: 0, by: ['nothing'] })).toEqual([]);
});

it('reads groups and expressions', () => {
  expect(valuesOfGroup('x (?:y(?P<a>b|c|b)z)+', 'a')).toBe(2);
  expect(valuesOfGroup('(?P<a>b\\d|c)', 'a')).toBeUndefined();
  expect(valuesOfGroup('(?P<a>b)', 'c')).toBeUndefined();
  const read = fieldsInExpression('isNaN(fields.loss) || slope("grad_norm", 5) > fields["lr"]');
  expect([...read].sort()).toEqual(['grad_norm', 'loss', 'lr']);
});

it('stands at its place in the file', () => {
  const where = folderOf({
    'm.yaml': `log_signals:\n  - name: a\n    pattern: 'on (?P<host>\\S+)'\n    when: { count: 2, by: [hots] }\n`,
  });
  const path = `${where.cwd}/m.yaml`;
  const [finding, ...others] = lintConditions(compose([path], where), path);
  expect(finding).toMatchObject({ code: 'uncaptured_field', level: 'warning', file: path, line: 4, column: 28 });
  expect(others).toEqual([]);
});
