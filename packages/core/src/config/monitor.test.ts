import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brief, findingsOf, folderOf } from './files.fixture.js';
import { printFinding } from './finding.js';
import { loadMonitors } from './monitor.js';

const load = (text: string, more: Record<string, string> = {}) =>
  loadMonitors(['m.yaml'], folderOf({ 'm.yaml': text, ...more }));
const findings = (text: string, more: Record<string, string> = {}) => findingsOf(() => load(text, more));

const base = `
log_signals:
  - { name: one, pattern: one }
  - { name: two, pattern: two }
  - { name: three, pattern: three }
`;

describe('what is accepted', () => {
  it('takes every key of a full monitor', () => {
    const monitor = load(`
class_name: SlurmLogMonitor
poll_interval_seconds: 180
check_interval_seconds: 120
inactivity_threshold_seconds: 1200
log_path_template: "{output_dir}/slurm-\${oc.if:\${slurm.array},%A_%a,%j}.out"
output_paths: []
termination_string: null
termination_command: null
start_condition_cmd: null
start_condition_interval_seconds: null
log_signals:
  - name: cuda_oom
    pattern: 'CUDA out of memory.*Tried to allocate (?P<size>[\\d.]+\\s*[KMGT]iB)'
    pattern_type: regex
    state: { class_name: CrashState }
    actions: [ { class_name: ErrorNoteAction, note: error } ]
    metadata: { error_type: oom, subsystem: cuda, severity: critical, issue: 7 }
    extract_groups: { allocation_size: size }
    flags: i
    unless: 'help text'
    lines: 40
    symptom_of: [hardware]
    latent: 30m
    remedy: Buy memory.
    status: stable
    tests: [ { log: x, expect: none } ]
`);
    expect(monitor).toMatchObject({ class_name: 'SlurmLogMonitor', poll_interval_seconds: 180, hold_seconds: 30 });
    expect(monitor.termination_string).toBeUndefined();
    expect(monitor.rules[0]).toEqual({
      name: 'cuda_oom',
      ref: { id: 'cuda_oom', file: 'm.yaml' },
      pattern: 'CUDA out of memory.*Tried to allocate (?P<size>[\\d.]+\\s*[KMGT]iB)',
      pattern_type: 'regex',
      flags: 'i',
      unless: 'help text',
      lines: 40,
      extract_groups: { allocation_size: 'size' },
      kind: 'error',
      mode: 'crash',
      error_type: 'oom',
      subsystem: 'cuda',
      severity: 'critical',
      symptom_of: ['hardware'],
      latent: 1_800_000,
      remedy: 'Buy memory.',
      actions: [{ class_name: 'ErrorNoteAction', note: 'error' }],
      metadata: { issue: 7 },
    });
    expect(monitor.origins.get('cuda_oom')).toMatchObject({ line: 13, column: 5, status: 'stable' });
  });

  it('fills in defaults', () => {
    expect(load('log_signals: []')).toMatchObject({
      class_name: 'LogMonitor',
      poll_interval_seconds: 30,
      check_interval_seconds: 30,
      inactivity_threshold_seconds: 1800,
      hold_seconds: 30,
      rules: [],
    });
    expect(load(`class_name: NullMonitor${base}`).rules).toEqual([]);
  });
});

describe('composition', () => {
  const names = (text: string) =>
    load(text, { 'base.yaml': base }).rules.map(({ name, pattern }) => `${name}=${pattern}`);

  it('tells of two files that have a rule of one name by chance, and not of one that means it', () => {
    const other = '\nlog_signals:\n  - { name: two, pattern: other }\n';
    const warned = (files: Record<string, string>) => brief(load(files['m.yaml'] as string, files).warnings);
    const both = 'defaults: [base, other]\nlog_signals: []\n';
    expect(warned({ 'm.yaml': both, 'base.yaml': base, 'other.yaml': other })).toEqual(['name_clash 3:5']);
    expect(warned({ 'm.yaml': both, 'base.yaml': base, 'other.yaml': `defaults: [base]${other}` })).toEqual([]);
    expect(warned({ 'm.yaml': `defaults: [base]${other}`, 'base.yaml': base })).toEqual([]);
    const where = folderOf({ 'm.yaml': base, 'other.yaml': other });
    expect(loadMonitors(['m.yaml', 'other.yaml'], where).warnings).toEqual([]);
  });

  it('merges rules by name, in place, and disables those without a pattern', () => {
    const own = 'log_signals:\n  - { name: two, pattern: TWO }\n  - { name: one }\n  - { name: four, pattern: four }\n';
    expect(names(`defaults: [base]\n${own}`)).toEqual(['two=TWO', 'three=three', 'four=four']);
    expect(names(`defaults: [_self_, base]\n${own.replace('  - { name: one }\n', '')}`)).toEqual([
      'two=two',
      'four=four',
      'one=one',
      'three=three',
    ]);
    expect(names('defaults: [ /monitoring: base ]')).toEqual(['one=one', 'two=two', 'three=three']);
  });

  it('takes a file beside it before one of a pack, and a pack for a file of the same name', () => {
    const where = folderOf({
      'default.yaml': 'defaults: [default, other]',
      'other.yaml': 'log_signals: [ { name: beside, pattern: x } ]',
      'pack/monitoring/default.yaml': 'log_signals: [ { name: packed, pattern: x } ]',
      'pack/monitoring/other.yaml': 'log_signals: [ { name: hidden, pattern: x } ]',
    });
    expect(loadMonitors(['default.yaml'], where).rules.map(({ name }) => name)).toEqual(['packed', 'beside']);
    expect(loadMonitors(['default', 'other'], where).rules.map(({ name }) => name)).toEqual(['packed', 'hidden']);
  });

  it('lets the last monitor win settings that it names', () => {
    const where = folderOf({
      'a.yaml': 'poll_interval_seconds: 5\ncheck_interval_seconds: 7',
      'b.yaml': 'poll_interval_seconds: 6',
    });
    expect(loadMonitors(['a.yaml', 'b.yaml'], where)).toMatchObject({
      names: ['a.yaml', 'b.yaml'],
      poll_interval_seconds: 6,
      check_interval_seconds: 7,
    });
  });

  it('refuses cycles, unknown names, and what lies outside', () => {
    expect(brief(findings('defaults: [b]', { 'b.yaml': 'defaults: [m]' }))).toEqual(['include_cycle 1:12']);
    const [unknown] = findings('defaults: [megatron_basix]', { 'pack/monitoring/megatron_basic.yaml': base });
    expect(unknown).toMatchObject({
      code: 'unknown_include',
      line: 1,
      column: 12,
      remedy: 'Did you mean `megatron_basic`?',
    });
    expect(brief(findings('defaults: [../m, /etc/passwd]'))).toEqual(['unknown_include 1:12', 'unknown_include 1:18']);
    const where = folderOf({ 'inside/m.yaml': 'defaults: [linked]', 'outside.yaml': base });
    symlinkSync(join(where.cwd, 'outside.yaml'), join(where.cwd, 'inside/linked.yaml'));
    expect(findingsOf(() => loadMonitors(['inside/m.yaml'], where))[0]?.message).toContain('outside');
    expect(findingsOf(() => loadMonitors(['nothing'], where))[0]).toMatchObject({
      code: 'unknown_monitor',
      file: 'nothing',
    });
  });
});

describe('findings', () => {
  it('come all at once, with place and remedy', () => {
    const found = findings(`poll_intervall_seconds: 3
check_interval_seconds: soon
log_signals:
  - pattern: x
  - name: b
    pattern: y
    state: { class_name: CrashStat }
    actions: [ { class_name: ErrorNoteAction, not: 1 }, { class_name: ExecutionAction } ]
    latent: long
  - { name: c, pattern: z, metadata: { severity: bad } }
`);
    expect(brief(found).sort()).toEqual(
      [
        'unknown_key 1:1',
        'wrong_type 2:25',
        'missing_key 4:5',
        'unknown_class 7:26',
        'unknown_key 8:47',
        'missing_key 8:57',
        'wrong_form 9:13',
        'unknown_word 10:50',
      ].sort(),
    );
    const [first] = found.filter(({ line }) => line === 1);
    expect(first && printFinding(first)).toMatch(
      /m\.yaml:1:1: unknown key `poll_intervall_seconds`\. Did you mean `poll_interval_seconds`\?$/,
    );
    expect(found.find(({ code }) => code === 'unknown_class')?.remedy).toContain('`CrashState`');
  });

  it('name what RE2 cannot do and the way out', () => {
    const found = findings(`log_signals:
  - name: a
    pattern: 'error(?! count)'
  - name: b
    pattern: '(x'
    unless: '(?<=y)'
  - { name: c, pattern: 'x(?P<size>y)', extract_groups: { a: sise } }
  - { name: d, pattern: x, when: { count: 2 } }
`);
    expect(brief(found)).toEqual([
      'bad_pattern 3:14',
      'bad_pattern 5:14',
      'bad_unless 6:13',
      'bad_extract_groups 7:57',
    ]);
    expect(found[0]).toMatchObject({
      message: expect.stringContaining('lookahead'),
      remedy: expect.stringContaining('`unless`'),
    });
  });

  it('find a rule without a pattern, and one that is there twice', () => {
    expect(
      brief(findings('log_signals:\n  - name: a\n  - { name: b, pattern: x }\n  - { name: b, pattern: y }')),
    ).toEqual(['missing_pattern 2:5', 'duplicate_rule 4:5']);
  });

  it('say where an interpolation cannot be understood', () => {
    expect(brief(findings(`poll_interval_seconds: \${oc.env:POLL}`))).toEqual(['unset_variable 1:24']);
  });

  it('warn of a checkpoint that is taken for success, and of unknown causes', () => {
    const monitor = load(`log_signals:
  - name: saved
    pattern: saved
    state: { class_name: SuccessState }
    metadata: { kind: checkpoint }
    symptom_of: [oomm]
`);
    expect(monitor.rules[0]).toMatchObject({ kind: 'checkpoint' });
    expect(monitor.rules[0]).not.toHaveProperty('mode');
    expect(brief(monitor.warnings)).toEqual(['checkpoint_success 4:12', 'unknown_cause 6:18']);
  });

  it('warn of a state that is moved at once where nothing tells of its end', () => {
    const monitor = load(`log_signals:
  - { name: a, pattern: x, state: { class_name: StalledState, at_once: true }, remedy: r }
  - { name: b, pattern: y, state: { class_name: DegradedState } }
  - { name: c, pattern: z, state: { class_name: DegradedState }, when: { count: 2, within: 1m } }
  - { name: d, pattern: 'age (?P<age>\\d+)', state: { class_name: DegradedState }, when: { value: "fields.age > 600.0" } }
  - { name: e, pattern: v, state: { class_name: TimeoutState }, remedy: r }
`);
    expect(brief(monitor.warnings)).toEqual(['shown_for_ever 2:35', 'shown_for_ever 3:35', 'shown_for_ever 4:35']);
  });
});
