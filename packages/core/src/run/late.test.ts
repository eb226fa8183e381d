import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineEvent, Signal } from '../contract.js';
import {
  emit,
  ended,
  exception,
  launcher,
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

const at = 4 * MINUTE;
/** A step every ten seconds, from `first` to `last`. */
const steps = (from: number, first: number, last: number, source?: string) =>
  Array.from({ length: last - first + 1 }, (_, i) => step(from + i * 10_000, first + i, source));
const phase = (time: number, is: string, given: Partial<Signal> = {}): EngineEvent =>
  emit(signal(time, { name: is, metadata: { kind: 'notice', phase: is }, ...given }));
/** Read now, printed some time before. */
const late = (time: number, given: Partial<Signal>) =>
  emit(signal(time, { name: 'late', source: 'train.late.log', late: true, ...given }));
const lateStep = (time: number, number: number, fields: Signal['fields'] = {}) =>
  late(time, { name: 'iteration', kind: 'progress', fields: { step: number, loss: 2, ...fields } });

const failed = [seen(0), steps(1000, 1, 20), nccl(at), launcher(at), phase(at, 'attempt_over')];
const end = ended(at + MINUTE, 'failed');
const rootsOf = (...events: readonly (EngineEvent | readonly EngineEvent[])[]) =>
  play([...failed, ...events, end], restartsAfter(0)).closed.map(({ ignored, incident: { root } }) =>
    ignored ? 'ignored' : root.name,
  );

describe('lines that come late', () => {
  it('are no new beginning of the workers, and no proof that a failure was none', () => {
    expect(rootsOf([4, 5, 6, 7].map((number, i) => lateStep(at + 5_000 + i, number)))).toEqual(['nccl_error']);
    expect(rootsOf([21, 22, 23].map((number, i) => lateStep(at + 5_000 + i, number)))).toEqual(['nccl_error']);
    expect(rootsOf(late(at + 5_000, { name: 'saved', kind: 'checkpoint' }))).toEqual(['nccl_error']);
    // The same, of what was printed after it.
    expect(rootsOf(steps(at + 5_000, 4, 7))).toEqual(['ignored', 'job_failed']);
    expect(rootsOf(steps(at + 5_000, 21, 23))).toEqual(['ignored', 'job_failed']);
  });

  it('end nothing that failed after they were printed', () => {
    const over = (time: number) => late(time, { name: 'nccl_error', resolved: true, severity: 'warning' });
    expect(rootsOf(over(at - 5_000))).toEqual(['nccl_error']);
    expect(rootsOf(over(at + 5_000))).toEqual(['child_failed']);
  });

  it('tell how far the run was, and that it went on so far', () => {
    const { state, of } = play([seen(0), steps(1000, 1, 3), lateStep(60_000, 4), lateStep(60_001, 2, { loss: 9 })]);
    expect(state.progress.last).toMatchObject({ step: 4 });
    expect(state.progress.fields).toMatchObject({ loss: 2 });
    expect(state.stepped).toBe(60_000);
    expect(of('progress').map(({ step: number }) => number)).toEqual([1, 2, 3, 4]);
  });

  it('begin no epoch anew that was run through', () => {
    const epoch = [seen(0), [8, 9, 10].map((number, i) => step(1000 * i, number, 'train.log', { total: 10 }))];
    const events = [...epoch, [1, 2, 3].map((number, i) => lateStep(9_000 + i, number, { total: 10 }))];
    const { state } = play(events);
    expect(state.progress.last).toMatchObject({ step: 10 });
    expect(JSON.stringify(state)).toBe(JSON.stringify(play(epoch).state));
  });

  it('hide no step of workers, or of an epoch, that have begun anew meanwhile', () => {
    const told = (from: number, first: number, last: number, fields: Signal['fields']) =>
      Array.from({ length: last - first + 1 }, (_, i) => step(from + i * MINUTE, first + i, 'train.log', fields));
    const slow = (fields: Signal['fields']) =>
      Array.from({ length: 9 }, (_, i) => {
        const time = 20 * MINUTE + i * 6 * MINUTE;
        return [step(time, 8 + i, 'train.log', fields), ...seen(time + 1)];
      }).flat();
    const restarted = [phase(12 * MINUTE, 'workers_restarted')];
    for (const [fields, between] of [[{}, restarted] as const, [{ total: 20 }, []] as const]) {
      const old = [18, 19, 20].map((number, i) => lateStep(19 * MINUTE + i, number, fields));
      const before = [
        seen(0),
        steps(1000, 1, 7),
        told(MINUTE * 2, 8, 17, fields),
        told(MINUTE * 12 - 2, 20, 20, fields),
      ];
      const run = play([...before, between, told(13 * MINUTE, 1, 7, fields), old, slow(fields)], restartsAfter(0));
      expect(run.decisions).toEqual([]);
      expect(run.state.progress.last?.step).toBe(16);
    }
  });

  it('condemn no run that has gone on since', () => {
    const traceback = { name: 'traceback', mode: 'crash', error_type: 'exception' } as const;
    const over = late(at, { name: 'over', metadata: { phase: 'attempt_over' } });
    const told = [seen(0), steps(1000, 1, 20), over, late(at + 1, traceback)];
    const run = play([...told, steps(at + 5_000, 21, 30), seen(at + 2 * MINUTE)], restartsAfter(0));
    expect([run.decisions, run.state.run, run.state.progress.last?.step]).toEqual([[], 'running', 30]);
  });

  it('leave a success what it is, and are none beside a failure', () => {
    const done = emit(signal(at - 1000, { name: 'done', kind: 'success' }));
    expect(play([...failed.slice(0, 2), done, lateStep(at, 21)]).state.succeeded).toBe(true);
    expect(play([...failed, late(at + 1, { name: 'done', kind: 'success' })]).state.succeeded).not.toBe(true);
    expect(play([...failed.slice(0, 2), late(at + 1, { name: 'done', kind: 'success' })]).state.succeeded).toBe(true);
  });

  it('name the cause of what was read before, where they do', () => {
    const cause = { name: 'cuda_oom', mode: 'crash', error_type: 'oom', severity: 'critical' } as const;
    const events = [seen(0), steps(1000, 1, 20), launcher(at), late(at + 5_000, cause), end];
    expect(play(events, restartsAfter(0)).closed).toMatchObject([{ incident: { root: { name: 'cuda_oom' } } }]);
    // A failure of workers that have begun anew since takes them no time.
    const again = [seen(0), steps(1000, 1, 20), phase(at, 'workers_ended'), late(at + 5_000, cause)];
    const starting = [...again, seen(at + 9 * MINUTE), steps(at + 9 * MINUTE, 5, 9), seen(at + 10 * MINUTE)];
    expect(play(starting, restartsAfter(0)).decisions).toEqual([]);
  });

  it('change nothing of what follows from a failure, whatever steps they tell', () => {
    const numbers = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 });
    fc.assert(
      fc.property(numbers, fc.constantFrom(nccl, oom, exception), fc.boolean(), (told, failure, isOver) => {
        const before = [seen(0), steps(1000, 1, 20), failure(at), launcher(at)];
        const over = isOver ? [phase(at, 'attempt_over')] : [];
        const lines = told.map((number, i) => lateStep(at + 1000 + i, number));
        const decided = (...events: readonly EngineEvent[]) =>
          play([...before, ...over, ...events, end], restartsAfter(0)).decisions.map(
            ({ decision: { action, error_type }, incident: { root } }) => [action, error_type, root.name],
          );
        expect(decided(...lines)).toEqual(decided());
      }),
    );
  });
});

describe('steps that were printed before the workers ended', () => {
  const other = 'other.log';
  it('are no new beginning of them, and those after it are', () => {
    const both = [status(0, 'running'), ...seen(0, other), ...seen(0)];
    const told = [...both, ...steps(1000, 1, 20), oom(at), phase(at, 'workers_ended')];
    const buffered = [12, 13, 14, 15].map((number, i) => step(at - 9_000 + i * 1000, number, other));
    const end = ended(at + 20 * MINUTE, 'failed');
    const roots = (...events: readonly EngineEvent[]) =>
      play([...told, ...events, ...end], restartsAfter(0)).closed.map(({ incident: { root } }) => root.name);
    expect(roots(...buffered)).toEqual(['cuda_oom']);
    const anew = play([...told, ...buffered, ...steps(at + MINUTE, 10, 13, other)], restartsAfter(0));
    expect(anew.closed).toMatchObject([{ ignored: true }]);
    expect(anew.state.progress.last).toMatchObject({ step: 13 });
  });
});
