import { describe, expect, it } from 'vitest';
import { noRestartPolicy } from '../policy/never.js';
import { selectiveRestartPolicy } from '../policy/selective.js';
import {
  emit,
  ended,
  exception,
  MINUTE,
  nccl,
  oom,
  play,
  restartsAfter,
  seen,
  signal,
  status,
  step,
} from './attempt.fixture.js';

const steps = [step(1_000, 1), step(11_000, 2), step(21_000, 3), step(31_000, 4)];
/** The platform says that its own attempt has failed, and tries it again by itself. */
const failed = (at: number) => emit(signal(at, { name: 'input_failed', metadata: { phase: 'attempt_over' } }));
/** Steps of the platform's next attempt, which begin anew. */
const again = (at: number, count: number) => Array.from({ length: count }, (_, n) => step(at + 5_000 * n, n + 1));

describe('a platform that tries again by itself', () => {
  it('is stopped where the policy stops for what it failed of, though its next attempt steps on', () => {
    const run = play([seen(0), steps, oom(40_000), failed(40_100), again(45_000, 8), seen(90_000)], restartsAfter(0));
    expect(run.decisions.map(({ decision }) => decision)).toEqual([
      expect.objectContaining({ action: 'stop', error_type: 'oom', on_stop: 'cancel' }),
    ]);
    expect(run.state.verdict).toMatchObject({ kind: 'decided', state: 'failed' });
    expect(run.closed.at(-1)).toMatchObject({ ignored: false });
  });

  it('is stopped also where the word of the failure stands before the failure, as in a traceback', () => {
    const run = play([seen(0), steps, failed(39_900), exception(40_000), seen(90_000)], restartsAfter(0));
    expect(run.decisions.at(-1)?.decision).toMatchObject({ action: 'stop', error_type: 'exception' });
    const late = play(
      [seen(0), steps, failed(39_900), exception(39_900 + 2 * MINUTE), seen(200_000)],
      restartsAfter(0),
    );
    expect(late.decisions).toEqual([]);
  });

  it('is stopped while its next attempt waits to begin, and not while nobody can be asked', () => {
    const waits = [status(45_000, 'pending'), status(80_000, 'pending')];
    const run = play([seen(0), steps, oom(40_000), failed(40_100), waits], restartsAfter(0));
    expect(run.decisions.at(-1)?.decision).toMatchObject({ action: 'stop' });
    const away = [45_000, 90_000].map((at) => ({ type: 'job_unknown', at, error: 'no answer' }) as const);
    const unknown = play([seen(0), steps, oom(40_000), failed(40_100), away], restartsAfter(0));
    expect([unknown.decisions, unknown.state.verdict]).toEqual([[], undefined]);
    const back = play([seen(0), steps, oom(40_000), failed(40_100), away, seen(150_000)], restartsAfter(0));
    expect(back.decisions.at(-1)?.decision).toMatchObject({ action: 'stop' });
  });

  it('is left to go on where the policy would restart: its steps close the incident, and nothing is decided', () => {
    const run = play([seen(0), steps, nccl(40_000), failed(40_100), again(45_000, 8), seen(90_000)], restartsAfter(0));
    expect(run.decisions).toEqual([]);
    expect(run.closed).toMatchObject([{ ignored: true, reason: expect.stringContaining('verified steps') }]);
    expect([run.state.run, run.state.progress.last?.step]).toEqual(['running', 8]);
  });

  it('is left alone where a policy leaves what it stops, where nobody decides, and where it says only that it ended', () => {
    const leaves = selectiveRestartPolicy({ default_action: 'stop', on_stop: 'leave' });
    const events = [seen(0), steps, oom(40_000), failed(40_100), again(45_000, 8), seen(90_000)];
    expect(play(events, { policies: { crash: leaves } }).decisions).toEqual([]);
    expect(play(events).decisions).toEqual([]);
    const over = emit(signal(40_100, { name: 'x', metadata: { phase: 'workers_ended' } }));
    const run = play([seen(0), steps, oom(40_000), over, again(45_000, 8), seen(90_000)], restartsAfter(0));
    expect(run.decisions).toEqual([]);
  });

  it('goes on where it has only told of what it caught: its next step is the one after the last', () => {
    const told = [seen(0), steps, failed(39_900), exception(40_000)];
    const run = play([...told, step(45_000, 5), step(50_000, 6), step(55_000, 7), seen(90_000)], restartsAfter(0));
    expect([run.decisions, run.state.run, run.state.progress.last?.step]).toEqual([[], 'running', 7]);
    expect(run.closed).toMatchObject([{ ignored: true }]);
    // It may fail all the same.
    const later = play([...told, step(45_000, 5), failed(46_000), exception(46_100), seen(120_000)], restartsAfter(0));
    expect(later.decisions.at(-1)?.decision).toMatchObject({ action: 'stop', error_type: 'exception' });
    // Steps of somebody else, or that begin anew and come further, are no word of it.
    const other = [step(45_000, 5, 'other.log'), step(50_000, 6, 'other.log'), step(55_000, 7, 'other.log')];
    for (const more of [other, again(45_000, 7), [step(45_000, 4), step(50_000, 5)]])
      expect(play([...told, ...more, seen(90_000)], restartsAfter(0)).decisions.at(-1)?.decision).toMatchObject({
        ...{ action: 'stop', error_type: 'exception' },
      });
  });

  it('is judged by what its later lines say too, and by its own end where that comes first', () => {
    const cause = emit(signal(41_000, { name: 'xid', mode: 'crash', error_type: 'hardware', severity: 'critical' }));
    const told = { name: 'traceback', mode: 'crash', error_type: 'exception', symptom_of: ['hardware'] } as const;
    const events = [seen(0), steps, emit(signal(40_000, told)), failed(40_100), cause, seen(90_000)];
    const judged = play(events, restartsAfter(0));
    expect(judged.decisions).toEqual([]);
    const done = play([seen(0), steps, oom(40_000), failed(40_100), ended(50_000, 'succeeded')], restartsAfter(0));
    expect([done.state.run, done.decisions]).toEqual(['succeeded', []]);
  });

  it('has forgotten a failure that its steps have passed', () => {
    const run = play(
      [seen(0), steps, failed(40_000), again(45_000, 8), step(90_000, 9), oom(95_000), seen(200_000)],
      restartsAfter(0),
    );
    expect(run.state.lost).toBeUndefined();
    expect(run.decisions).toEqual([]);
  });

  it('is left alone where its machine was taken away, whatever the policy says, and stopped where that was not all', () => {
    const moved = emit(
      signal(40_000, { name: 'taken', mode: 'crash', error_type: 'preempted', metadata: { phase: 'attempt_moved' } }),
    );
    const never = { policies: { crash: noRestartPolicy({}) } };
    const run = play([seen(0), steps, moved, again(45_000, 8), seen(90_000)], never);
    expect(run.decisions).toEqual([]);
    expect(run.closed).toMatchObject([{ ignored: true }]);
    const both = play([seen(0), steps, oom(39_000), moved, again(45_000, 8), seen(90_000)], never);
    expect(both.decisions.at(-1)?.decision).toMatchObject({ action: 'stop', error_type: 'oom' });
  });
});
