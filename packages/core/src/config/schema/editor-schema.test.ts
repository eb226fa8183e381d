// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what is tested
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { expect, it } from 'vitest';
import { noStability } from '../../stability/fold.js';
import { stabilityMetrics } from '../../stability/metrics.js';

const folder = fileURLToPath(new URL('../../../../../schemas/', import.meta.url));
const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false });
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.schema.json'),
);
for (const name of files) ajv.addSchema(JSON.parse(readFileSync(`${folder}${name}`, 'utf8')));
const editor = (name: string) => ajv.getSchema(`https://sigwatch.dev/schemas/${name}.schema.json`) as ValidateFunction;

/** By schema: files and events that it takes, and such as it refuses. */
const measurement = {
  sigwatch: 'health',
  at: '2026-03-01T12:00:00.000Z',
  gpu: {
    ...{ count: 1, utilization: [null], memory_used: [0], memory_total: [81559], processes: [], avg_utilization: null },
    ...{ unreadable: 1, lost: 0, ecc_uncorrected: null },
  },
  efa: { active: null, transport: 'unknown' },
  ray: { gpus_available: null, gpus_used: null, cpus_available: null, cpus_used: null },
  checkpoints: { latest_step: null, latest_path: null, age_seconds: null },
  issues: [],
  healthy: null,
};
const heartbeat = {
  ...{ sigwatch: 'heartbeat', at: '2026-03-01T12:00:00.000Z', state: 'running', code: null, reason: 'It is alive.' },
  ...{ interval_seconds: 60, stale_seconds: 600, metadata_age_seconds: 3, progress_age_seconds: null },
  ...{ step_age_seconds: null, phase: 'setup', instance: 'i-1', node: null, step: null, total: null },
};
const issue = { code: 'gpu_lost', severity: 'critical', text: 'It is gone.', fix: 'Restart the node.' };

const error = {
  ...{ timestamp: '2026-03-01T12:00:00.000Z', error_type: 'RuntimeError', error_message: 'm', severity: 'fatal' },
  ...{ category: 'memory', traceback: null, context: { step: 3 }, script: 'train', run_id: 'r', incident: 'r/1/1' },
  ...{ attempt: 1, diagnosis: 'oom', derived_category: 'memory', derived_severity: 'critical', suggestion: 's' },
};
const cost = {
  ...{ currency: 'USD', total: 7.9, wasted: null, seconds: 3_600, wasted_seconds: 0, not_known: null },
  ...{ gpu_type: 'H100', gpu_count: 2, per_gpu_hour: 3.95, prices_as_of: '2026-09-19' },
  attempts: [{ attempt: 1, seconds: 3_600, total: 7.9, wasted_seconds: 0, wasted: 0 }],
};
const record = {
  training: {
    ...{ script: 'train', gpu_type: null, start_time: null, end_time: null, duration_seconds: null },
    ...{
      status: 'interrupted',
      epochs_completed: null,
      steps_completed: 3,
      final_metric: 'nan',
      checkpoint_path: null,
    },
  },
  errors: [error],
  gpu_stats: {
    ...{ samples: 0, avg_allocated_mb: null, max_allocated_mb: null, first: null, last: null, unhealthy: 0 },
    window: { samples: 0, avg_allocated_mb: null, max_allocated_mb: null },
    leak: { suspected: false, growth_mb: null, slope_mb_per_sample: null, r_squared: null },
  },
  environment: null,
  gpu_check: null,
  attempts: [],
  decisions: [],
  recoveries: { total: 0, rollbacks: 0, changes: 0, list: [] },
  time_lost_seconds: null,
  cost: null,
};
const check = {
  ...{ sigwatch: 'gpu_check', at: '2026-03-01T12:00:00.000Z', result: 'ok' },
  ...{ gpus: 8, gpu_type: 'H100', total_mb: 81559 },
};
const told = { timestamp: '2026-03-01T12:00:00Z', event_type: 'training_started', run_id: 'r', attempt: 1, data: {} };

const stability = {
  ...{ sigwatch: 'stability', run_id: 'r', state: 'running', attempt: 1, source: 'a.log' },
  metrics: { ...stabilityMetrics(noStability) },
  series: [{ step: 1, at: '2026-03-01T12:00:00.000Z', loss: 'nan', grad_norm: null, learning_rate: 0.1 }],
};

const examples: Readonly<Record<string, { readonly valid: readonly object[]; readonly invalid: readonly object[] }>> = {
  health: {
    valid: [measurement, { ...measurement, job: 'running', healthy: false, issues: [{ ...issue, gpu: 3 }] }],
    invalid: [{}, { ...measurement, healthy: 'yes' }, { ...measurement, issues: [{ ...issue, code: 'hot' }] }],
  },
  'gpu-check': {
    valid: [check, { ...check, result: 'none', gpus: 0, gpu_type: null, total_mb: null }],
    invalid: [{}, { ...check, result: 'fine' }, { ...check, gpus: -1 }, { ...check, node: 'n' }, { ...check, at: 0 }],
  },
  'monitor-record': {
    valid: [told, { ...told, event_type: 'gpu_stats', data: { allocated_mb: 1 } }],
    invalid: [
      { ...told, event_type: 'training_paused' },
      { ...told, timestamp: 'now' },
    ],
  },
  'error-record': {
    valid: [error, { ...error, error_type: null, incident: null }],
    invalid: [{ ...error, severity: 'info' }, { ...error, surprise: 1 }, {}],
  },
  'run-record': {
    valid: [record, { ...record, cost }],
    invalid: [
      { ...record, errors: [{}] },
      { ...record, cost: { ...cost, total: 'much' } },
      { ...record, training: { ...record.training, status: 'fine' } },
    ],
  },
  heartbeat: {
    valid: [heartbeat, { ...heartbeat, state: 'timed_out', code: 'NEVER_STARTED', metadata_age_seconds: null }],
    invalid: [{}, { ...heartbeat, state: 'unknown' }, { ...heartbeat, code: 'LATE' }, { ...heartbeat, step: 'ten' }],
  },
  wire: {
    valid: [
      { sigwatch: 1, type: 'hello', time: 1, client: 'python 0.1.0', pid: 7, capabilities: ['stop', 'lr'] },
      {
        sigwatch: 1,
        type: 'metrics',
        time: 1.5,
        rank: 0,
        step: 4,
        loss: 'NaN',
        eigenvalues: { w: { max: 2 } },
        more: 1,
      },
      { sigwatch: 1, type: 'gpu', time: 1, gpu: 0, allocated_mb: 1, reserved_mb: 2, total_mb: 3 },
      { sigwatch: 1, type: 'checkpoint', time: 1, action: 'saved', path: 'a', step: 4 },
      { sigwatch: 1, type: 'error', time: 1, error_type: 'KeyError', message: '' },
      { sigwatch: 1, type: 'phase', time: 1, phase: 'eval' },
      { sigwatch: 1, type: 'ack', time: 1, request: 'r', action: 'stop', status: 'refused' },
    ],
    invalid: [
      { sigwatch: 1, type: 'metrics', time: 1 },
      { sigwatch: 1, type: 'metrics', time: 1, step: 4, loss: 'nan' },
      { sigwatch: 1, type: 'metrics', time: 1, step: 4, nonfinite_in: ['weights'] },
      { sigwatch: 1, type: 'checkpoint', time: 1, action: 'kept', path: 'a', step: 4 },
      { sigwatch: 1, type: 'phase', phase: 'eval' },
      { sigwatch: 2, type: 'phase', time: 1, phase: 'eval' },
    ],
  },
  'control-request': {
    valid: [
      { sigwatch: 1, id: 'r-1', action: 'save_checkpoint', reason: 'the session ends' },
      { sigwatch: 1, id: 'r-2', action: 'set', set: { lr: 1e-4, batch_size: 8 } },
    ],
    invalid: [
      { sigwatch: 1, id: 'r-2', action: 'set' },
      { sigwatch: 1, id: '../r', action: 'stop' },
    ],
  },
  'control-health': {
    valid: [{ sigwatch: 1, step: 4, overall_health: 'healthy', score: 100, errors: [], warnings: [] }],
    invalid: [{ sigwatch: 1, step: 4, overall_health: 'well', score: 100, errors: [], warnings: [] }],
  },
  stability: {
    valid: [stability],
    invalid: [{}, { ...stability, state: 'well' }, { ...stability, series: [{ step: 1 }] }],
  },
  monitor: {
    valid: [
      { log_signals: [{ name: 'a', state: { class_name: 'StalledState', at_once: true } }] },
      { log_signals: [{ name: 'a', state: { class_name: 'TimeoutState', at_once: '${a}' } }] },
      { log_signals: [{ name: 'a', state: { class_name: 'DegradedState' } }] },
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
      { log_signals: [{ name: 'a', state: { class_name: 'CrashState', at_once: true } }] },
      { log_signals: [{ name: 'a', state: { class_name: 'StalledState', at_once: 'yes' } }] },
      { log_signals: [{ name: 'a', metadata: { severity: 'bad' } }] },
      { notifiers: [{ class_name: 'SlackWebhookNotifier', webhook: 'https://hooks.slack.com/' }] },
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
      { cost: { gpu: 'H100', count: '${oc.env:GPUS}' }, prices: 'prices.yaml' },
      { copies: { to: '/mnt/a', every: '${pace}', keep: 2, continues: true } },
    ],
    invalid: [
      { job: { command: 'python train.py' } },
      { jobs: {} },
      { cost: { gpus: 'H100' } },
      { cost: { count: 0 } },
      { copies: { every: '5m' } },
      { copies: { to: 'a', keep: 0 } },
    ],
  },
  prices: {
    valid: [{ as_of: '2026-09-19', currency: 'EUR', gpus: { H100: 3.95, T4: { per_hour: 0.5, also: ['Tesla T4'] } } }],
    invalid: [
      { gpus: { H100: 1 } },
      { as_of: '2026-09-19', gpus: {} },
      { as_of: '2026', gpus: { H100: 1 } },
      { as_of: '2026-09-19', gpus: { H100: -1 } },
      { as_of: '2026-09-19', gpus: { H100: { price: 1 } } },
    ],
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
  'components/ExecAdapter': {
    valid: [
      { class_name: 'ExecAdapter' },
      {
        class_name: 'ExecAdapter',
        prefix: ['kubectl', 'exec', '-n', 'ml', 'head-0', '--'],
        directory: '/data/sigwatch',
        cwd: '/workspace',
        nodes: [{ node: 'worker-1', prefix: ['ssh', 'worker-1'], shells: 1 }],
      },
      { class_name: 'ExecAdapter', poll_interval_seconds: '${pace}', grace_seconds: 0, shells: 2 },
    ],
    invalid: [
      { class_name: 'ExecAdapter', prefix: 'ssh host' },
      { class_name: 'ExecAdapter', directory: 'sigwatch' },
      { class_name: 'ExecAdapter', nodes: [{ node: 'worker-1' }] },
      { class_name: 'ExecAdapter', poll_interval_seconds: 0 },
    ],
  },
  'components/ModalAdapter': {
    valid: [
      { class_name: 'ModalAdapter' },
      { class_name: 'ModalAdapter', modal: ['python', '-m', 'modal'], environment: 'main', profile: 'team' },
      { class_name: 'ModalAdapter', modal: '/opt/modal/bin/modal', stop_grace_seconds: 0 },
      { class_name: 'ModalAdapter', poll_interval_seconds: '${pace}', override_args: { lr: ['--lr={value}'] } },
    ],
    invalid: [
      { class_name: 'ModalAdapter', modal: [] },
      { class_name: 'ModalAdapter', environment: '--env' },
      { class_name: 'ModalAdapter', token_secret: 'as-…' },
      { class_name: 'ModalAdapter', poll_interval_seconds: 0 },
    ],
  },
  'components/ColabAdapter': {
    valid: [
      { class_name: 'ColabAdapter' },
      { class_name: 'ColabAdapter', plan: 'pro', drive: '/content/drive/MyDrive/a', idle_warning: false },
      { class_name: 'ColabAdapter', session_hours: 0.5, session_start: '2026-03-02T10:00:00Z' },
      { class_name: 'ColabAdapter', session_hours: '${hours}', session_start: 1772445600 },
    ],
    invalid: [
      { class_name: 'ColabAdapter', plan: 'plus' },
      { class_name: 'ColabAdapter', session_hours: 0 },
      { class_name: 'ColabAdapter', drive: '' },
      { class_name: 'ColabAdapter', keep_alive: true },
    ],
  },
  'components/RayAdapter': {
    valid: [
      { class_name: 'RayAdapter' },
      {
        class_name: 'RayAdapter',
        address: 'https://ray.example:8265',
        tls: { ca: 'ca.pem', verify: false },
        runtime_env: { pip: ['torch'], env_vars: { A: '1' } },
        entrypoint_num_gpus: 0.5,
        worker_logs: '/tmp/ray/session_latest/logs',
        exec: [{ node: 'head', prefix: ['kubectl', 'exec', 'head-0', '--'] }],
      },
      {
        class_name: 'RayAdapter',
        poll_interval_seconds: '${pace}',
        worker_logs: false,
        exec: [{ node: 'a', prefix: [] }],
      },
    ],
    invalid: [
      { class_name: 'RayAdapter', token: 'secret' },
      { class_name: 'RayAdapter', exec: ['ssh host'] },
      { class_name: 'RayAdapter', metadata: { team: 3 } },
      { class_name: 'RayAdapter', poll_interval_seconds: 0 },
    ],
  },
  'components/SlurmAdapter': {
    valid: [
      { class_name: 'SlurmAdapter' },
      {
        class_name: 'SlurmAdapter',
        restart_by: 'requeue',
        checkpoint_signal: { before: '2m', to: 'step' },
        override_args: { lr: ['--lr={value}'] },
      },
      { class_name: 'SlurmAdapter', restart_by: '${how}', evidence: { commands: [['nvidia-smi', '-q']], timeout: 30 } },
    ],
    invalid: [
      { class_name: 'SlurmAdapter', restart_by: 'hand' },
      { class_name: 'SlurmAdapter', evidence: { commands: ['nvidia-smi -q'] } },
      { class_name: 'SlurmAdapter', poll_interval_seconds: 0 },
    ],
  },
  'components/SlackWebhookNotifier': {
    valid: [{ class_name: 'SlackWebhookNotifier', name: 'team', url_env: 'SLACK_WEBHOOK_URL', timeout: '10s' }],
    invalid: [{ class_name: 'SlackWebhookNotifier', webhook: 'https://hooks.slack.com/' }],
  },
  'components/SlackBotNotifier': {
    valid: [{ class_name: 'SlackBotNotifier', channel: 'C1', token_file: '/run/token', update: '${often}' }],
    invalid: [{ class_name: 'SlackBotNotifier', token_env: 'TOKEN' }],
  },
  'components/SnsNotifier': {
    valid: [{ class_name: 'SnsNotifier', topic_arn: 'arn:aws:sns:us-east-1:1:a', format: 'json' }],
    invalid: [{ class_name: 'SnsNotifier', format: 'xml' }],
  },
  'components/EmailNotifier': {
    valid: [{ class_name: 'EmailNotifier', host: 'mail', port: 25, from: 'a@b.example', to: ['c@d.example'] }],
    invalid: [
      { class_name: 'EmailNotifier', host: 'mail', from: 'a@b.example', to: [] },
      { class_name: 'EmailNotifier', host: 'mail', port: 70_000, from: 'a@b.example', to: ['c@d.example'] },
    ],
  },
  'components/WebhookNotifier': {
    valid: [
      { class_name: 'WebhookNotifier', url: 'https://a.example/', secret_env: 'KEY', headers: { 'x-team': 'ml' } },
    ],
    invalid: [{ class_name: 'WebhookNotifier', headers: { 'x-team': 1 } }],
  },
  'components/PagerDutyNotifier': {
    valid: [{ class_name: 'PagerDutyNotifier', routing_key_env: 'KEY', client_url: 'https://a.example' }],
    invalid: [{ class_name: 'PagerDutyNotifier', client_url: 'a.example' }],
  },
  'components/CommandNotifier': {
    valid: [{ class_name: 'CommandNotifier', command: ['notify-send', '{title}'], env: { A: 'b' } }],
    invalid: [{ class_name: 'CommandNotifier', command: 'notify-send {title}' }],
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
  'components/StabilityOperator': {
    valid: [
      { detect: 'nan_detected', in: ['loss', 'parameters'], by: ['rank'] },
      { detect: 'loss_divergence', loss_window: 50, loss_divergence_threshold: '${t}', throttle: '5m' },
    ],
    invalid: [{ detect: 'nan' }, { detect: 'oom', in: ['weights'] }, { detect: 'oom', gradient_window: 0 }],
  },
  ...Object.fromEntries(
    ['CrashState', 'StalledState', 'TimeoutState', 'DegradedState', 'SuccessState'].map((name) => [
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
