// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what is tested
import { describe, expect, it } from 'vitest';
import { brief, findingsOf, folderOf } from './files.fixture.js';
import { loadMonitors } from './monitor.js';
import { loadPolicies } from './policy.js';

const env = {};
const where = (text: string, more: Record<string, string> = {}) => ({ ...folderOf({ 'm.yaml': text, ...more }), env });
const load = (text: string, more: Record<string, string> = {}) => loadMonitors(['m.yaml'], where(text, more));
const findings = (text: string, more: Record<string, string> = {}) => findingsOf(() => load(text, more));

describe('files as a training setup has them', () => {
  it('load unchanged', () => {
    const monitor = load(
      `# yaml-language-server: $schema=../../schemas/monitor.schema.json
class_name: SlurmLogMonitor
defaults: [ { /monitoring: megatron_basic }, _self_ ]
poll_interval_seconds: 180
check_interval_seconds: 120
inactivity_threshold_seconds: 1200
log_path_template: "{output_dir}/slurm-\${oc.if:\${slurm.array},%A_%a,%j}.out"
output_paths: []
termination_string: null
termination_command: null
start_condition_cmd: null
log_signals:
  - name: cuda_oom
    pattern: '(?:CUDA out of memory|OutOfMemoryError).*Tried to allocate (?P<size>[\\d.]+\\s*[KMGT]iB)'
    pattern_type: regex
    state: { class_name: CrashState }
    actions: [ { class_name: ErrorNoteAction, note: error } ]
    metadata: { error_type: oom, subsystem: cuda, severity: critical }
    extract_groups: { allocation_size: size }
  - name: saved
    pattern: saved checkpoint
    state: { class_name: SuccessState }
    metadata: { kind: checkpoint }
`,
      {
        'pack/monitoring/megatron_basic.yaml':
          'log_signals: [ { name: cuda_oom, pattern: x }, { name: b, pattern: y } ]',
      },
    );
    expect(monitor.rules.map(({ name }) => name)).toEqual(['cuda_oom', 'b', 'saved']);
    expect(monitor.log_path_template).toBe('{output_dir}/slurm-${oc.if:${slurm.array},%A_%a,%j}.out');
    expect(brief(monitor.warnings)).toEqual(['checkpoint_success 22:12']);
  });

  it('take one name for `defaults`, and refuse what is outside of the pack', () => {
    const base = { 'base.yaml': 'log_signals: [ { name: b, pattern: y } ]' };
    expect(load('defaults: base', base).rules).toHaveLength(1);
    expect(brief(findings('defaults: ../base', base))).toEqual(['unknown_include 1:11']);
    expect(brief(findings('defaults: [ 3, { /monitorin: base } ]', base))).toEqual([
      'wrong_type 1:13',
      'unknown_key 1:18',
    ]);
    const restart = (text: string) => findingsOf(() => loadPolicies('m.yaml', where(text)));
    expect(brief(restart('defaults: [ ../x, m ]\npolicies: []'))).toContain('unknown_include 1:13');
  });
});
