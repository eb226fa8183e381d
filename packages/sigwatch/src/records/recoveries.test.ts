import type { RunRecordAttempt, RunRecordDecision } from '@sigwatch/core';
import { expect, it } from 'vitest';
import { recoveriesOf } from './recoveries.js';

const attempt = (number: number, last_step: number | null, ended = true): RunRecordAttempt => ({
  ...{ attempt: number, job: null, start_time: '2026-03-02T10:00:00Z', duration_seconds: null, status: null },
  ...{ exit_code: null, signal: null, first_step: 1, last_step, resume_from: `step-${number}` },
  end_time: ended ? '2026-03-02T11:00:00Z' : null,
});
const decision = (number: number, more: Partial<RunRecordDecision> = {}): RunRecordDecision => ({
  ...{ timestamp: '2026-03-02T10:30:00Z', attempt: number, action: 'restart', reason: '', mode: 'crash' },
  ...{
    error_type: 'numerical_instability',
    resume: 'latest_verified',
    resume_from: null,
    overrides: null,
    at_bound: [],
  },
  dry_run: false,
  ...more,
});
const back = { resume: 'before_failure' } as const;
const slower = { overrides: { scale: { lr: 0.1 } } };

it('tells which restarts went back or changed settings, and whether that helped', () => {
  const told = recoveriesOf({
    attempts: [attempt(1, 100), attempt(2, 140), attempt(3, 140), attempt(4, 120, false)],
    decisions: [decision(1, back), decision(2, { ...back, ...slower }), decision(3, slower)],
  });
  expect(told).toMatchObject({ total: 3, rollbacks: 2, changes: 2 });
  expect(told.list.map(({ step, outcome, resume_from }) => [step, outcome, resume_from])).toEqual([
    [100, 'further', 'step-2'],
    [140, 'no_further', 'step-3'],
    [140, 'running', 'step-4'],
  ]);
});

it('a setting at its bound is none that helped, unless a step beyond was made', () => {
  const bound = decision(1, { ...slower, at_bound: ['lr'] });
  const outcome = (last: number, ended = true) =>
    recoveriesOf({ attempts: [attempt(1, 100), attempt(2, last, ended)], decisions: [bound] }).list[0];
  expect(outcome(90)).toMatchObject({ at_bound: ['lr'], outcome: 'at_bound' });
  expect(outcome(90, false)?.outcome).toBe('at_bound');
  expect(outcome(101)?.outcome).toBe('further');
});

it('takes no other decision for one, and says what it does not know', () => {
  const plain = [decision(1), decision(2, { action: 'stop', ...back }), decision(3, { dry_run: true, ...slower })];
  expect(recoveriesOf({ attempts: [], decisions: plain })).toEqual({ total: 0, rollbacks: 0, changes: 0, list: [] });
  const unknown = recoveriesOf({ attempts: [attempt(1, null)], decisions: [decision(1, back)] });
  expect(unknown.list).toMatchObject([{ step: null, outcome: 'unknown', resume_from: null }]);
});
