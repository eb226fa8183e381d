import { expect, it } from 'vitest';
import type { HeartbeatStatus } from '../heartbeat/status-report.js';
import { heartbeatLines } from './heartbeat-lines.js';

const AT = Date.parse('2026-03-01T12:00:00Z');
const healthy: HeartbeatStatus = {
  location: 's3://b/training-runs/r',
  run_id: 'r',
  at: '2026-03-01T12:00:00Z',
  state: 'running',
  code: null,
  reason: 'Its last heartbeat was 12 seconds ago, at step 3 of 9.',
  since: null,
  phase: 'training',
  instance: 'i-0abc',
  node: 'gpu-1',
  started_at: null,
  step: 3,
  total: 9,
  loss: 0.5,
  learning_rate: null,
  age_seconds: { metadata: 12, progress: 13, step: 13 },
  stale_seconds: 600,
  notices: [],
};

it('a run in order', () => {
  expect(heartbeatLines(healthy, AT)).toEqual([
    's3://b/training-runs/r  running',
    'Its last heartbeat was 12 seconds ago, at step 3 of 9.',
    'training  step 3/9  loss 0.5000  on i-0abc, gpu-1',
    'metadata.json 12s ago, progress.json 13s ago; stale after 10m 00s',
  ]);
});

it('a step that has stood while its file was written, how fast it learns, and since when it runs', () => {
  const ages = { metadata: 2.9, progress: 0.2, step: 421 };
  const status = { ...healthy, learning_rate: 0.0001, started_at: '2026-03-01T09:53:00Z', age_seconds: ages };
  expect(heartbeatLines(status, AT).slice(2)).toEqual([
    'training  step 3/9  loss 0.5000  lr 1.00e-4  on i-0abc, gpu-1  began 2h 07m ago',
    'metadata.json 2s ago, progress.json 0s ago, the step has stood for 7m 01s; stale after 10m 00s',
  ]);
});

it('a machine that is called alike twice is named once', () => {
  expect(heartbeatLines({ ...healthy, node: 'i-0abc' }, AT)[2]).toMatch(/ on i-0abc$/);
});

it('a step that was seen later than its file was written says nothing more', () => {
  const status = { ...healthy, age_seconds: { metadata: 1500, progress: 1500, step: 0 } };
  expect(heartbeatLines(status, AT)[3]).toBe(
    'metadata.json 25m 00s ago, progress.json 25m 00s ago; stale after 10m 00s',
  );
});

it('one whose heartbeats are silent is told why once', () => {
  const reason = 'No heartbeat for longer than 10 minutes.';
  const failure = { error_type: 'heartbeat_lost', signal: 'heartbeats_stale', source: 'heartbeats.jsonl', line: 1 };
  const status: HeartbeatStatus = {
    ...{ ...healthy, state: 'timed_out', code: 'HEARTBEATS_STALE', reason },
    ...{ failure: { ...failure, text: `${reason} (phase training)` }, action_required: 'Look at i-0abc.' },
  };
  expect(heartbeatLines(status, AT).slice(4)).toEqual(['error type: heartbeat_lost', 'remedy: Look at i-0abc.']);
  const { error_type: _, ...untyped } = failure;
  const degraded = { ...status, failure: { ...untyped, text: reason } };
  expect(heartbeatLines(degraded, AT).slice(4)).toEqual(['remedy: Look at i-0abc.']);
});

it('one that has failed: why, what to do, and its last lines, with nothing that steers a terminal', () => {
  const failed: HeartbeatStatus = {
    ...healthy,
    run_id: 'other-name',
    state: 'failed',
    since: '2026-03-01T11:58:00Z',
    reason: '_error says: CUDA out of memory',
    failure: { error_type: 'oom', signal: 'cuda_oom', source: '_error', line: 2, text: 'CUDA out of memory' },
    action_required: 'Lower the batch size.',
    notices: ['progress.json does not tell last_updated.'],
    last_lines: ['a\u001b[2Jb'],
  };
  const lines = heartbeatLines(failed, AT);
  expect(lines[0]).toBe('s3://b/training-runs/r (other-name)  failed, for 2m 00s');
  expect(lines.slice(4, 8)).toEqual([
    'oom: CUDA out of memory  (_error:2)',
    'remedy: Lower the batch size.',
    'note: progress.json does not tell last_updated.',
    'last lines:',
  ]);
  expect(lines.join('')).not.toContain('\u001b');
});

it('of what was not answered it tells why, and no ages', () => {
  const unknown: HeartbeatStatus = {
    ...healthy,
    state: 'unknown',
    reason: 'S3 answered 403.',
    phase: null,
    step: null,
    instance: null,
    node: null,
  };
  expect(heartbeatLines(unknown, AT)).toEqual(['s3://b/training-runs/r  unknown', 'S3 answered 403.']);
});
