import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brief, findingsOf, folderOf } from './files.fixture.js';
import { monitorLinter } from './lint/lint-monitor.js';
import { loadMonitors } from './monitor.js';
import { loadPolicies } from './policy.js';
import { loadRuleTests } from './rule-tests/rule-tests.js';

const env = {};

describe('mistakes of every sort in one file are told at once', () => {
  it('of a monitor: keys, interpolations, components, patterns, names, templates', () => {
    const where = {
      ...folderOf({
        'm.yaml': `poll_interval_second: 3
log_path_template: '{nope}/x'
inactivity_threshold_seconds: '\${oc.env:NOT_SET}'
log_signals:
  - { name: a, pattern: 'foo(?!bar)' }
  - { name: b, patern: x }
  - { name: c, pattern: x, state: { class_name: CrashStat } }
  - { name: d, pattern: boom, symptom_of: [b], actions: [ { class_name: ExecutionAction, command: [echo, '{runid}'] } ] }
  - { name: e, pattern: boom, extract_groups: { a: nothere } }
  - { name: e, pattern: bang }
  - { name: c }
`,
      }),
      env,
    };
    const wanted = [
      'unknown_key 1:1',
      'bad_log_path 2:20',
      'unset_variable 3:31',
      'bad_pattern 5:25',
      'unknown_key 6:16',
      'unknown_class 7:49',
      'bad_action 8:106',
      'duplicate_rule 10:5',
      'duplicate_rule 11:5',
    ];
    const inOrder = (found: ReturnType<typeof findingsOf>) =>
      brief([...found].sort((a, b) => a.line - b.line || a.column - b.column));
    expect(inOrder(findingsOf(() => loadMonitors(['m.yaml'], where)))).toEqual(wanted);
    expect(inOrder(monitorLinter(where)(join(where.cwd, 'm.yaml')))).toEqual(wanted);
  });

  it('of a monitor that includes one with mistakes: a rule that is wrong there can still be switched off', () => {
    const where = folderOf({
      'm.yaml': 'defaults: base\nlog_signals: [ { name: a }, { name: b, pattern: "(" } ]',
      'base.yaml': 'log_signals: [ { name: a, patern: x, pattern: y } ]',
    });
    expect(brief(findingsOf(() => loadMonitors(['m.yaml'], where)))).toEqual(['unknown_key 1:27', 'bad_pattern 2:49']);
  });

  it('of a restart file', () => {
    const where = folderOf({
      'p.yaml': `policies:
  - mode: crash
    implementation:
      class_name: SelectiveRestartPolicy
      max_retry: 3
      stop_reason: 'because of {eror_type}'
      restart_on_error_types: [nccl, oom]
      exclude_error_types: [oom]
  - { mode: crash, implementation: { class_name: NoRestartPolicie } }
  - { mode: stal, implementation: { class_name: NoRestartPolicy } }
`,
      'q.yaml': 'policies: { mode: crash }',
      'r.yaml': 'policies: [ 3, { mode: crash } ]',
    });
    const of = (name: string) => brief(findingsOf(() => loadPolicies(name, where))).sort();
    expect(of('p.yaml')).toEqual([
      'bad_template 6:20',
      'duplicate_mode 9:36',
      'restarted_and_excluded 7:38',
      'unknown_class 9:50',
      'unknown_key 5:7',
      'unknown_word 10:13',
    ]);
    expect(of('q.yaml')).toEqual(['wrong_type 1:11']);
    expect(of('r.yaml').map((one) => one.split(' ')[0])).toContain('wrong_type');
  });

  it('of a file of tests', () => {
    const where = folderOf({
      'm.yaml': 'log_signals: [ { name: a, pattern: boom } ]',
      'm.test.yaml': `tests:
  - { name: x, linez: boom, expect: { signals: [a] } }
  - { name: y, lines: boom, expect: { signals: [b] } }
  - { name: x, expect: { state: failed } }
surprise: 1
`,
    });
    expect(brief(findingsOf(() => loadRuleTests(join(where.cwd, 'm.test.yaml'), where)))).toEqual([
      'unknown_key 5:1',
      'unknown_key 2:16',
      'unknown_rule 3:49',
      'no_log 4:5',
    ]);
  });
});

describe('a file that is no text in UTF-8', () => {
  it.each<[string, Buffer, string]>([
    ['UTF-16 with a mark', Buffer.from('\uFEFFlog_signals: []', 'utf16le'), 'not_utf8 1:1'],
    ['UTF-16 without one', Buffer.from('log_signals: []', 'utf16le'), 'not_utf8 1:2'],
    ['Latin-1', Buffer.from('log_signals:\n  - { name: a, pattern: Müll }', 'latin1'), 'not_utf8 2:26'],
    ['binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff]), 'not_utf8 1:5'],
  ])('%s', (_, bytes, wanted) => {
    const where = folderOf({});
    writeFileSync(join(where.cwd, 'm.yaml'), bytes);
    expect(brief(findingsOf(() => loadMonitors(['m.yaml'], where)))).toEqual([wanted]);
  });

  it('a mark of UTF-8 is no fault', () => {
    const where = folderOf({ 'm.yaml': '\uFEFFlog_signals: [ { name: a, pattern: Müll } ]' });
    expect(loadMonitors(['m.yaml'], where).rules.map(({ pattern }) => pattern)).toEqual(['Müll']);
  });
});
