import { describe, expect, it } from 'vitest';
import type { ComponentConfig } from '../contract.js';
import { brief, findingsOf, folderOf } from './files.fixture.js';
import { loadPolicies } from './policy.js';
import { policyConfig } from './policy-config.js';

const meant = (config: ComponentConfig | undefined) => policyConfig(config as ComponentConfig);

const load = (text: string) => loadPolicies('p.yaml', folderOf({ 'p.yaml': text }));

it('fills in defaults and turns durations into ms', () => {
  const { policies } = load(`
policies:
  - mode: crash
    implementation:
      class_name: SelectiveRestartPolicy
      restart_on_error_types: [nccl, hang]
      restart_on_subsystems: [distributed]
      restart_on_signals: [cuda_hang]
      exclude_error_types: [oom, exception]
      budgets: { nccl: 5, storage: 1 }
      backoff: { initial: 30s, max: 1h }
      reset_after: { steps: 500 }
      same_failure: 2
      exclude_nodes: true
      resume: latest_verified
      recover: { gradient_explosion: { scale: { lr: 0.1 }, floor: { lr: 1e-7 } } }
      on_stop: leave
      restart_reason: again
      stop_reason: no more
  - mode: stall
    implementation: { class_name: AlwaysRestartPolicy, max_retries: 2, reason: stalled }
  - mode: success
    implementation: { class_name: NoRestartPolicy, message: done }
`);
  expect(meant(policies.crash)).toMatchObject({
    max_retries: 3,
    default_action: 'stop',
    backoff: { initial: 30_000, factor: 2, max: 3_600_000, jitter: 0.25 },
    same_failure: 2,
    restart_reason: 'again',
    stop_reason: 'no more',
  });
  expect(policies.stall?.class_name).toBe('AlwaysRestartPolicy');
  expect(meant(policies.stall)).toMatchObject({
    max_retries: 2,
    backoff: { initial: 5_000, max: 900_000 },
    restart_reason: 'stalled',
    on_stop: 'cancel',
    exclude_nodes: false,
  });
  expect(meant(policies.stall)).not.toHaveProperty('same_failure');
  expect(meant(policies.success)).toMatchObject({ stop_reason: 'done' });
  expect(policies.timeout).toBeUndefined();
});

it('takes one bare policy for crash', () => {
  const { policies, name } = load('class_name: SelectiveRestartPolicy\nmax_retries: 1');
  expect(name).toBe('p');
  expect(Object.keys(policies)).toEqual(['crash']);
  expect(policies.crash).toMatchObject({ max_retries: 1 });
});

it('lets a bare policy build on another file: what it names is changed, all else stays', () => {
  const base = `policies:
  - mode: crash
    implementation: { class_name: SelectiveRestartPolicy, max_retries: 3, exclude_error_types: [oom], restart_on_error_types: [nccl] }
  - mode: stall
    implementation: { class_name: AlwaysRestartPolicy, max_retries: 2 }
`;
  const of = (text: string) => loadPolicies('p.yaml', folderOf({ 'p.yaml': text, 'base.yaml': base })).policies;
  const changed = of(
    'defaults: [ base, _self_ ]\nclass_name: SelectiveRestartPolicy\nmax_retries: 5\nexclude_error_types: [oom, torch]\n',
  );
  expect(changed.crash).toEqual({
    class_name: 'SelectiveRestartPolicy',
    max_retries: 5,
    exclude_error_types: ['oom', 'torch'],
    restart_on_error_types: ['nccl'],
  });
  expect(changed.stall?.max_retries).toBe(2);
  expect(of('defaults: base\nclass_name: NoRestartPolicy').crash).toEqual({ class_name: 'NoRestartPolicy' });
  expect(of('defaults: base').crash?.max_retries).toBe(3);
  expect(brief(findingsOf(() => of('name: nothing')))).toEqual(['missing_key 1:1']);
});

describe('findings', () => {
  const of = (text: string) => findingsOf(() => load(text));

  it('refuse what is both restarted and excluded, and two policies for one mode', () => {
    const found = of(`policies:
  - mode: crash
    implementation:
      class_name: SelectiveRestartPolicy
      restart_on_error_types: [nccl, oom]
      exclude_error_types: [oom]
  - mode: crash
    implementation: { class_name: NoRestartPolicy }
`);
    expect(brief(found)).toEqual(['restarted_and_excluded 5:38', 'duplicate_mode 8:21']);
  });

  it('come from the schema of the class that is named', () => {
    const found = of(`policies:
  - mode: crush
    implementation: { class_name: AlwaysRestartPolicy, exclude_error_types: [oom] }
  - mode: stall
    implementation: { class_name: SelectiveRestartPolicies, max_retries: 1 }
  - mode: timeout
    implementation: { class_name: NoRestartPolicy, max_retry: 1 }
`);
    expect(brief(found).sort()).toEqual(
      ['unknown_word 2:11', 'unknown_key 3:56', 'unknown_class 5:35', 'unknown_key 7:52'].sort(),
    );
    expect(found.find(({ code }) => code === 'unknown_class')?.remedy).toContain('`SelectiveRestartPolicy`');
    expect(brief(of('max_retries: 3')).sort()).toEqual(['missing_key 1:1', 'unknown_key 1:1']);
    expect(brief(of('class_name: SelectiveRestartPolicy\nmax_retries: -1\nbackoff: { initial: soon }'))).toEqual([
      'wrong_value 2:14',
      'wrong_form 3:21',
    ]);
  });

  it('warn of what looks like a slip', () => {
    const { warnings } = load(
      'class_name: SelectiveRestartPolicy\nexclude_error_types: [ooom, my_own_kind_of_failure]',
    );
    expect(warnings).toMatchObject([{ code: 'unknown_error_type', remedy: 'Did you mean `oom`?' }]);
  });

  it('name the policies that there are', () => {
    const where = folderOf({ 'pack/restart/gentle.yaml': 'class_name: NoRestartPolicy' });
    expect(findingsOf(() => loadPolicies('gentel', where))[0]?.remedy).toBe('Did you mean `gentle`?');
  });
});
