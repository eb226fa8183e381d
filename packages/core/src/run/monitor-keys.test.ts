import { describe, expect, it } from 'vitest';
import { jobStatesOf } from '../config/job-states.js';
import {
  emit,
  ended,
  MINUTE,
  nccl,
  output,
  play,
  restartsAfter,
  seen,
  signal,
  status,
  step,
} from './attempt.fixture.js';

describe('states that count as alive', () => {
  const restarts = restartsAfter(0);
  const alive = (...words: string[]) => ({ ...restarts, alive: jobStatesOf(words) });

  it.each([
    ['TIMEOUT', 'timed_out', {}],
    ['preempted', 'failed', { reason: 'PREEMPTED' }],
    ['FAILED', 'failed', { exit_code: 1 }],
    ['cancelled', 'cancelled', {}],
  ] as const)('a job that ends in one of them (%s) has not failed', (word, state, more) => {
    const events = [seen(0), nccl(1_000), ended(2_000, state, more)];
    const run = play(events, alive('RUNNING', word));
    expect(run.closed.map(({ ignored }) => ignored)).toEqual([true]);
    expect([run.decisions, run.states.at(-1)]).toEqual([[], 'cancelled']);
    expect(run.of('verdict')).toMatchObject([{ verdict: { kind: 'ended', state: 'cancelled' } }]);
    expect(play(events, restarts).decisions, 'without the list').toHaveLength(1);
    expect(play(events, alive('RUNNING', 'PENDING')).decisions, 'with another list').toHaveLength(1);
  });

  it('do not change what success is', () => {
    expect(play([seen(0), ended(1_000, 'succeeded')], alive('running')).states.at(-1)).toBe('succeeded');
    expect(play([seen(0), ended(1_000, 'succeeded')], alive('completed')).states.at(-1)).toBe('succeeded');
  });

  it('in another state nothing is concluded from silence, and time does not count', () => {
    const silence = (words: readonly string[]) =>
      play([seen(0), step(1_000, 1), seen(31 * MINUTE), seen(32 * MINUTE)], alive(...words)).states;
    expect(silence(['RUNNING'])).toContain('stalled');
    expect(silence(['stall'])).toContain('stalled');
    expect(silence(['PENDING'])).not.toContain('stalled');
    const back = play(
      [seen(0), step(1_000, 1), status(2_000, 'running', { reason: 'RESIZING' }), seen(40 * MINUTE), seen(60 * MINUTE)],
      { ...restarts, alive: ['resizing'] },
    );
    expect(back.states).not.toContain('stalled');
  });
});

describe('without a limit to inactivity', () => {
  const never = { inactivity: undefined } as object;

  it('no silence is a stall, whatever was printed before', () => {
    for (const before of [[], [output(1_000)], [step(1_000, 1)], [step(1_000, 1), output(2_000)]])
      expect(play([seen(0), ...before, seen(10_000 * MINUTE)], never).of('opened')).toEqual([]);
  });

  it('a failure is still confirmed by the steps that do not follow', () => {
    const run = play([seen(0), step(1_000, 1), step(2_000, 2), nccl(3_000), seen(6 * MINUTE), seen(8 * MINUTE)], never);
    expect(run.decisions).toHaveLength(1);
    expect(play([seen(0), nccl(3_000), seen(10_000 * MINUTE)], never).decisions).toEqual([]);
  });
});

describe('a success that suffices', () => {
  const done = (at: number) =>
    emit(signal(at, { name: 'termination_string', kind: 'success', mode: 'success', suffices: true }));
  const restarts = restartsAfter(0);

  it('holds against the exit code, and against what was printed before', () => {
    const run = play([seen(0), nccl(1_000), done(2_000), ended(3_000, 'failed', { exit_code: 1 })], restarts);
    expect([run.decisions, run.states.at(-1)]).toEqual([[], 'succeeded']);
    expect(run.closed.map(({ ignored }) => ignored)).toEqual([true]);
  });

  it('holds when its line is read only after the job has failed', () => {
    const run = play(
      [seen(0), status(1_000, 'failed', { exit_code: 1 }), nccl(1_100), done(1_200), { type: 'drained', at: 1_300 }],
      restarts,
    );
    expect([run.decisions, run.states.at(-1)]).toEqual([[], 'succeeded']);
  });

  it('takes back a restart that was decided and waits for its time', () => {
    const run = play(
      [seen(0), nccl(1_000), ended(2_000, 'failed', { exit_code: 1 }), done(30_000)],
      restartsAfter(60_000),
    );
    expect(run.decisions.map(({ decision }) => decision.action)).toEqual(['restart', 'ignore']);
    expect(run.states.at(-1)).toBe('succeeded');
  });
});
