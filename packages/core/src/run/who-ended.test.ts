import { describe, expect, it } from 'vitest';
import type { JobStatus } from '../contract.js';
import { selectiveRestartPolicy } from '../policy/selective.js';
import { emit, MINUTE, nccl, play, restartsAfter, seen, signal, status, step } from './attempt.fixture.js';
import { platformSignal } from './platform.js';

const job = { id: 'slurm:7', incarnation: 'c/1/0' } as const;
const steps = [step(1_000, 1), step(11_000, 2), step(21_000, 3)];
const ended = (at: number, state: JobStatus['state'], more: Partial<JobStatus> = {}) => [
  status(at, state, { job, ...more }),
  { type: 'drained', at } as const,
];
const signalOf = (state: JobStatus['state'], more: Partial<JobStatus> = {}) =>
  platformSignal({ job, state, ...more }, 0);

/** What a final status is taken for where no line says anything. */
const table: readonly (readonly [JobStatus['state'], Partial<JobStatus>, string, string, string])[] = [
  ['cancelled', { ended_by: 'owner' }, 'cancelled_by_user', 'crash', 'cancelled'],
  ['cancelled', { ended_by: 'admin' }, 'job_cancelled', 'crash', 'cancelled'],
  ['cancelled', { ended_by: 'platform' }, 'job_cancelled', 'crash', 'cancelled'],
  ['cancelled', {}, 'job_cancelled', 'crash', 'cancelled'],
  ['cancelled', { reason: 'PREEMPTED', ended_by: 'platform' }, 'job_cancelled', 'crash', 'preempted'],
  ['cancelled', { reason: 'REQUEUED' }, 'job_requeued', 'crash', 'preempted'],
  ['cancelled', { reason: 'REQUEUED', exit_code: 99 }, 'job_cancelled', 'crash', 'slurm_failure'],
  ['failed', { reason: 'FAILED', exit_code: 1 }, 'job_failed', 'crash', 'slurm_failure'],
  ['failed', { exit_code: 1 }, 'job_failed', 'crash', 'slurm_failure'],
  ['failed', { reason: 'NODE_FAIL' }, 'job_failed', 'crash', 'hardware'],
  ['failed', { reason: 'BOOT_FAIL' }, 'job_failed', 'crash', 'hardware'],
  ['failed', { reason: 'OUT_OF_MEMORY' }, 'job_failed', 'crash', 'oom'],
  ['timed_out', { reason: 'TIMEOUT' }, 'job_timed_out', 'timeout', 'timeout'],
  ['timed_out', { reason: 'DEADLINE' }, 'job_timed_out', 'timeout', 'timeout'],
  ['timed_out', { reason: 'GONE' }, 'job_timed_out', 'timeout', 'timeout'],
];

describe('how a job has ended', () => {
  it.each(table)('%s %j is %s, %s, %s', (state, more, name, mode, error_type) => {
    expect(signalOf(state, more)).toMatchObject({ name, mode, error_type, subsystem: 'slurm' });
  });

  it('is no more than a fate where nothing says why: any line explains it', () => {
    for (const reason of ['REQUEUED', 'GONE'])
      expect(signalOf(reason === 'GONE' ? 'timed_out' : 'cancelled', { reason })).toMatchObject({ symptom_of: ['*'] });
    const run = play([seen(0), steps, nccl(25_000), ended(40_000, 'timed_out', { reason: 'GONE' })], restartsAfter(0));
    expect(run.closed.at(-1)?.incident).toMatchObject({ mode: 'crash', root: { error_type: 'nccl' } });
    const silent = play([seen(0), steps, ended(40_000, 'timed_out', { reason: 'GONE' })], restartsAfter(0));
    expect(silent.closed.at(-1)?.incident).toMatchObject({ mode: 'timeout', root: { name: 'job_timed_out' } });
  });

  it('is what the log says where nobody else knows', () => {
    const done = emit(signal(24_000, { name: 'completed', kind: 'success', mode: 'success' }));
    const gone = ended(40_000, 'timed_out', { reason: 'GONE' });
    const well = play([seen(0), steps, done, gone], restartsAfter(0));
    expect([well.state.run, well.decisions]).toEqual(['succeeded', []]);
    // What came after it, and what the platform knows, count more.
    const failed = play([seen(0), steps, done, nccl(25_000), gone], restartsAfter(0));
    expect(failed.closed.at(-1)?.incident.root.error_type).toBe('nccl');
    const all = [seen(0), step(1_000, 99, 'train.log', { total: 100 }), step(11_000, 100, 'train.log', { total: 100 })];
    const reached = play([...all, gone], restartsAfter(0));
    expect([reached.state.run, reached.decisions]).toEqual(['succeeded', []]);
    const alien = ended(40_000, 'failed', { reason: 'EXIT_UNKNOWN' });
    expect(play([...all, alien], restartsAfter(0)).state.run).toBe('succeeded');
    const half = play([seen(0), steps, alien], restartsAfter(0)).closed.at(-1)?.incident;
    expect(half).toMatchObject({ mode: 'crash', root: { error_type: 'unknown_end' } });
    const limit = play([seen(0), steps, done, ended(40_000, 'timed_out', { reason: 'TIMEOUT' })], restartsAfter(0));
    expect(limit.state.run).toBe('timed_out');
  });
});

describe('a job that its owner has cancelled', () => {
  const byOwner = ended(60_000, 'cancelled', { ended_by: 'owner' });

  it('is not restarted, also where a failure that would be came before', () => {
    for (const events of [[], [nccl(25_000)]]) {
      const run = play([seen(0), steps, events, byOwner], restartsAfter(0));
      expect(run.decisions.at(-1)?.decision).toMatchObject({ action: 'stop', reason: 'somebody cancelled the job.' });
      expect(run.state.run).toBe('cancelled');
    }
  });

  it('is, where a list names the signal', () => {
    const policy = selectiveRestartPolicy({ restart_on_signals: ['cancelled_by_user'] });
    const run = play([seen(0), steps, byOwner], { policies: { crash: policy } });
    expect(run.decisions.at(-1)?.decision.action).toBe('restart');
  });
});

describe('a job that was requeued', () => {
  const requeued = (exit_code?: number) =>
    ended(60_000, 'cancelled', { reason: 'REQUEUED', ...(exit_code === undefined ? {} : { exit_code }) });
  const stops = { policies: { crash: selectiveRestartPolicy({}) } };
  const decisionOn = (events: Parameters<typeof play>[0]) => play(events, stops).decisions.at(-1)?.decision;

  it('is no failure that a policy could stop, and its next start is left alone', () => {
    const left = {
      action: 'ignore',
      on_stop: 'leave',
      reason: 'the job was requeued, and nothing tells of a failure.',
    };
    expect(decisionOn([seen(0), steps, requeued()])).toMatchObject(left);
    expect(play([seen(0), steps, requeued()], { policies: {} }).decisions.at(-1)?.decision).toMatchObject(left);
  });

  it('has failed where its exit code or a line says so', () => {
    expect(decisionOn([seen(0), steps, requeued(99)])).toMatchObject({ action: 'stop', error_type: 'slurm_failure' });
    expect(decisionOn([seen(0), steps, nccl(25_000), requeued()])).toMatchObject({
      action: 'stop',
      error_type: 'nccl',
    });
  });

  it('is restarted, and counted, where the policy says so', () => {
    const policy = selectiveRestartPolicy({ restart_on_error_types: ['preempted'] });
    const run = play([seen(0), steps, requeued()], { policies: { crash: policy } });
    expect(run.decisions.at(-1)?.decision).toMatchObject({ action: 'restart', error_type: 'preempted' });
  });
});

describe('a job that sigwatch has cancelled', () => {
  const bySigwatch = ended(60_000, 'cancelled', { ended_by: 'sigwatch' });

  it('has not failed, and nothing is decided', () => {
    for (const events of [[], [nccl(25_000)]]) {
      const run = play([seen(0), steps, events, bySigwatch], restartsAfter(0));
      expect(run.decisions).toEqual([]);
      expect(run.state.verdict).toEqual({
        kind: 'ended',
        state: 'cancelled',
        reason: 'sigwatch has cancelled the job',
      });
      expect(run.of('signal').map(({ signal }) => signal.name)).not.toContain('job_cancelled');
      expect(run.closed.map(({ reason }) => reason)).toEqual(events.map(() => 'sigwatch has cancelled the job'));
    }
  });

  it('after a restart was decided, is restarted', () => {
    const late = 60 * MINUTE;
    const run = play(
      [
        seen(0),
        steps,
        seen(31 * MINUTE),
        seen(32 * MINUTE),
        ended(late, 'cancelled', { ended_by: 'sigwatch' }),
        seen(2 * late),
      ],
      restartsAfter(50 * MINUTE),
    );
    expect(run.decisions.map(({ decision }) => decision.action)).toEqual(['restart']);
    expect(run.state.verdict).toMatchObject({ kind: 'decided', decided: { decision: { action: 'restart' } } });
  });
});

describe('a job that was begun anew', () => {
  const successor = { ...job, incarnation: 'c/1/1' };

  it('is decided on at once: nothing is waited for', () => {
    const again = ended(40_000, 'failed', { reason: 'NODE_FAIL', successor });
    const run = play([seen(0), steps, again], restartsAfter(10 * MINUTE));
    expect(run.decisions.map(({ decision }) => decision)).toMatchObject([
      { action: 'restart', error_type: 'hardware' },
    ]);
    expect(run.decisions[0]?.decision).not.toHaveProperty('delay');
    expect(run.state.verdict).toMatchObject({ kind: 'decided', decided: { due: 40_000 } });
  });
});
