import type { JobRef } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { job } from './fake-ray.fixture.js';
import { type JobDetails, jobDetails } from './job-details.js';
import { V29, V260 } from './recorded.fixture.js';
import { firstSentence, goneStatus, statusOf } from './status.js';

const ref: JobRef = { id: 'ray:sw-1', incarnation: V260.session };
const of = (told: unknown, stopped = false) => statusOf(ref, jobDetails(told) as JobDetails, { asOf: 7, stopped });

describe('the status of a job', () => {
  it.each([
    ['2.9.3', V29.failed],
    ['2.60.0', V260.failed],
  ])('of a command that failed, by %s', (_, told) => {
    expect(of(told)).toEqual({
      ...{ job: ref, as_of: 7, state: 'failed', exit_code: 3, reason: 'JOB_ENTRYPOINT_COMMAND_ERROR' },
      detail: 'Job entrypoint command failed with exit code 3.',
      ...{ started_at: told.start_time, ended_at: told.end_time, nodes: ['192.0.2.2'] },
    });
  });

  it.each([
    ['2.9.3', V29.notStarted, /^Failed to start supervisor actor sw-6: '\/tmp\/nothere is not a valid URI/],
    ['2.60.0', V260.notStarted, /^Failed to start supervisor actor sw-3: '\/tmp\/nothere is not a valid path\.'\.$/],
  ])('of one that could not be started, by %s', (_, told, detail) => {
    const status = of(told);
    expect(status).toMatchObject({ state: 'failed', reason: 'JOB_SUPERVISOR_ACTOR_START_FAILURE' });
    expect(status?.detail).toMatch(detail);
    expect(status).not.toHaveProperty('exit_code');
    expect(status).not.toHaveProperty('started_at');
  });

  it('of one that waits: when it was submitted is not when it began', () => {
    expect(of(V260.pending)).toEqual({
      ...{ job: ref, as_of: 7, state: 'pending' },
      detail: 'it may wait for resources that are not there: see `ray status`',
    });
    expect(of(V260.pending, true)?.detail).toMatch(/told to stop/);
  });

  it.each([
    [{ status: 'RUNNING' }, { state: 'running', started_at: 1_000 }],
    [
      { status: 'SUCCEEDED', driver_exit_code: 0, end_time: 9 },
      { state: 'succeeded', exit_code: 0, ended_at: 9 },
    ],
    [{ status: 'SUCCEEDED' }, { state: 'succeeded', exit_code: 0 }],
    [
      { status: 'FAILED', driver_exit_code: -9 },
      { state: 'failed', signal: 'SIGKILL' },
    ],
    [
      { status: 'FAILED', driver_exit_code: 137 },
      { state: 'failed', exit_code: 137 },
    ],
    [
      { status: 'FAILED', driver_exit_code: -200 },
      { state: 'failed', exit_code: -200 },
    ],
  ])('%j is %j', (fields, expected) => {
    expect(of(job(fields))).toMatchObject(expected);
  });

  it('of one that was stopped names the hand', () => {
    expect(of(job({ status: 'STOPPED' }))).toMatchObject({ state: 'cancelled', ended_by: 'owner' });
    expect(of(job({ status: 'STOPPED' }), true)).toMatchObject({ state: 'cancelled', ended_by: 'sigwatch' });
  });

  it('of one that was told to stop and could not be started is cancelled, but never hides an exit code', () => {
    const late = { status: 'FAILED', error_type: 'JOB_SUPERVISOR_ACTOR_START_TIMEOUT', driver_node_id: null };
    expect(of(job(late), true)).toMatchObject({ state: 'cancelled', ended_by: 'sigwatch' });
    expect(of(job(late))).toMatchObject({ state: 'failed', reason: 'JOB_SUPERVISOR_ACTOR_START_TIMEOUT' });
    expect(of(job({ status: 'FAILED', driver_exit_code: 1 }), true)).toMatchObject({ state: 'failed', exit_code: 1 });
  });

  it.each([
    ['Job supervisor actor died: The actor died because its node has died. Node Id: a1', 'NODE_DIED'],
    ['Unexpected error occurred: The actor died because of a killed node. The node 12ab has died', 'NODE_DIED'],
    ['Job supervisor actor died: Task was killed due to the node running low on memory.', 'NODE_OUT_OF_MEMORY'],
    ['Job supervisor actor died: The actor is dead because it was killed by `ray.kill`.', 'JOB_SUPERVISOR_ACTOR_DIED'],
    ['runtime_env setup failed: no such package', 'RUNTIME_ENV_SETUP_FAILURE'],
    ['Job supervisor actor could not be scheduled: no node', 'JOB_SUPERVISOR_ACTOR_UNSCHEDULABLE'],
    ['Job supervisor actor failed to start within 900.0 seconds.', 'JOB_SUPERVISOR_ACTOR_START_TIMEOUT'],
    ['Unexpected error occurred: boom', 'JOB_SUPERVISOR_ACTOR_UNKNOWN_FAILURE'],
    ['Traceback (most recent call last):\n  File "x"\nOSError: no', 'JOB_ENTRYPOINT_COMMAND_START_ERROR'],
  ])('%s: %s', (message, reason) => {
    const { reason: found = '' } = of(job({ status: 'FAILED', message })) ?? {};
    expect(found.split(' ', 1)[0]).toBe(reason);
  });

  it('has no reason where nobody tells one, and none for a word that is not known', () => {
    expect(of(job({ status: 'FAILED', message: 'Job failed.' }))).not.toHaveProperty('reason');
    expect(of(job({ status: 'PAUSED' }))).toBeUndefined();
    expect(jobDetails('x')).toBeUndefined();
    expect(jobDetails({})).toBeUndefined();
  });

  it('never takes a word of the log for one of Ray', () => {
    const message = `${V260.failed.message}Job supervisor actor died: the node has died, running low on memory\n`;
    expect(of({ ...V260.failed, message })).toMatchObject({ reason: 'JOB_ENTRYPOINT_COMMAND_ERROR' });
    expect(of({ ...V29.failed, message })).toMatchObject({ reason: 'JOB_ENTRYPOINT_COMMAND_ERROR' });
  });
});

describe('the first sentence of a message', () => {
  it.each([
    ['', ''],
    ['Job failed.', 'Job failed.'],
    ['Traceback (most recent call last):\n  File "x"\nOSError: no space\n', 'OSError: no space'],
    ['runtime_env setup failed: no pip\nmore', 'runtime_env setup failed: no pip.'],
  ])('%j: %j', (message, expected) => {
    expect(firstSentence(message)).toBe(expected);
  });

  it('is cut where it is long', () => {
    expect(firstSentence('x'.repeat(20_000)).length).toBeLessThan(600);
  });
});

it('a job that is gone is lost with its cluster, or deleted by a hand', () => {
  expect(goneStatus(ref, 'lost', { asOf: 7, stopped: false })).toMatchObject({
    state: 'failed',
    reason: 'CLUSTER_LOST',
  });
  expect(goneStatus(ref, 'deleted', { asOf: 7, stopped: false })).toMatchObject({
    ...{ state: 'cancelled', reason: 'DELETED', ended_by: 'owner' },
  });
});
