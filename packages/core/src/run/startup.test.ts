import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../contract.js';
import { emit, exception, MINUTE, output, play, restartsAfter, seen, signal, step } from './attempt.fixture.js';

const given = { ...restartsAfter(0), inactivity: 5 * MINUTE, startup: 30 * MINUTE };
const restarted = (at: number): EngineEvent =>
  emit(signal(at, { name: 'ray_retry', metadata: { kind: 'notice', phase: 'workers_restarted' } }));
const every = (minutes: number, from: number, to: number) =>
  Array.from({ length: Math.floor((to - from) / minutes) + 1 }, (_, i) => seen((from + i * minutes) * MINUTE)).flat();
const stalls = (run: ReturnType<typeof play>) =>
  run.of('signal').flatMap(({ at, signal: one }) => (one.source === 'sigwatch' ? [[one.name, at / MINUTE]] : []));

describe('what a start may take', () => {
  it('has no stall before it is over, though the run has been silent for longer than steps may be apart', () => {
    const run = play([seen(0), output(MINUTE), every(1, 2, 29)], given);
    expect(stalls(run)).toEqual([]);
    const without = play([seen(0), output(MINUTE), every(1, 2, 29)], { ...given, startup: 0 });
    expect(stalls(without)).toEqual([['stall_no_output', 6]]);
  });

  it('ends in a run that has never started, where nothing but its arguments was printed', () => {
    const run = play([seen(0), output(MINUTE), every(1, 2, 33)], given);
    expect(stalls(run)).toEqual([['stall_never_started', 30]]);
    expect(run.of('signal')[0]?.signal.text).toBe(
      'The run made no step in its first 30 minutes, and printed nothing for 5 minutes.',
    );
    expect(run.decisions.map(({ decision }) => decision.action)).toEqual(['restart']);
    expect(stalls(play([seen(0), every(1, 1, 33)], given))).toEqual([['stall_never_started', 30]]);
  });

  it('is not judged by steps of a run that prints: nobody may know its steps', () => {
    const prints = Array.from({ length: 120 }, (_, i) => [output((i + 1) * MINUTE), seen((i + 1) * MINUTE)]).flat(2);
    expect(stalls(play([seen(0), prints], given))).toEqual([]);
  });

  it('is over with the first step: from then on steps may not be further apart than ever', () => {
    const run = play([seen(0), output(MINUTE), step(10 * MINUTE, 1), every(1, 10, 16)], given);
    expect(stalls(run)).toEqual([['stall_no_output', 15]]);
  });

  it('begins anew where a launcher starts its workers again', () => {
    const steps = [step(1 * MINUTE, 1), step(2 * MINUTE, 2), step(3 * MINUTE, 3)];
    const events = [seen(0), steps, exception(4 * MINUTE), restarted(4 * MINUTE)];
    expect(play([...events, every(1, 5, 33)], given).decisions).toEqual([]);
    expect(play([...events, every(1, 5, 33)], { ...given, startup: 0 }).decisions).toHaveLength(1);
    const healthy = play([...events, every(1, 5, 33), step(34 * MINUTE, 2), step(34.5 * MINUTE, 3)], given);
    expect(healthy.closed).toMatchObject([{ ignored: true }]);
    expect(play([...events, every(1, 5, 38)], given).closed).toMatchObject([{ ignored: false }]);
    const quiet = [seen(0), steps, restarted(4 * MINUTE)];
    expect(stalls(play([...quiet, every(1, 5, 33)], given))).toEqual([]);
    expect(stalls(play([...quiet, every(1, 5, 36)], given))).toHaveLength(1);
  });

  it('begins anew also where the workers had made no step yet', () => {
    const quiet = [seen(0), output(MINUTE), every(1, 2, 28), output(28 * MINUTE), restarted(29 * MINUTE)];
    expect(stalls(play([...quiet, every(1, 29, 58)], given))).toEqual([]);
    expect(stalls(play([...quiet, every(1, 29, 62)], given))).toEqual([['stall_never_started', 59]]);
    const failed = [seen(0), output(MINUTE), every(1, 2, 28), exception(28 * MINUTE), restarted(29 * MINUTE)];
    expect(play([...failed, every(1, 29, 58)], given).decisions).toEqual([]);
    expect(play([...failed, every(1, 29, 62)], given).decisions).toHaveLength(1);
  });

  it('is not cut short by what the workers before had left to say', () => {
    const steps = [step(1 * MINUTE, 1), step(2 * MINUTE, 2), step(3 * MINUTE, 3)];
    const before = [seen(0), steps, exception(4 * MINUTE), restarted(4 * MINUTE)];
    const late = [...before, exception(4 * MINUTE + 20_000)];
    expect(play([...late, every(1, 5, 33)], given).decisions).toEqual([]);
    expect(play([...late, every(1, 5, 38)], given).decisions).toHaveLength(1);
    const again = [...before, exception(6 * MINUTE)];
    expect(play([...again, every(1, 7, 20)], given).decisions).toHaveLength(1);
  });

  it('of a suspicion before the first step is waited for, too', () => {
    const run = play([seen(0), exception(MINUTE), every(1, 2, 29)], given);
    expect(run.decisions).toEqual([]);
    expect(play([seen(0), exception(MINUTE), every(1, 2, 33)], given).decisions).toHaveLength(1);
  });
});

describe('a line that Ray has put together from many', () => {
  const late = (at: number) =>
    emit(signal(at, { name: 'traceback', mode: 'crash', text: 'KeyError: 1 [repeated 3x across cluster]' }));
  const events = [seen(0), step(MINUTE, 1), step(2 * MINUTE, 2), exception(3 * MINUTE), restarted(3 * MINUTE)];

  it('says nothing of workers that were started again before it came', () => {
    const run = play([...events, late(3 * MINUTE + 5000), every(1, 4, 20)], given);
    expect(run.decisions).toEqual([]);
  });

  it('is a failure like any other where none was told of yet', () => {
    const unsaid = play([seen(0), step(MINUTE, 1), late(2 * MINUTE), every(1, 3, 20)], given);
    expect(unsaid.closed).toMatchObject([{ ignored: false }]);
  });
});
