import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brief, findingsOf, folderOf } from '../files.fixture.js';
import { loadRuleTests } from './rule-tests.js';

const monitor = 'log_signals:\n  - { name: disk, pattern: disk gone, metadata: { error_type: mine } }\n';
const policy = 'class_name: AlwaysRestartPolicy\n';
const files = { 'm.yaml': monitor, 'pack/monitoring/default.yaml': monitor, 'pack/restart/again.yaml': policy };
const one = 'tests:\n  - { name: a, lines: disk gone, expect: { signals: [disk] } }\n';

function load(text: string, path = 'm.test.yaml', more: Readonly<Record<string, string>> = {}) {
  const where = folderOf({ ...files, ...more, [path]: text });
  return loadRuleTests(join(where.cwd, path), where);
}
const findings = (text: string, ...more: [string?, Record<string, string>?]) => findingsOf(() => load(text, ...more));

describe('a file of tests', () => {
  it('takes every key', () => {
    const { cases, warnings } = load(`
description: all there is
monitor: [default]
restart: again
tests:
  - name: everything
    description: it must
    sources: { rank0.log: [one, two], rank1.log: "three\\n" }
    job: { state: failed, after: 90s, exit_code: 1, signal: SIGKILL, reason: NODE_FAIL, platform: slurm, nodes: [a] }
    expect:
      signals: [disk, job_failed]
      none: []
      progress: { step: 5 }
      incident: { root: disk, error_type: mine, mode: crash, explains: 0, source: rank0.log, line: 1, confidence: high, ignored: false }
      state: failed
      decision: { action: restart, reason: x, mode: crash, error_type: mine, restarts_used: 0, max_retries: 3 }
  - { name: nothing, lines: "", restart: null, monitor: m, expect: { signals: none, incident: none, progress: none, decision: none } }
`);
    expect(warnings).toEqual([]);
    expect(cases.map(({ name, line, monitor, policy }) => [name, line, monitor.names, policy?.name])).toEqual([
      ['everything', 6, [expect.stringMatching(/pack\/monitoring\/default\.yaml$/)], 'again'],
      ['nothing', 17, [expect.stringMatching(/m\.yaml$/)], undefined],
    ]);
    expect(cases[0]).toMatchObject({
      sources: [
        { id: 'rank0.log', text: 'one\ntwo\n' },
        { id: 'rank1.log', text: 'three\n' },
      ],
      ending: { status: { job: { id: 'slurm:1' }, state: 'failed', exit_code: 1, nodes: ['a'] }, after: 90_000 },
    });
    expect(cases[1]?.sources).toEqual([{ id: 'log', text: '' }]);
    expect(cases[1]).not.toHaveProperty('ending');
  });

  it('is about the monitor or the policy of its name', () => {
    expect(load(one).cases[0]?.monitor.names).toEqual([expect.stringMatching(/m\.yaml$/)]);
    const [about] = load(one, 'p.test.yaml', { 'p.yaml': policy }).cases;
    expect([about?.monitor.names, about?.policy?.name]).toEqual([[expect.stringMatching(/default\.yaml$/)], 'p']);
    expect(brief(findings(one, 'alone.test.yaml'))).toEqual(['unknown_monitor 1:1']);
  });

  it('takes the file of a name that fits: a policy is no monitor', () => {
    const both = { 'again.yaml': monitor };
    const [first] = load(`restart: again\n${one}`, 'm.test.yaml', both).cases;
    expect(first?.policy?.file).toMatch(/pack\/restart\/again\.yaml$/);
    expect(load(`monitor: sub/n.yaml\n${one}`, 'x.test.yaml', { 'sub/n.yaml': monitor }).cases).toHaveLength(1);
  });

  it('is refused with every finding at once, each at its place', () => {
    expect(brief(findings('tests: []\nmonitr: x\n')).sort()).toEqual(['unknown_key 2:1', 'wrong_value 1:8']);
    const wrong = `tests:
  - name: a
    lines: x
    job: { state: crashed, after: soon, exitcode: 1 }
    expect: { signals: some, incident: { rot: disk }, decision: { action: retry }, stat: failed }
  - { name: b, lines: 3 }
  - { name: c, lines: x, expect: {} }
`;
    expect(brief(findings(wrong)).sort()).toEqual(
      [
        'unknown_word 4:19',
        'wrong_form 4:35',
        'unknown_key 4:41',
        'wrong_form 5:24',
        'unknown_key 5:42',
        'unknown_word 5:75',
        'unknown_key 5:84',
        'wrong_type 6:23',
        'missing_key 6:5',
        'wrong_value 7:34',
      ].sort(),
    );
    expect(findings(wrong).find(({ line, code }) => line === 5 && code === 'wrong_form')?.remedy).toMatch(/or `none`/);
    expect(brief(findings(''))).toEqual(['empty_file 1:1']);
  });

  it('names what is not there, and the nearest that is', () => {
    const wrong = `tests:
  - name: a
    lines: x
    expect: { signals: [dsk], none: [disk, stall_no_step], incident: { root: dik, source: rank9, error_type: omm }, decision: { action: stop } }
  - { name: a, lines: x, sources: { y: z }, expect: { signals: [disk], none: [disk] } }
  - { name: c, expect: { incident: none } }
`;
    const found = findings(wrong);
    expect(brief(found)).toEqual([
      'unknown_rule 4:25',
      'unknown_rule 4:44',
      'unknown_error_type 4:110',
      'unknown_rule 4:78',
      'unknown_source 4:91',
      'decision_without_policy 4:127',
      'duplicate_test 5:13',
      'two_logs 5:23',
      'expected_and_forbidden 5:79',
      'no_log 6:5',
    ]);
    expect(found.slice(0, 4).map(({ remedy }) => remedy)).toEqual([
      'Did you mean `disk`?',
      'Did you mean `stall_no_steps`?',
      'Did you mean `oom`?',
      'Did you mean `disk`?',
    ]);
  });

  it('tells once that what judges it cannot be used', () => {
    const two = `${one}  - { name: b, lines: x, expect: { signals: none } }\n`;
    expect(brief(findings(`monitor: defalt\nrestart: agin\n${two}`))).toEqual([
      'unknown_monitor 1:10',
      'unknown_policy 2:10',
    ]);
    const decided = 'restart: agin\ntests:\n  - { name: a, lines: x, expect: { decision: { action: stop } } }\n';
    expect(brief(findings(decided))).toEqual(['unknown_policy 1:10']);
    const [broken] = findings(two, 'm.test.yaml', { 'm.yaml': 'log_signals: [ { name: a, pattern: "(" } ]' });
    expect(broken).toMatchObject({ code: 'unusable_monitor', line: 1, remedy: expect.stringContaining('rules lint') });
  });

  it('says what happens when, with sources, blindness and the job on one clock', () => {
    const [first] = load(`tests:
  - name: a
    lines:
      - plain
      - { at: "2025-01-02T03:04:05Z", line: disk gone, source: rank3 }
      - { at: +90s, source: rank3, blind: stale file handle }
      - { at: 30, source: rank3, blind: false }
      - { at: +5m, job: unknown }
      - { at: +1h }
      - { job: { state: failed, exit_code: 1, platform: slurm, nodes: [n1] } }
    expect: { signals: [{ signal: disk, count: 1, at: +2m, source: rank3 }], states: [running, { state: failed, at: +1h }] }
`).cases;
    expect(first?.script).toEqual({
      platform: 'slurm',
      happenings: [
        { lines: { source: 'log', text: 'plain' } },
        { at: Date.UTC(2025, 0, 2, 3, 4, 5), lines: { source: 'rank3', text: 'disk gone' } },
        { after: 90_000, blind: { source: 'rank3', error: 'stale file handle' } },
        { after: 30_000, blind: { source: 'rank3' } },
        { after: 300_000, job: { unknown: 'it does not answer' } },
        { after: 3_600_000 },
        { job: { state: 'failed', exit_code: 1, nodes: ['n1'] } },
      ],
    });
    expect(first?.sources).toEqual([
      { id: 'log', text: 'plain\n' },
      { id: 'rank3', text: 'disk gone\n' },
    ]);
    const ended =
      'tests: [{ name: a, lines: [{ line: x }], job: { state: failed, after: 5m }, expect: { signals: none } }]';
    expect(load(ended).cases[0]?.script?.happenings.at(-1)).toEqual({ after: 300_000, job: { state: 'failed' } });
    expect(load(one).cases[0]).not.toHaveProperty('script');
  });

  it('refuses what cannot happen, at its place', () => {
    const wrong = `tests:
  - name: a
    lines:
      - { at: "2025-01-02T03:04:05Z", job: { state: running } }
      - { at: "2025-01-02T03:04:04Z", line: x }
    job: { state: failed }
    expect: { signals: [{ signal: dsk, count: 1 }], none: [{ signal: dik, source: b }], decisions: [stop], incident: { explained: [dosk] } }
`;
    expect(brief(findings(wrong)).sort()).toEqual(
      [
        'time_goes_back 5:15',
        'two_jobs 6:10',
        'unknown_rule 7:35',
        'unknown_rule 7:70',
        'unknown_source 7:83',
        'decision_without_policy 7:100',
        'unknown_rule 7:132',
      ].sort(),
    );
    const form = `tests:
  - name: a
    lines: [{ at: soon, line: x }, { lin: x }, { job: { state: crashed } }, { job: gone }]
    expect: { states: [faild], signals: [{ signal: disk, count: 0 }] }
`;
    expect(brief(findings(form)).sort()).toEqual(
      [
        'wrong_form 3:19',
        'unknown_key 3:38',
        'unknown_word 3:64',
        'wrong_form 3:84',
        'wrong_form 4:24',
        'wrong_value 4:65',
      ].sort(),
    );
  });
});
