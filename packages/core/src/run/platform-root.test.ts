import { describe, expect, it } from 'vitest';
import { errorTypes } from '../config/error-types.js';
import type { JobStatus, Signal } from '../contract.js';
import {
  emit,
  exception,
  launcher,
  nccl,
  ncclTimeout,
  oom,
  play,
  restartsAfter,
  seen,
  signal,
  status,
  step,
} from './attempt.fixture.js';

const job = { id: 'slurm:7', incarnation: '1' } as const;
const ended = (at: number, state: JobStatus['state'], more: Partial<JobStatus> = {}) => [
  status(at, state, { job, ...more }),
  { type: 'drained', at } as const,
];
const steps = [step(1000, 1), step(11_000, 2), step(21_000, 3)];
const failure = (time: number, name: string, more: Partial<Signal> = {}) =>
  emit(signal(time, { name, mode: 'crash', error_type: name, ...more }));
/** What the processes print when the job is taken from them. */
const traces = (time: number) => [
  failure(time, 'step_cancelled', { error_type: 'cancelled', symptom_of: ['*'] }),
  failure(time + 100, 'terminated', { error_type: 'exception', symptom_of: ['*'] }),
  failure(time + 200, 'process_group', {
    error_type: 'communication',
    symptom_of: ['preempted', 'timeout', 'hardware'],
  }),
];
const of = (...events: Parameters<typeof play>[0]) => {
  const run = play([seen(0), steps, ...events], restartsAfter(0));
  const last = run.closed.at(-1);
  return {
    run,
    ignored: last?.ignored,
    incident: last?.incident,
    root: last?.incident.root,
    decision: run.decisions.at(-1)?.decision,
  };
};

describe('the platform’s own word', () => {
  it('of a lost node outranks the NCCL error that another rank printed first', () => {
    const { root, incident, decision } = of(
      nccl(30_000),
      ncclTimeout(31_000, 'rank7'),
      ended(60_000, 'failed', { reason: 'NODE_FAIL', nodes: ['a1', 'a2'] }),
    );
    expect(root).toMatchObject({ error_type: 'hardware', text: 'The job ended: NODE_FAIL' });
    expect(incident).toMatchObject({ confidence: 'high', explained: [expect.any(String), expect.any(String)] });
    expect(incident?.culprit).toBeUndefined();
    expect(decision).toMatchObject({ action: 'restart', error_type: 'hardware' });
  });

  it.each([
    ['TIMEOUT', 'timed_out', 'timeout', 'timeout'],
    ['PREEMPTED', 'failed', 'preempted', 'crash'],
    ['PREEMPTED', 'cancelled', 'preempted', 'crash'],
    ['OOMKilled', 'failed', 'oom', 'crash'],
    ['TERM_RUNLIMIT', 'failed', 'timeout', 'timeout'],
  ] as const)('%s (%s) explains the traces that it leaves', (reason, state, error_type, mode) => {
    const { root, incident } = of(traces(30_000), ended(31_000, state, { reason, signal: 'SIGTERM' }));
    expect(root).toMatchObject({ error_type, platform: true });
    expect(incident).toMatchObject({ mode, confidence: 'high' });
    expect(incident?.explained).toHaveLength(3);
  });

  it('of a job that completed closes whatever was suspected', () => {
    const { ignored, decision, run } = of(
      exception(30_000),
      ended(31_000, 'succeeded', { reason: 'COMPLETED', exit_code: 0 }),
    );
    expect([ignored, decision, run.state.run]).toEqual([true, undefined, 'succeeded']);
  });
});

describe('an end that says nothing', () => {
  const killed = { exit_code: 137, signal: 'SIGKILL' } as const;

  it('is explained by a line of the kernel about host memory, however late it is read', () => {
    const host = failure(29_000, 'host_oom_killed', { error_type: 'oom', platform: true });
    for (const events of [
      [host, ended(31_000, 'failed', killed)],
      [launcher(30_000), host, ended(31_000, 'failed', killed)],
    ]) {
      const { root, incident, decision } = of(...events);
      expect(root?.name).toBe('host_oom_killed');
      expect(incident?.confidence).toBe('high');
      expect(decision?.action).toBe('stop');
    }
  });

  it('explains nothing: what a rank printed is the root', () => {
    for (const more of [{ reason: 'FAILED', exit_code: 1 }, killed, { exit_code: 143 }, { signal: 'SIGTERM' }])
      expect(of(launcher(29_000), exception(30_000, 'rank5'), ended(31_000, 'failed', more)).root?.name).toBe(
        'traceback',
      );
  });

  it('with nothing else is unknown, and the policy’s default, in words', () => {
    const { root, incident, decision } = of(
      ended(31_000, 'failed', { ...killed, job: { id: 'local:x', incarnation: '1' } }),
    );
    expect(root).toMatchObject({ error_type: 'unknown', text: 'The job ended: signal SIGKILL, exit code 137' });
    expect(incident?.confidence).toBe('low');
    expect(decision).toMatchObject({
      action: 'restart',
      error_type: 'unknown',
      reason: 'nothing tells why the run failed, and the default is to restart.',
    });
  });

  it('leaves the earliest symptom where there are only symptoms, with low confidence', () => {
    const { root, incident } = of(traces(30_000).slice(0, 2), ended(31_000, 'failed', { exit_code: 1 }));
    expect([root?.name, incident?.confidence]).toEqual(['step_cancelled', 'low']);
  });
});

describe('an end that somebody wanted', () => {
  it('is the root where nothing else failed, and is never restarted', () => {
    const { root, decision } = of(ended(31_000, 'cancelled', { reason: 'TERM_OWNER' }));
    expect([root?.name, decision?.action, decision?.reason]).toEqual([
      'cancelled_by_user',
      'stop',
      'somebody cancelled the job.',
    ]);
  });

  it('hides no failure that came before it', () => {
    expect(of(oom(25_000), ended(600_000, 'cancelled', { reason: 'TERM_OWNER' })).root?.error_type).toBe('oom');
  });
});

describe('who failed', () => {
  const launcherLine = (text: string) =>
    failure(30_500, 'slurm_task_failed', { error_type: 'slurm_failure', symptom_of: ['*'], text });

  it('is told with the incident, and kept off the next attempt where the policy wants it', () => {
    const lines = [
      launcherLine('srun: error: a2: task 3: Out Of Memory'),
      launcherLine('srun: error: a1: tasks 0-2: Terminated'),
    ];
    const { incident } = of(lines, ended(31_000, 'failed', { reason: 'OUT_OF_MEMORY', nodes: ['a1', 'a2'] }));
    expect(incident?.culprit).toEqual({ rank: 3, node: 'a2' });
    expect(incident?.root.error_type).toBe('oom');
  });

  it('survives a crash of sigwatch with the state: it is worked out of the signals anew', () => {
    const text = '[rank3]: node07:811:902 [2] NCCL WARN x';
    const { incident } = of(failure(30_000, 'gpu_failure', { error_type: 'hardware', text }), ended(31_000, 'failed'));
    expect(incident?.culprit).toEqual({ rank: 3, node: 'node07', gpu: '2' });
  });
});

describe('the word of a cluster that runs jobs by an actor', () => {
  const ended = (at: number, state: JobStatus['state'], more: Partial<JobStatus> = {}) => [
    status(at, state, { job: { id: 'ray:sigwatch-run-1', incarnation: 'session_1' }, ...more }),
    { type: 'drained', at } as const,
  ];

  it('that is lost is a failure of hardware, whatever the driver cried as it died', () => {
    const { root, incident, decision } = of(
      exception(30_000),
      ended(31_000, 'failed', { reason: 'CLUSTER_LOST', detail: 'another cluster answers at its address' }),
    );
    expect(root).toMatchObject({ error_type: 'hardware', platform: true, severity: 'fatal', mode: 'crash' });
    expect(incident).toMatchObject({ confidence: 'high', explained: [expect.any(String)] });
    expect(decision).toMatchObject({ action: 'restart', error_type: 'hardware' });
  });

  it('of a job that somebody deleted is the owner’s will', () => {
    const { root, run } = of(ended(31_000, 'cancelled', { reason: 'DELETED', ended_by: 'owner' }));
    expect(root).toMatchObject({ name: 'cancelled_by_user', error_type: 'cancelled' });
    expect(run.state.run).toBe('cancelled');
    const failedBefore = of(oom(30_000), ended(31_000, 'cancelled', { reason: 'DELETED', ended_by: 'owner' }));
    expect(failedBefore.root).toMatchObject({ error_type: 'oom' });
    const ours = of(ended(31_000, 'cancelled', { reason: 'DELETED', ended_by: 'sigwatch' }));
    expect([ours.incident, ours.decision, ours.run.state.run]).toEqual([undefined, undefined, 'cancelled']);
  });

  it.each([
    ['JOB_SUPERVISOR_ACTOR_DIED', 'hardware'],
    ['JOB_SUPERVISOR_ACTOR_START_FAILURE', 'not_started'],
  ])('%s is explained by any line', (reason, error_type) => {
    const bare = of(ended(31_000, 'failed', { reason }));
    expect(bare.root).toMatchObject({ error_type, symptom_of: ['*'] });
    expect(bare.decision).toMatchObject({ action: 'restart', error_type });
    const told = of(oom(30_000), ended(31_000, 'failed', { reason }));
    expect([told.root?.error_type, told.decision?.action]).toEqual(['oom', 'stop']);
    expect(of(nccl(30_000), ended(31_000, 'failed', { reason })).root?.error_type).toBe('nccl');
  });

  it('of its memory is a cause, although the actor died', () => {
    const { root, decision } = of(
      exception(30_000),
      ended(31_000, 'failed', { reason: 'NODE_OUT_OF_MEMORY (JOB_SUPERVISOR_ACTOR_DIED)' }),
    );
    expect(root).toMatchObject({ error_type: 'oom', platform: true });
    expect(decision).toMatchObject({ action: 'stop' });
  });

  it.each([
    ['JOB_SUPERVISOR_ACTOR_UNSCHEDULABLE', 'not_started'],
    ['JOB_SUPERVISOR_ACTOR_START_TIMEOUT', 'not_started'],
    ['RUNTIME_ENV_SETUP_FAILURE', 'environment'],
  ])('%s names its cause, with what to do', (reason, error_type) => {
    const { root, incident } = of(ended(31_000, 'failed', { reason, detail: 'Ray’s own words.' }));
    expect(root).toMatchObject({ error_type, platform: true, text: `The job ended: ${reason}: Ray’s own words.` });
    expect(incident?.confidence).toBe('high');
    expect(errorTypes[error_type as 'environment']).toMatchObject({
      restartable: error_type === 'not_started',
      remedy: expect.stringContaining(error_type === 'environment' ? 'package' : 'GPUs'),
    });
  });

  it.each([
    'JOB_ENTRYPOINT_COMMAND_ERROR',
    'JOB_ENTRYPOINT_COMMAND_START_ERROR',
    'JOB_SUPERVISOR_ACTOR_UNKNOWN_FAILURE',
  ])('%s says nothing of the cause', (reason) => {
    const bare = of(ended(31_000, 'failed', { reason, exit_code: 1 }));
    expect(bare.root).toMatchObject({ error_type: 'unknown', mode: 'crash', symptom_of: ['*'] });
    expect(bare.root).not.toHaveProperty('platform');
    const told = of(exception(30_000), ended(31_000, 'failed', { reason, exit_code: 1 }));
    expect([told.root?.error_type, told.decision?.action]).toEqual(['exception', 'stop']);
  });
});
