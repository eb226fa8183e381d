// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what is tested
import { describe, expect, it } from 'vitest';
import { brief, findingsOf, folderOf } from '../files.fixture.js';
import { printFinding } from '../finding.js';
import { loadMonitors } from '../monitor.js';
import { loadPolicies } from '../policy.js';

const env = { POLL: '7', LOGS: '/logs', SECRET: 'hunter(2', EMPTY: '' };
const where = (text: string, more: Record<string, string> = {}) => ({ ...folderOf({ 'm.yaml': text, ...more }), env });
const load = (text: string, more: Record<string, string> = {}) => loadMonitors(['m.yaml'], where(text, more));
const findings = (text: string, more: Record<string, string> = {}) => findingsOf(() => load(text, more));
const path = (text: string) => load(`check_interval_seconds: 9\nlog_path_template: '${text}'`).log_path_template;

describe('what is worked out', () => {
  it.each([
    ['${oc.env:LOGS}/a', '/logs/a'],
    ['${oc.env:NONE,/tmp}/a', '/tmp/a'],
    ['${oc.env:NONE,${oc.env:LOGS}}', '/logs'],
    ['x-${check_interval_seconds}.log', 'x-9.log'],
    ['x-${monitoring.check_interval_seconds}.log', 'x-9.log'],
    ['x-${.check_interval_seconds}.log', 'x-9.log'],
    ['${check_interval_seconds}', '9'],
    ['${oc.if:${oc.env:EMPTY},a,b}', 'b'],
    ['${oc.if:true,{output_dir}/a,b}.log', '{output_dir}/a.log'],
    ['${oc.select:nothing,x}', 'x'],
    ['\\${kept}', '${kept}'],
  ])('%s', (text, wanted) => expect(path(text)).toBe(wanted));

  it.each([
    ['${slurm.log}', '${slurm.log}'],
    ['a-${oc.if:${slurm.array},%A_%a,%j}.out', 'a-${oc.if:${slurm.array},%A_%a,%j}.out'],
    ['${oc.env:LOGS}/${job.id}', '/logs/${job.id}'],
    ['${oc.if:${slurm.array},${oc.env:LOGS},%j}', '${oc.if:${slurm.array},/logs,%j}'],
    ['\\${kept}-${slurm.x}', '\\${kept}-${slurm.x}'],
  ])('but what only the run knows stays a text: %s', (text, wanted) => expect(path(text)).toBe(wanted));

  it('typed, over all included files, and beside a value', () => {
    const monitor = load(
      `defaults: [base, _self_]
poll_interval_seconds: \${oc.env:POLL}
log_signals:
  - { name: a, pattern: 'x\\\${y', flags: i, metadata: { error_type: oom, subsystem: '\${.error_type}' } }
  - { name: b, pattern: '\${..0.pattern}', tests: [ { log: '\${literal}', expect: none } ] }
`,
      { 'base.yaml': 'inactivity_threshold_seconds: ${poll_interval_seconds}\ncheck_interval_seconds: 5' },
    );
    expect(monitor).toMatchObject({ poll_interval_seconds: 7, inactivity_threshold_seconds: 7 });
    expect(monitor.rules).toMatchObject([{ pattern: 'x\\${y', subsystem: 'oom' }, { pattern: 'x\\${y' }]);
  });

  it('in policies, which may build on others', () => {
    const { policies } = loadPolicies(
      'm.yaml',
      where(
        `defaults: [base, _self_]
policies:
  - mode: crash
    implementation: { class_name: AlwaysRestartPolicy, max_retries: '\${oc.env:POLL}', reason: '\${job.name}' }
`,
        {
          'base.yaml': `policies:
  - { mode: crash, implementation: { class_name: NoRestartPolicy } }
  - { mode: stall, implementation: { class_name: NoRestartPolicy } }
`,
        },
      ),
    );
    expect(policies.crash).toMatchObject({ class_name: 'AlwaysRestartPolicy', max_retries: 7 });
    expect(policies.crash?.reason).toBe('${job.name}');
    expect(policies.stall?.class_name).toBe('NoRestartPolicy');
  });
});

describe('what is refused', () => {
  it('comes all at once, with place and remedy', () => {
    const found = findings(`poll_interval_seconds: \${slurm.poll}
check_interval_seconds: \${chek_interval_seconds}
name: \${description}
description: x \${name}
log_path_template: \${oc.envv:A}
termination_string: \${oc.env:NOT_SET}
termination_command: 'a \${b'
output_paths: [ '\${slrum.x}' ]
log_signals:
  - { name: a, pattern: '\${job.name}' }
`);
    expect(brief(found).sort()).toEqual(
      [
        'unresolved_interpolation 1:24',
        'unknown_interpolation 2:25',
        'interpolation_cycle 3:7',
        'interpolation_cycle 4:14',
        'unknown_resolver 5:20',
        'unset_variable 6:21',
        'bad_interpolation 7:22',
        'unknown_interpolation 8:17',
        'unresolved_interpolation 10:25',
      ].sort(),
    );
    const remedy = (line: number) => found.find((one) => one.line === line)?.remedy;
    expect([remedy(2), remedy(5), remedy(8)]).toEqual([
      'Did you mean `check_interval_seconds`?',
      'Did you mean `oc.env`?',
      'Did you mean `slurm`?',
    ]);
  });

  it('never shows the value of a variable', () => {
    const secret = '${oc.env:SECRET}';
    const found = findings(`poll_interval_seconds: ${secret}
class_name: ${secret}
name: '\${${secret}}'
output_paths: ['${secret}', [ '${secret}' ]]
log_signals:
  - { name: a, pattern: '${secret}' }
  - { name: b, pattern: x, metadata: { severity: 'x${secret}' } }
`);
    const broken = findings(`log_signals:\n  - { name: a, pattern: '${secret}' }`);
    expect(brief(broken)).toEqual(['bad_pattern 2:25']);
    expect(found.length).toBeGreaterThanOrEqual(5);
    for (const finding of [...found, ...broken]) expect(printFinding(finding)).not.toMatch(/hunter/);
  });

  it('grows without end', () => {
    const rows = Array.from({ length: 40 }, (_, i) => `      a${i}: [ '\${..a${i + 1}}', '\${..a${i + 1}}' ]`);
    const text = `log_signals:\n  - name: a\n    pattern: x\n    metadata:\n${rows.join('\n')}\n      a40: x\n`;
    expect(findings(text).every(({ code }) => code === 'interpolation_bomb')).toBe(true);
    expect(findings(`name: '${'${'.repeat(10_000)}'`)[0]?.code).toBe('bad_interpolation');
  });
});
