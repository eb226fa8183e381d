import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { brief, findingsOf, folderOf } from '../files.fixture.js';
import { scriptOf, textsOf } from './read-log.js';
import { countSteps, type Entry, MOST_STEPS, stepsOf } from './repeat.js';
import { loadRuleTests } from './rule-tests.js';

const log = (yaml: string) => parse(yaml) as Entry[];
const told = (yaml: string) =>
  [...stepsOf(log(yaml))].map(({ moment, source, line }) => [
    moment && ('at' in moment ? new Date(moment.at).toISOString().slice(11, 19) : moment.after / 1000),
    `${source === undefined ? '' : `${source}: `}${line ?? ''}`,
  ]);

describe('an entry that is repeated', () => {
  it('counts, and comes so long after the one before', () => {
    expect(told('[first, { repeat: 3, every: 5s, line: "step {n}" }, { at: +1m, line: last }]')).toEqual([
      [undefined, 'first'],
      [5, 'step 1'],
      [5, 'step 2'],
      [5, 'step 3'],
      [60, 'last'],
    ]);
  });

  it('counts from where and by what it is told, and down as well', () => {
    const lines = (yaml: string) => told(yaml).map(([, line]) => line);
    expect(lines('[{ repeat: 3, from: 10, step: 5, line: "{n}/{n}" }]')).toEqual(['10/10', '15/15', '20/20']);
    expect(lines('[{ repeat: 3, from: 0, step: -1, line: "{n}" }]')).toEqual(['0', '-1', '-2']);
  });

  it('brings values of a list, over and over, or such that grow evenly', () => {
    const lines = (values: string) =>
      told(`[{ repeat: 5, values: ${values}, line: "{value}" }]`).map(([, line]) => line);
    expect(lines('["3.0", 2.5]')).toEqual(['3.0', '2.5', '3.0', '2.5', '3.0']);
    expect(lines('{ from: 2.49, by: -0.01 }')).toEqual(['2.49', '2.48', '2.47', '2.46', '2.45']);
    expect(lines('{ from: 0.1, by: 0.1 }')).toEqual(['0.1', '0.2', '0.3', '0.4', '0.5']);
  });

  it('leaves other braces of a line as they are', () =>
    expect(told(`[{ repeat: 1, line: '{"n": {n}, "value": "{value}", "m": {m}}' }]`)).toEqual([
      [undefined, '{"n": 1, "value": "{value}", "m": {m}}'],
    ]));

  it('holds several, and goes from beginning to beginning', () => {
    const yaml = `[{ repeat: 2, every: 10m, lines: ["step {n}", { at: +20s, line: saving }, { at: +10s, line: saved, source: "rank{n}" }] }]`;
    expect(told(yaml)).toEqual([
      [600, 'step 1'],
      [20, 'saving'],
      [10, 'rank1: saved'],
      [570, 'step 2'],
      [20, 'saving'],
      [10, 'rank2: saved'],
    ]);
  });

  it('begins at its own moment', () => {
    const yaml = '[{ repeat: 2, at: "2025-01-02T03:04:05Z", every: 1m, lines: [{ at: +5s, line: a }] }]';
    expect(told(yaml)).toEqual([
      ['03:04:10', 'a'],
      [60, 'a'],
    ]);
    expect(told('[x, { repeat: 2, at: +1h, every: 1m, line: a }]')).toEqual([
      [undefined, 'x'],
      [3600, 'a'],
      [60, 'a'],
    ]);
  });

  it('is played by the clock, and its lines are those of their sources', () => {
    const entries = log(
      '[{ repeat: 2, every: 1s, lines: [{ line: "a{n}", source: r0 }, { line: "b{n}", source: r1 }] }]',
    );
    expect(textsOf(entries)).toEqual([
      { id: 'r0', text: 'a1\na2\n' },
      { id: 'r1', text: 'b1\nb2\n' },
    ]);
    expect(scriptOf(entries)?.happenings).toEqual([
      { after: 1000, lines: { source: 'r0', text: 'a1' } },
      { lines: { source: 'r1', text: 'b1' } },
      { after: 1000, lines: { source: 'r0', text: 'a2' } },
      { lines: { source: 'r1', text: 'b2' } },
    ]);
  });

  it('is bounded, however much is asked for', () => {
    const entries = log('[{ repeat: 100000, lines: [a, b, c] }, d]');
    expect(countSteps(entries)).toBe(300_001);
    expect([...stepsOf(entries)]).toHaveLength(MOST_STEPS);
  });

  const findings = (lines: string) => {
    const text = `tests:\n  - name: a\n    lines: ${lines}\n    expect: { incident: none }\n`;
    const where = folderOf({ 'm.yaml': 'log_signals:\n  - { name: disk, pattern: disk gone }\n', 'm.test.yaml': text });
    return findingsOf(() => loadRuleTests(join(where.cwd, 'm.test.yaml'), where));
  };

  it.each([
    ['without a number', '[{ every: 5s, line: a }]', 'bad_repetition 3:22'],
    ['with values that no line shows', '[{ repeat: 2, values: [1], line: a }]', 'bad_repetition 3:34'],
    ['with a line that shows values which are not there', '[{ repeat: 2, line: "{value}" }]', 'bad_repetition 3:23'],
    ['with a line beside its lines', '[{ repeat: 2, line: a, lines: [b] }]', 'bad_repetition 3:32'],
    [
      'with more time in it than it has',
      '[{ repeat: 2, every: 5s, lines: [a, { at: +6s, line: b }] }]',
      'bad_repetition 3:33',
    ],
    ['with another in it', '[{ repeat: 2, lines: [{ repeat: 2, line: a }] }]', 'bad_repetition 3:44'],
    ['too often', '[{ repeat: 60000, lines: [a, b] }]', 'too_many_entries 3:12'],
    ['more often than can be', '[{ repeat: 100001, line: a }]', 'wrong_value 3:23'],
    ['by no time', '[{ repeat: 2, every: soon, line: a }]', 'wrong_form 3:33'],
    [
      'back in time',
      '[{ at: "2025-01-02T03:04:05Z" }, { repeat: 2, every: 1s, lines: [{ at: "2025-01-02T03:04:04Z", line: a }] }]',
      'time_goes_back 3:83',
    ],
  ])('is refused %s', (_, lines, finding) => expect(brief(findings(lines))).toEqual([finding]));
});
