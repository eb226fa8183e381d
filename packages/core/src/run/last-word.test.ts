import { describe, expect, it } from 'vitest';
import type { EngineEvent, Signal } from '../contract.js';
import { emit, ended, exception, MINUTE, nccl, play, restartsAfter, seen, signal, step } from './attempt.fixture.js';

const last = (at: number, error_type: string, more: Partial<Signal> = {}) =>
  emit(
    signal(at, {
      ...{ name: `last_${error_type}`, mode: 'crash', error_type, source: '_error' },
      ...{ platform: true, last_word: true },
      ...more,
    } as Partial<Signal> & { name: string }),
  );
const steps = (from: number, count: number, every = 5_000, first = 1): EngineEvent[] =>
  Array.from({ length: count }, (_, i) => step(from + i * every, first + i));
const failed = ended(9_000, 'failed', { exit_code: 1 });
const rootOf = (...events: (EngineEvent | EngineEvent[])[]) =>
  play([seen(0), ...events]).closed.at(-1)?.incident.root.name;

describe('the last word of a job', () => {
  it('outranks the log', () => {
    expect(rootOf(nccl(1_000), last(5_000, 'oom'), failed)).toBe('last_oom');
  });
  it('does not outrank what it is known to be a consequence of', () => {
    expect(rootOf(exception(1_000), last(5_000, 'nccl_timeout', { symptom_of: ['exception'] }), failed)).toBe(
      'traceback',
    );
  });
  it('does not outrank the cause that the platform names', () => {
    expect(rootOf(last(5_000, 'exception'), ended(9_000, 'failed', { reason: 'NODE_FAIL' }))).toBe('job_failed');
  });

  it('is disproved by no step that is read after it, whoever prints it', () => {
    const life = [seen(0), steps(1_000, 3), last(20_000, 'oom'), steps(21_000, 2, 1_000, 4)];
    const copies = [step(25_000, 6, 'progress.json'), step(26_000, 7, 'progress.json')];
    const run = play([...life, copies, seen(27_000), ended(30_000, 'failed', { reason: 'FAILED' })], restartsAfter(0));
    expect(run.closed).toMatchObject([{ ignored: false, incident: { root: { name: 'last_oom' } } }]);
    expect(run.decisions).toMatchObject([{ decision: { action: 'stop', error_type: 'oom' } }]);
    expect(run.states).toEqual(['running', 'degraded', 'failed']);
  });

  it('nor where the platform has failed before its log is read to the end', () => {
    const late = [last(20_000, 'oom'), ...steps(21_000, 5, 1_000, 4)].map((one) => ({ ...one, at: 40_000 }));
    const [end, drained] = ended(39_000, 'failed', { exit_code: 1 }) as [EngineEvent, EngineEvent];
    const run = play([seen(0), steps(1_000, 3), end, late, { ...drained, at: 41_000 }]);
    expect(run.closed.at(-1)?.incident.root.name).toBe('last_oom');
  });

  it('nor by a checkpoint, by a word of its rule, or by sound metrics', () => {
    const written = emit(signal(25_000, { name: 'saved', kind: 'checkpoint' }));
    const over = emit(signal(26_000, { name: 'last_storage', resolved: true }));
    const word = last(20_000, 'storage', { lasting: true });
    expect(rootOf(steps(1_000, 3), word, written, over, ended(30_000, 'failed'))).toBe('last_storage');
    const nan = last(20_000, 'numerical_instability', { lasting: true });
    expect(rootOf(steps(1_000, 3), nan, steps(21_000, 4, 1_000, 4), ended(30_000, 'failed'))).toBe(
      'last_numerical_instability',
    );
  });

  it('beside a job that goes on stepping ends nothing, and the job that completes has succeeded', () => {
    const life = Array.from({ length: 300 }, (_, i) => [step(25_000 + i * 5_000, 4 + i), ...seen(26_000 + i * 5_000)]);
    const quiet = Array.from({ length: 25 }, (_, i) => seen(1_530_000 + i * MINUTE));
    const on = [steps(3_100_000, 3, 5_000, 400), seen(3_120_000)];
    const run = play(
      [
        ...[seen(0), steps(1_000, 3), last(20_000, 'nccl'), life.flat(), quiet.flat(), on.flat()],
        ended(3_130_000, 'succeeded', { exit_code: 0 }),
      ],
      restartsAfter(0),
    );
    expect(run.decisions).toEqual([]);
    expect(run.closed).toMatchObject([{ ignored: true }]);
    expect(run.states).toEqual(['running', 'degraded', 'running', 'succeeded']);
  });

  it('is confirmed by the silence of a run that made no step since', () => {
    const looks = Array.from({ length: 10 }, (_, i) => seen((i + 1) * MINUTE)).flat();
    const run = play([seen(0), steps(1_000, 3), last(20_000, 'nccl'), looks], restartsAfter(0));
    expect(run.decisions).toMatchObject([{ decision: { action: 'restart', error_type: 'nccl' } }]);
  });

  it('long outlived is not why the run ends later, where anything else tells it', () => {
    const on = steps(25_000, 200, 5_000, 4);
    const life = [seen(0), steps(1_000, 3), last(20_000, 'oom'), on, seen(1_030_000)];
    expect(rootOf(...life.slice(1), exception(1_040_000), ended(1_050_000, 'failed'))).toBe('traceback');
    expect(rootOf(...life.slice(1), ended(1_050_000, 'failed', { exit_code: 1 }))).toBe('last_oom');
    const hung = play(
      [...life, Array.from({ length: 40 }, (_, i) => seen(1_040_000 + i * MINUTE)).flat()],
      restartsAfter(0),
    );
    expect(hung.decisions).toMatchObject([{ decision: { action: 'restart', mode: 'stall', error_type: 'hang' } }]);
  });

  it('without a cause stands as well, but outranks nothing', () => {
    const bare = last(20_000, 'exception', { name: 'last_bare', platform: false, symptom_of: ['*'] });
    const life = [steps(1_000, 3), bare, steps(21_000, 5, 1_000, 4)];
    expect(rootOf(...life, ended(30_000, 'failed', { exit_code: 1 }))).toBe('last_bare');
    expect(rootOf(...life, nccl(28_000), ended(30_000, 'failed', { exit_code: 1 }))).toBe('nccl_error');
  });
});
