import { describe, expect, it } from 'vitest';
import type { EventType, Json, SigwatchEvent } from '../contract.js';
import { eventChecker } from './events.js';

const check = eventChecker();
const event = (event_type: EventType, data: Record<string, Json>): SigwatchEvent => ({
  timestamp: '2026-01-02T03:04:05.678Z',
  event_type,
  run_id: 'r1',
  attempt: 1,
  data,
});

const root = { signal: 'cuda_oom', error_type: 'oom', source: 'a.log', line: 3, text: 'CUDA out of memory' };
const decision = { action: 'stop', reason: 'r', mode: 'crash', error_type: 'oom', restarts_used: 0, max_retries: 3 };
const examples: Record<EventType, Record<string, Json>> = {
  run_started: { name: 'n', command: ['python', 'x.py'], monitor: ['default'], policy: 'default' },
  attempt_started: { job: 'local:1', key: 'k', restart: true },
  progress: { step: 3, total: 10, loss: 'nan', grad_norm: 1.5, source: 'a.log', line: 4 },
  signal: {
    signal: 'cuda_oom',
    error_type: 'oom',
    mode: 'crash',
    kind: 'error',
    severity: 'critical',
    source: 'a.log',
    line: 3,
    offset: 99,
    text: 'x',
    fields: { size: '1 GiB' },
    metadata: { issue: 7 },
  },
  state_changed: { from: 'running', to: 'degraded', reason: 'r' },
  incident_opened: { incident: 'r1/1/1', mode: 'crash', root, suspected: true },
  incident_closed: {
    incident: 'r1/1/1',
    root,
    mode: 'crash',
    signals: 3,
    explained: 2,
    ignored: false,
    confidence: 'high',
    reason: 'r',
  },
  decision: { ...decision, delay_seconds: 5, exclude_nodes: ['n1'], resume: 'older_verified', dry_run: true },
  action: { action: 'ErrorNoteAction', ok: true, detail: 'd', signal: 'cuda_oom', fields: { size: '1 GiB', n: 2 } },
  notice: { severity: 'warning', text: 't' },
  gpu_stats: { anything: [1, 2] },
  rules_reloaded: {
    by: 'command',
    monitor: ['default'],
    added: ['warp'],
    removed: [],
    changed: [],
    settings: ['order'],
    policy: 'none',
  },
  attempt_ended: { state: 'failed', exit_code: 1, reason: 'r' },
  run_ended: {
    state: 'failed',
    root,
    decision,
    restarts: 0,
    duration_seconds: 1.5,
    final_step: null,
    final_metric: { name: 'loss', value: 1.5 },
  },
};

describe.each(Object.entries(examples))('%s', (name, data) => {
  const type = name as EventType;
  it('takes a full example', () => {
    expect(check(event(type, data))).toEqual([]);
  });
  if (type !== 'gpu_stats') {
    it('refuses a key that it does not know', () => {
      expect(check(event(type, { ...data, surprise: 1 })).join()).toContain('surprise');
    });
  }
  it('refuses a further key beside data', () => {
    expect(check({ ...event(type, data), extra: 1 } as SigwatchEvent).join()).toContain('extra');
  });
});

it('takes an end without a failure', () => {
  const data = {
    state: 'succeeded',
    root: null,
    decision: null,
    restarts: 0,
    duration_seconds: 1,
    final_step: 9,
    final_metric: null,
  };
  expect(check(event('run_ended', data))).toEqual([]);
});

it('refuses what is no event', () => {
  expect(check({ ...event('notice', examples.notice), event_type: 'news' as EventType }).length).toBe(1);
  expect(check({ ...event('notice', examples.notice), timestamp: 'today' }).length).toBe(1);
  expect(check(event('progress', { ...examples.progress, loss: 'low' })).length).toBe(1);
  expect(check(event('decision', { action: 'stop' })).length).toBeGreaterThan(3);
});
