// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what is tested
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../../../../schemas/', import.meta.url));
const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false });
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.schema.json'),
);
for (const name of files) ajv.addSchema(JSON.parse(readFileSync(`${folder}${name}`, 'utf8')));
const editor = (name: string) => ajv.getSchema(`https://sigwatch.dev/schemas/${name}.schema.json`) as ValidateFunction;

/** By schema: files and events that it takes, and such as it refuses. */
const examples: Readonly<Record<string, { readonly valid: readonly object[]; readonly invalid: readonly object[] }>> = {
  monitor: {
    valid: [
      { poll_interval_seconds: '${oc.env:POLL}', output_paths: '${.name}', class_name: '${a}' },
      { log_signals: [{ name: 'a', platform: '${a}', latent: '${b}', status: '${c}' }] },
      { poll_interval_seconds: 3, log_signals: [{ name: 'a', pattern: 'x' }] },
      { actions: [{ class_name: 'ExecutionAction', command: ['a'], timeout: '${t}', on: { state: ['failed'] } }] },
      { log_signals: [{ name: 'a', state: { class_name: 'PluginState', x: 1 } }] },
    ],
    invalid: [
      { poll_interval_seconds: 'soon' },
      { actions: [{ class_name: 'ExecutionAction', comand: ['a'] }] },
      { log_signals: [{ name: 'a', state: { class_name: 'CrashState', x: 1 } }] },
      { log_signals: [{ name: 'a', metadata: { severity: 'bad' } }] },
    ],
  },
  restart: {
    valid: [
      { class_name: 'AlwaysRestartPolicy', max_retries: '${oc.env:N,3}', on_stop: '${a}' },
      { defaults: ['a'], policies: [{ mode: 'stall', implementation: { class_name: 'PluginPolicy', x: 1 } }] },
    ],
    invalid: [
      { class_name: 'AlwaysRestartPolicy', max_retries: '3' },
      { policies: [{ mode: 'crashes', implementation: { class_name: 'NoRestartPolicy' } }] },
    ],
  },
  sigwatch: {
    valid: [
      { timeout: '${oc.env:LIMIT,2h}', job: { command: '${a}' }, adapter: { class_name: '${b}' } },
      { defaults: [{ '/monitoring': 'a' }, '_self_'], job: { command: ['a'], env: { N: 1 } } },
    ],
    invalid: [{ job: { command: 'python train.py' } }, { jobs: {} }],
  },
  plugin: {
    valid: [{ name: 'mine', version: '1.0.0', requires: '>=0.1.0', description: 'Rules.' }],
    invalid: [{ name: 'mine', version: '1', requires: '>=0.1.0', description: 'Rules.' }, { name: 'mine' }],
  },
  'rule-tests': {
    valid: [{ tests: [{ name: 'a', lines: 'x', expect: { signals: 'none', decision: { action: 'stop' } } }] }],
    invalid: [{ tests: [{ name: 'a', lines: 'x', expect: { decision: { action: 'retry' } } }] }, { tests: {} }],
  },
  'error-types': {
    valid: [
      {
        oom: {
          ...{ description: 'd', category: 'memory', severity: 'critical', subsystem: 'cuda' },
          ...{ restartable: false, reporter_at_fault: true, remedy: 'r', symptom_of: [] },
        },
      },
    ],
    invalid: [{ oom: { description: 'd' } }, { OOM: {} }],
  },
  event: {
    valid: [
      {
        ...{ timestamp: '2026-03-02T10:00:00.000Z', event_type: 'notice', run_id: 'r', attempt: 1 },
        data: { severity: 'warning', text: 't' },
      },
    ],
    invalid: [
      { timestamp: 'now', event_type: 'notice', run_id: 'r', attempt: 1, data: { severity: 'bad', text: 't' } },
      { timestamp: '2026-03-02T10:00:00.000Z', event_type: 'noise', run_id: 'r', attempt: 1, data: {} },
    ],
  },
  'components/ErrorNoteAction': {
    valid: [{ class_name: 'ErrorNoteAction', note: 'n', on: { decision: ['stop'] } }],
    invalid: [{ class_name: 'ErrorNoteAction', note: 1 }, { note: 'n' }],
  },
  'components/ExecutionAction': {
    valid: [{ class_name: 'ExecutionAction', command: ['a', '{step}'], backoff: { initial: '10s' } }],
    invalid: [{ class_name: 'ExecutionAction', command: 'a {step}' }, { class_name: 'ExecutionAction' }],
  },
  'components/RestartAction': {
    valid: [{ class_name: 'RestartAction', reason: 'transient' }],
    invalid: [{ class_name: 'RestartAction', max_retries: 1 }],
  },
  'components/TerminationAction': {
    valid: [{ class_name: 'TerminationAction', reason: null }],
    invalid: [{ class_name: 'TerminationAction', reason: ['a'] }],
  },
  'components/SelectiveRestartPolicy': {
    valid: [{ class_name: 'SelectiveRestartPolicy', budgets: { nccl: 2 }, backoff: { initial: 30 } }],
    invalid: [
      { class_name: 'SelectiveRestartPolicy', default_action: 'retry' },
      { class_name: 'SelectiveRestartPolicy', backoff: { initial: 'soon' } },
    ],
  },
  'components/AlwaysRestartPolicy': {
    valid: [{ class_name: 'AlwaysRestartPolicy', max_retries: 1 }],
    invalid: [{ class_name: 'AlwaysRestartPolicy', exclude_error_types: ['oom'] }],
  },
  'components/NoRestartPolicy': {
    valid: [{ class_name: 'NoRestartPolicy', on_stop: 'leave' }],
    invalid: [{ class_name: 'NoRestartPolicy', max_retries: 1 }],
  },
  'components/CountOperator': {
    valid: [{ count: 5, within: '10m', by: ['host'], reset_on: ['up', { pattern: 'x' }], throttle: '1h' }],
    invalid: [{ count: 0 }, { count: 2, within: 'soon' }, { count: 2, absent: '5m' }],
  },
  'components/AbsentOperator': {
    valid: [{ absent: '20m', start_within: '45m', stop_on: { kind: 'success' } }],
    invalid: [{ absent: 0 }, { absent: '20m', stop_on: { kin: 'success' } }],
  },
  'components/ValueOperator': {
    valid: [
      { value: 'fields.loss > 1', for: 3, message: 'loss {loss}' },
      { value: 'true', for: '10m' },
    ],
    invalid: [{ value: '' }, { value: 'true', for: 0 }, { for: 3 }],
  },
  'components/SequenceOperator': {
    valid: [{ sequence: ['a', { kind: 'error' }], within: '5m', missing: 'last', ordered: '${o}' }],
    invalid: [{ sequence: ['a'], within: '5m' }, { sequence: ['a', 'b'] }],
  },
  'components/EveryOperator': {
    valid: [{ every: 100, by: ['source'] }, { throttle: '5m' }],
    invalid: [{ every: 0 }, { every: 1.5 }],
  },
  ...Object.fromEntries(
    ['CrashState', 'StalledState', 'TimeoutState', 'SuccessState'].map((name) => [
      `components/${name}`,
      { valid: [{ class_name: name }], invalid: [{ class_name: name, reason: 'r' }, { class_name: 'Other' }] },
    ]),
  ),
};

it('every schema has examples, valid and invalid ones', () => {
  const names = files.map((name) => name.replace('.schema.json', '').replaceAll('\\', '/')).sort();
  expect(Object.keys(examples).sort()).toEqual(names);
  for (const { valid, invalid } of Object.values(examples)) expect([valid, invalid]).not.toContainEqual([]);
});

const cases = Object.entries(examples).flatMap(([name, { valid, invalid }]) => [
  ...valid.map((value) => [name, 'takes', value] as const),
  ...invalid.map((value) => [name, 'refuses', value] as const),
]);
it.each(cases)('the editor’s schema %s %s %j', (name, says, value) => {
  expect(editor(name)(value)).toBe(says === 'takes');
});
