import { describe, expect, it } from 'vitest';
import type { Incident, Rule, Signal } from '../../contract.js';
import { selectiveRestartPolicy } from '../../policy/selective.js';
import { compose } from '../compose.js';
import { folderOf } from '../files.fixture.js';
import { loadPolicies } from '../policy.js';
import { conflictLinter, saysOf } from './lint-conflicts.js';

const line = 'NCCL error: rank 3 says CUDA out of memory';
const rule = (name: string, pattern: string, type: string, more = '') =>
  `{ name: ${name}, pattern: '${pattern}', state: { class_name: CrashState }, metadata: { error_type: ${type} }${more} }`;
const tests = `, tests: [ { log: '${line}', expect: {} } ]`;
const nccl = rule('nccl_error', 'NCCL error', 'link');
const oom = (more = '') => rule('cuda_oom', 'CUDA out of memory', 'memory', more + tests);
const policy =
  'class_name: SelectiveRestartPolicy\nrestart_on_error_types: [link]\nexclude_error_types: [memory]\ndefault_action: restart\n';

function conflicts(rules: readonly string[], text = policy, head = '') {
  const log_signals = rules.map((one) => `  - ${one}\n`).join('');
  const where = folderOf({ 'm.yaml': `${head}log_signals:\n${log_signals}`, 'p.yaml': text });
  return conflictLinter(where)([`${where.cwd}/m.yaml`], loadPolicies(`${where.cwd}/p.yaml`, where), () => true);
}
const found = (...given: Parameters<typeof conflicts>) =>
  conflicts(...given).map(({ code, line }) => `${code} ${line}`);

describe('two rules that hit one line, of which the policy restarts one and excludes the other', () => {
  it('are told of, with the line and with what wins there', () => {
    const [finding, ...others] = conflicts([nccl, oom()]);
    expect(finding).toMatchObject({ code: 'conflicting_policy', level: 'warning', line: expect.any(Number) });
    expect(finding?.message).toContain(`both hit \`${line}\`; by precedence \``);
    expect(finding?.message).toMatch(
      /`nccl_error` \(link\) restarted and `cuda_oom` \(memory\) excluded.*`nccl_error` wins/,
    );
    expect(finding?.remedy).toContain('tests of `nccl_error` alone');
    expect(others).toEqual([]);
    // Severity goes before order.
    const severe = rule('cuda_oom', 'CUDA out of memory', 'memory').replace(
      'error_type: memory',
      '$&, severity: fatal',
    );
    const [fatal] = conflicts([rule('nccl_error', 'NCCL error', 'link', tests), severe]);
    expect(fatal?.message).toMatch(
      /`cuda_oom` \(memory\) excluded and `nccl_error` \(link\) restarted.*`cuda_oom` wins/,
    );
  });

  it('are in order where the one that wins shows the line, and the other does not', () => {
    const winner = rule('nccl_error', 'NCCL error', 'link', tests);
    expect(found([winner, rule('cuda_oom', 'CUDA out of memory', 'memory')])).toEqual([]);
    expect(found([winner, oom()])).toEqual(['conflicting_policy 3']);
  });

  it('may say which is a consequence of which', () => {
    expect(found([nccl, oom(', symptom_of: [link]')])).toEqual([]);
    expect(found([nccl, oom(", symptom_of: ['*']")])).toEqual([]);
    expect(found([rule('nccl_error', 'NCCL error', 'link', ', symptom_of: [cuda_oom]'), oom()])).toEqual([]);
  });

  it('are of two types, and both meant by the policy', () => {
    expect(found([nccl, oom()], policy.replace('[memory]', '[storage]'))).toEqual([]);
    expect(found([nccl, oom()], policy.replace('[link]', '[storage]'))).toEqual([]);
    expect(found([nccl, rule('b', 'CUDA out of memory', 'link', tests)])).toEqual([]);
  });

  it('need no conflict on lines that only one of them hits', () => {
    expect(found([nccl, rule('b', 'out of memory on the host', 'memory', tests)])).toEqual([]);
  });
});

it('what it takes a policy to say is what the policy decides', () => {
  const where = folderOf({
    'm.yaml': `log_signals:\n  - ${nccl}\n  - ${oom()}\n  - ${rule('disk', 'disk gone', 'storage')}\n`,
  });
  const rules = compose([`${where.cwd}/m.yaml`], where).rules.map((one) => one.rule);
  const lists = ['error_types', 'subsystems', 'signals'] as const;
  for (const list of lists)
    for (const verb of ['exclude', 'restart_on'] as const) {
      const config = { class_name: 'SelectiveRestartPolicy', [`${verb}_${list}`]: ['memory', 'storage', 'cuda_oom'] };
      const opposite = verb === 'exclude' ? 'restart' : 'stop';
      for (const rule of rules) {
        const said = saysOf(config, rule);
        const decided = decision({ ...config, default_action: opposite }, rule);
        expect([said, rule.name]).toEqual([
          decided === opposite ? undefined : verb === 'exclude' ? 'excluded' : 'restarted',
          rule.name,
        ]);
      }
    }
});

function decision(config: object, { name, error_type, subsystem, kind, severity, symptom_of, metadata }: Rule) {
  const root = {
    id: '1',
    name,
    error_type,
    subsystem,
    kind,
    severity,
    symptom_of,
    metadata,
    fields: {},
  } as unknown as Signal;
  const incident: Incident = {
    id: 'a/1/1',
    mode: 'crash',
    root,
    signals: [root],
    explained: [],
    progress: 'unknown',
    confidence: 'high',
  };
  const ledger = { by_mode: {}, by_type: {}, total: 0, failures: [] };
  return selectiveRestartPolicy(config).decide({ incident, ledger, now: 0, random: 0 }).action;
}
