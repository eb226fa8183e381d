import { expect, it } from 'vitest';
import type { Decision, Incident } from '../contract.js';
import { signal } from '../run/attempt.fixture.js';
import { noticeOf } from './notice.js';

const context = { run_id: 'r-1', name: 'train', attempt: 2, dry_run: false };
const root = signal(0, {
  name: 'cuda_oom',
  error_type: 'oom',
  severity: 'critical',
  line: 7,
  remedy: 'Reduce the batch.',
});
const incident: Incident = {
  id: 'r-1/2/1',
  mode: 'crash',
  root,
  signals: [root],
  explained: [],
  progress: { step: 120, at: 0, fields: {} },
  confidence: 'high',
};
const decision = (more: Partial<Decision>): Decision => ({
  action: 'stop',
  reason: 'oom is never restarted',
  mode: 'crash',
  error_type: 'oom',
  restarts_used: 0,
  max_retries: 3,
  ...more,
});
const of = (more: Partial<Decision>, dry_run = false) =>
  noticeOf({ ...context, dry_run }, { type: 'decision', decision: decision(more), incident, revised: false });

it('tells of a decision with its reason, its place and its remedy', () => {
  expect(of({})).toEqual({
    run_id: 'r-1',
    attempt: 2,
    title: 'train: stopped after oom',
    text: 'Oom is never restarted.\ntrain.log:7: cuda_oom\nIt came to step 120.\nReduce the batch.',
    severity: 'critical',
  });
  expect(of({ action: 'restart', restarts_used: 1 })?.title).toBe('train: restarted after oom (crash restart 2 of 3)');
  expect(of({ action: 'restart' }, true)?.title).toBe('train: would be restarted after oom (crash restart 1 of 3)');
  expect(of({ action: 'ignore' })?.title).toBe('train: left as it is after oom');
});

it('says who failed, and what the line tells of what to do', () => {
  const { remedy: _, ...told } = { ...root, fields: { allocation_size: '2.00 GiB' } };
  const one = { ...incident, root: told, culprit: { rank: 3, node: 'a2' } };
  const notice = noticeOf(context, { type: 'decision', decision: decision({}), incident: one, revised: false });
  expect(notice?.text).toContain('\nRank 3 on a2.\n');
  expect(notice?.text).toContain('\nTried to allocate 2.00 GiB: reduce');
});

it('tells of a state, and of nothing else', () => {
  const state = noticeOf(context, {
    type: 'state',
    from: 'running',
    to: 'failed',
    reason: 'the job ended: exit code 1',
  });
  expect(state).toMatchObject({ title: 'train: failed', text: 'The job ended: exit code 1.', severity: 'error' });
  expect(noticeOf(context, { type: 'verify' })).toBeUndefined();
});
