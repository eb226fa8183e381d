import { describe, expect, it } from 'vitest';
import { errorTypes } from '../config/error-types.js';
import type { JobStatus } from '../contract.js';
import { nodesOf, platformSignal } from './platform.js';
import { meaningOf } from './platform-words.js';

const status = (state: JobStatus['state'], more: Partial<JobStatus> = {}): JobStatus => ({
  job: { id: 'slurm:7', incarnation: '1' },
  state,
  ...more,
});

describe('a platform’s word', () => {
  it.each([
    ['OUT_OF_MEMORY', 'oom'],
    ['OOMKilled', 'oom'],
    ['TERM_MEMLIMIT', 'oom'],
    ['JOB_EXEC_KILL_MEM', 'oom'],
    ['NODE_OUT_OF_MEMORY', 'oom'],
    ['NODE_FAIL', 'hardware'],
    ['NodeDown', 'hardware'],
    ['NODE_DIED', 'hardware'],
    ['POD_LOST', 'hardware'],
    ['PROCESS_LOST', 'hardware'],
    ['PREEMPTED', 'preempted'],
    ['Preempting', 'preempted'],
    ['TERM_PREEMPT', 'preempted'],
    ['AUTOSCALER_DRAIN_PREEMPTED', 'preempted'],
    ['GENERIC_STATUS_INTERNAL_FAILURE', 'preempted'],
    ['TIMEOUT', 'timeout'],
    ['DEADLINE', 'timeout'],
    ['DeadlineExceeded', 'timeout'],
    ['TERM_RUNLIMIT', 'timeout'],
    ['JOB_EXEC_KILL_WALLTIME', 'timeout'],
    ['GENERIC_STATUS_TIMEOUT', 'timeout'],
    ['TERM_OWNER', 'cancelled'],
    ['CLUSTER_LOST', 'hardware'],
    ['DELETED', 'cancelled'],
    ['JOB_SUPERVISOR_ACTOR_DIED', 'hardware'],
    ['NODE_OUT_OF_MEMORY (JOB_SUPERVISOR_ACTOR_DIED)', 'oom'],
    ['NODE_DIED (JOB_SUPERVISOR_ACTOR_DIED)', 'hardware'],
    ['JOB_SUPERVISOR_ACTOR_UNSCHEDULABLE', 'not_started'],
    ['JOB_SUPERVISOR_ACTOR_START_FAILURE', 'not_started'],
    ['JOB_SUPERVISOR_ACTOR_START_TIMEOUT', 'not_started'],
    ['RUNTIME_ENV_SETUP_FAILURE', 'environment'],
    ['RUNTIME_ENV_SETUP_FAILED', 'environment'],
    ['preempted (requeued as 8)', 'preempted'],
  ])('%s means %s', (word, type) => {
    expect(meaningOf(word)?.error_type).toBe(type);
    expect(errorTypes).toHaveProperty(type);
  });

  it.each([
    'FAILED',
    'COMPLETED',
    'Error',
    'NonZeroExitCode',
    'RaisedSignal',
    'BackoffLimitExceeded',
    'TERM_UNKNOWN',
    'JOB_ENTRYPOINT_COMMAND_ERROR',
    'JOB_ENTRYPOINT_COMMAND_START_ERROR',
    'JOB_SUPERVISOR_ACTOR_UNKNOWN_FAILURE',
    '',
  ])('%j names no cause', (word) => {
    expect(meaningOf(word)).toBeUndefined();
  });

  it('of a node under pressure is read with what it ran out of', () => {
    expect(meaningOf('Evicted')?.error_type).toBe('preempted');
    expect(meaningOf('Evicted', 'The node was low on resource: memory. Threshold …')?.error_type).toBe('oom');
    expect(meaningOf('Evicted', 'The node was low on resource: ephemeral-storage.')?.error_type).toBe('storage');
    expect(meaningOf('FAILED', 'resource: memory')).toBeUndefined();
  });
});

describe('the end of a job', () => {
  it('explains what came before where its word names a cause, and is explained by it where not', () => {
    expect(platformSignal(status('failed', { reason: 'NODE_FAIL' }), 0)).toMatchObject({
      error_type: 'hardware',
      platform: true,
      symptom_of: [],
    });
    for (const bare of [
      status('failed', { reason: 'FAILED', exit_code: 1 }),
      status('failed', { signal: 'SIGKILL' }),
    ]) {
      expect(platformSignal(bare, 0)).toMatchObject({ error_type: 'slurm_failure', symptom_of: ['*'] });
      expect(platformSignal(bare, 0)).not.toHaveProperty('platform');
    }
    const elsewhere = { ...status('failed', { exit_code: 137 }), job: { id: 'ray:x', incarnation: '1' } } as const;
    expect(platformSignal(elsewhere, 0)).toMatchObject({ error_type: 'unknown', symptom_of: ['*'] });
    expect(platformSignal(status('succeeded', { reason: 'COMPLETED' }), 0)).toBeUndefined();
    expect(platformSignal(status('timed_out'), 0)).toMatchObject({ error_type: 'timeout', mode: 'timeout' });
  });

  it('that its owner wanted is told as such, and outranks nothing', () => {
    const killed = platformSignal(status('cancelled', { reason: 'TERM_OWNER' }), 0);
    expect(killed).toMatchObject({ name: 'cancelled_by_user', error_type: 'cancelled' });
    expect(killed?.symptom_of).toContain('oom');
    expect(killed).not.toHaveProperty('platform');
  });

  it('names a node only where there is one to name', () => {
    const lost = (nodes: readonly string[]) =>
      platformSignal(status('failed', { reason: 'NODE_FAIL', nodes }), 0)?.fields.node;
    expect([lost(['a1']), lost(['a1', 'a2']), lost([])]).toEqual(['a1', undefined, undefined]);
    expect(nodesOf({ ...status('failed', { nodes: ['me'] }), job: { id: 'local:x', incarnation: '1' } })).toEqual([]);
  });
});
