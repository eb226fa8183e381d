import { parseYaml, type YamlFile } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { importDetermined } from './determined.js';

const read = (text: string) => importDetermined(parseYaml('exp.yaml', text).file as YamlFile);
const policies = (list: readonly unknown[], more: object = {}) => read(JSON.stringify({ ...more, log_policies: list }));
const rulesOf = (list: readonly unknown[]) => policies(list).imported?.monitor.rules.map(({ rule }) => rule);
const restartOf = (list: readonly unknown[], more: object = {}) =>
  policies(list, more).imported?.restart.policies[0]?.implementation;
const said = (list: readonly unknown[]) => policies(list).findings.map(({ code, message }) => `${code}: ${message}`);

const cancel = {
  state: { class_name: 'CrashState' },
  metadata: { error_type: 'cancel_retries', severity: 'critical' },
  latent: '365d',
};
const exclude = {
  state: { class_name: 'CrashState' },
  metadata: { error_type: 'hardware', severity: 'critical' },
  latent: '365d',
};

describe('a log policy of Determined', () => {
  const pattern = '.*disk (\\d+) gone.*';

  it.each([
    ['today', { name: 'Disk', pattern, action: 'cancel_retries' }],
    ['before it had a name', { name: 'Disk', pattern, action: { type: 'cancel_retries' } }],
    ['as a list', { name: 'Disk', pattern, actions: ['cancel_retries'] }],
    ['as a list of mappings', { name: 'Disk', pattern, actions: [{ type: 'cancel_retries' }] }],
    ['before the first release', { name: 'Disk', pattern, policy: { type: 'on_failure_dont_retry' } }],
  ])('that allows no restart is a failure that is not restarted, as it is written %s', (_, one) => {
    expect(rulesOf([one])).toEqual([expect.objectContaining({ name: 'Disk', pattern: 'disk (\\d+) gone', ...cancel })]);
    expect(restartOf([one])).toMatchObject({ default_action: 'restart', exclude_error_types: ['cancel_retries'] });
    expect(restartOf([one])).not.toHaveProperty('exclude_nodes');
    expect(said([one])).toEqual([]);
  });

  it.each([
    ['today', { name: 'Disk', pattern, action: 'exclude_node' }],
    ['before it had a name', { name: 'Disk', pattern, action: { type: 'exclude_node' } }],
    ['as a list', { name: 'Disk', pattern, actions: ['exclude_node'] }],
    ['before the first release', { name: 'Disk', pattern, policy: { type: 'on_failure_exclude_node' } }],
  ])('that leaves out a node is a failure of hardware, as it is written %s', (_, one) => {
    expect(rulesOf([one])).toEqual([expect.objectContaining({ name: 'Disk', ...exclude })]);
    expect(restartOf([one])).toMatchObject({ exclude_nodes: true, exclude_for: '365d' });
    expect(restartOf([one])).not.toHaveProperty('exclude_error_types');
  });

  it('without an action is a label, which is told and decides nothing', () => {
    for (const one of [
      { name: 'Slow storage', pattern: 'lease expired' },
      { pattern: 'lease expired', signal: 'Slow storage' },
      { pattern: 'lease expired', action: { signal: 'Slow storage' } },
      { pattern: 'lease expired', actions: [{ type: 'signal', signal: 'Slow storage' }] },
    ]) {
      expect(rulesOf([one])).toEqual([
        {
          name: 'Slow_storage',
          description: 'Shown as Slow storage there.',
          pattern: 'lease expired',
          metadata: { kind: 'notice' },
          tests: expect.any(Array),
        },
      ]);
      expect(said([one])).toEqual([]);
    }
  });

  it('with a label and an action has both', () => {
    const [rule] = rulesOf([{ pattern: 'link flap', actions: ['exclude_node', { signal: 'Link' }] }]) ?? [];
    expect(rule).toMatchObject({ name: 'Link', ...exclude });
    const [named] = rulesOf([{ name: 'A', pattern: 'link flap', action: 'exclude_node', signal: 'Link' }]) ?? [];
    expect(named).toMatchObject({ name: 'A', description: 'Shown as Link there.', ...exclude });
  });

  it('that leaves out a node is a consequence of what allows no restart', () => {
    const node = { name: 'A', pattern: 'x y', action: 'exclude_node' };
    expect(rulesOf([node])?.[0]).not.toHaveProperty('symptom_of');
    expect(rulesOf([node, { name: 'B', action: 'cancel_retries', pattern: 'y z' }])?.[0]).toMatchObject({
      symptom_of: ['cancel_retries'],
    });
  });

  it('that allows no restart leaves out no node either', () => {
    const both = { name: 'A', pattern: 'x y', actions: ['exclude_node', 'cancel_retries'] };
    expect(rulesOf([both])).toEqual([expect.objectContaining(cancel)]);
    expect(said([both])).toEqual([expect.stringContaining('no node is left out for it')]);
  });

  it('without a name is called by the words of its pattern', () => {
    const list = ['.*CUDA out of memory.*', '\\d+%', '.*CUDA out of memory!.*'];
    const rules = rulesOf(list.map((one) => ({ pattern: one, action: { type: 'cancel_retries' } })));
    expect(rules?.map((rule) => rule?.name)).toEqual(['CUDA_out_of_memory', 'log_policy', 'CUDA_out_of_memory_2']);
  });

  it('without a pattern disables one of the cluster, of which nothing is here', () => {
    const { imported, findings } = policies([{ name: 'CUDA OOM' }]);
    expect(imported?.monitor.rules).toEqual([{ comments: [expect.stringContaining('CUDA OOM')] }]);
    expect(findings).toEqual([expect.objectContaining({ code: 'unlike_there', level: 'note' })]);
  });

  it('that calls a webhook only tells here', () => {
    const hook = { pattern: 'x y', policy: { type: 'send_webhook', webhook_name: 'ops' } };
    expect(rulesOf([hook])).toEqual([expect.objectContaining({ metadata: { kind: 'notice' } })]);
    expect(said([hook])).toEqual(['no_equivalent: no webhook `ops` is called for a line']);
  });

  it('whose pattern Go could not use is left out, and named', () => {
    const { imported, findings } = policies([{ name: 'a', pattern: '(?<=x)y', action: 'cancel_retries' }]);
    expect(imported?.monitor.rules[0]).toEqual({ comments: [expect.stringContaining('(?<=x)y')] });
    expect(findings).toEqual([expect.objectContaining({ code: 'no_equivalent', level: 'warning' })]);
  });

  it('stands for itself once: a name twice is told of, what has none and says the same is one', () => {
    const legacy = { pattern: 'x y', action: { type: 'exclude_node' } };
    expect(rulesOf([legacy, legacy, { ...legacy, action: 'cancel_retries' }])).toHaveLength(2);
    const twice = [
      { name: 'a', pattern: 'x y' },
      { name: 'a', pattern: 'y z' },
    ];
    expect(rulesOf(twice)).toHaveLength(1);
    expect(said(twice)).toEqual(['no_equivalent: `a` stands at line 1 already: this one was left out']);
  });
});

describe('what Determined could not use either', () => {
  it.each([
    ['an entry of nothing', {}, 'missing_key'],
    ['a pattern without a name and an action', { pattern: 'x' }, 'missing_key'],
    ['an action without a pattern', { name: 'a', action: 'cancel_retries' }, 'missing_key'],
    ['an action of another name', { pattern: 'x', action: 'retry' }, 'unknown_word'],
    ['a type of another name', { pattern: 'x', action: { type: 'retry' } }, 'unknown_word'],
    ['an action without a type', { pattern: 'x', action: {} }, 'unknown_word'],
    ['a signal without a text', { pattern: 'x', actions: [{ type: 'signal' }] }, 'unknown_word'],
    ['an action that is a number', { pattern: 'x', action: 3 }, 'wrong_type'],
    ['a pattern that is no text', { name: 'a', pattern: 3 }, 'wrong_type'],
    ['actions that are no list', { pattern: 'x', actions: 'cancel_retries' }, 'wrong_type'],
    ['an entry that is a text', 'x', 'wrong_type'],
  ])('%s is an error with its place, and nothing is imported', (_, one, code) => {
    const { imported, findings } = policies([one]);
    expect(imported).toBeUndefined();
    expect(findings).toContainEqual(expect.objectContaining({ code, level: 'error', line: 1 }));
  });

  it('is a file without log policies', () => {
    expect(read('name: a\n').findings).toEqual([expect.objectContaining({ code: 'nothing_to_import' })]);
  });

  it('names keys that it has not', () => {
    const { findings } = read('log_policies:\n  - name: a\n    pattern: x y\n    acton: cancel_retries\n');
    expect(findings).toEqual([
      expect.objectContaining({ code: 'unknown_there', line: 4, remedy: 'Was `action` meant?' }),
    ]);
  });
});

describe('the file around the policies', () => {
  it('is an experiment: max_restarts counts, and what is no log policy is told of', () => {
    const { imported, findings } = read(
      'name: mnist\nentrypoint: python3 train.py\nhyperparameters:\n  lr: 0.1\nmax_restarts: 2\nlog_policies: []\n',
    );
    expect(imported?.job).toBe('mnist');
    expect(imported?.restart.policies).toEqual([
      { mode: 'crash', implementation: expect.objectContaining({ max_retries: 2, on_stop: 'leave' }) },
    ]);
    expect(findings.map(({ message }) => message)).toEqual([
      'left out: `entrypoint` (line 2), `hyperparameters` (line 3)',
    ]);
  });

  it('has five restarts where it does not say', () => {
    expect(restartOf([])).toMatchObject({ max_retries: 5 });
    expect(policies([]).imported?.restart.comments[0]).toContain('which is 5 there');
    expect(policies([], { max_restarts: -1 }).imported).toBeUndefined();
  });

  it('may be that of a master, with defaults of the cluster and of its pools', () => {
    const { imported, findings } = read(`task_container_defaults:
  shm_size_bytes: 4
  log_policies:
    - { name: a, pattern: a b }
resource_pools:
  - pool_name: gpu
    task_container_defaults:
      log_policies:
        - { name: b, pattern: b c }
`);
    expect(imported?.monitor.rules.map(({ rule }) => rule?.name)).toEqual(['a', 'b']);
    expect(findings.map(({ message }) => message)).toEqual([
      'left out: `shm_size_bytes` (line 2)',
      'left out: `pool_name` (line 6)',
    ]);
  });

  it('may have the key of before the first release', () => {
    const { imported } = read('log_pattern_policies:\n  - { pattern: x y, policy: { type: on_failure_dont_retry } }\n');
    expect(imported?.monitor.rules).toHaveLength(1);
  });
});
