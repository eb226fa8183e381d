import { describe, expect, it } from 'vitest';
import { endDetail, meaningOf, waitDetail } from './states.js';

describe('every state of SLURM', () => {
  // Names and order of src/common/slurm_protocol_defs.c, 20.11 to 25.05.
  it.each([
    ['PENDING', 'pending'],
    ['RUNNING', 'running'],
    ['SUSPENDED', 'suspended'],
    ['COMPLETED', 'succeeded'],
    ['CANCELLED', 'cancelled'],
    ['FAILED', 'failed'],
    ['TIMEOUT', 'timed_out'],
    ['NODE_FAIL', 'failed'],
    ['PREEMPTED', 'cancelled'],
    ['BOOT_FAIL', 'failed'],
    ['DEADLINE', 'timed_out'],
    ['OUT_OF_MEMORY', 'failed'],
    ['COMPLETING', 'completing'],
    ['STAGE_OUT', 'completing'],
    ['CONFIGURING', 'pending'],
    ['POWER_UP_NODE', 'pending'],
    ['RESIZING', 'running'],
    ['REQUEUED', 'completing'],
    ['REQUEUE_FED', 'completing'],
    ['REQUEUE_HOLD', 'pending'],
    ['SPECIAL_EXIT', 'pending'],
    ['STOPPED', 'suspended'],
    ['REVOKED', 'cancelled'],
    ['RESV_DEL_HOLD', 'pending'],
    ['SIGNALING', 'running'],
    ['RECONFIG_FAIL', 'failed'],
    ['LAUNCH_FAILED', 'completing'],
    ['EXPEDITING', 'pending'],
  ])('%s is %s', (word, state) => {
    expect(meaningOf(word)?.state).toBe(state);
  });

  it.each(['?', '', 'FLYING', 'toString'])('%j is unknown', (word) => {
    expect(meaningOf(word)).toBeUndefined();
  });
});

it.each([
  ['JobHeldUser', 'Held until it is released.'],
  ['job requeued in held state', 'Requeued, and held until it is released.'],
  // As scontrol writes it.
  ['job_requeued_in_held_state', 'Requeued, and held until it is released.'],
  ['Resources', undefined],
  ['BeginTime', undefined],
])('%s waits: %s', (reason, detail) => {
  expect(waitDetail(reason)).toBe(detail);
});

it('tells a script that a signal killed from one that could not be started', () => {
  expect(endDetail('JobLaunchFailure', 'SIGSEGV')).toBe('Its script was killed by a signal.');
  expect(endDetail('JobLaunchFailure', undefined)).toMatch(/could not be opened/);
  expect(endDetail('NonZeroExitCode', undefined)).toBeUndefined();
});
