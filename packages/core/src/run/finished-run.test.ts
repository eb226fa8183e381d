import { describe, expect, it } from 'vitest';
import { emit, exception, play, restartsAfter, signal } from './attempt.fixture.js';

const of3 = (at: number, number: number) =>
  emit(signal(at, { name: 'iteration', kind: 'progress', fields: { step: number, total: 3, loss: 2 } }));
const steps = [of3(1000, 1), of3(11_000, 2)];
const last = of3(21_000, 3);
const done = emit(signal(22_000, { name: 'completed', kind: 'success', mode: 'success' }));
const lost = emit(
  signal(23_000, {
    name: 'store_gone',
    mode: 'crash',
    error_type: 'communication',
    severity: 'warning',
    symptom_of: ['*'],
  }),
);
const logEnds = { type: 'drained', at: 24_000 } as const;
const bareLog = { has_job: false, ...restartsAfter(0) };

describe('a bare log whose last word is a warning of a lost peer', () => {
  it('has ended well where a success line stood before', () => {
    const run = play([steps, done, lost, logEnds], bareLog);
    expect(run.decisions).toEqual([]);
    expect(run.state.run).toBe('succeeded');
  });

  it('tells of no failure where all steps were done', () => {
    const run = play([steps, last, lost, logEnds], bareLog);
    expect(run.decisions).toEqual([]);
    expect(run.state.run).toBe('unknown');
  });

  it('tells of one in the middle of a run', () => {
    const run = play([steps, lost, logEnds], bareLog);
    expect(run.decisions).toHaveLength(1);
  });

  it('takes a success back where it is no warning', () => {
    const run = play([steps, done, exception(23_000), logEnds], bareLog);
    expect(run.closed).toHaveLength(1);
    expect(run.state.run).toBe('failed');
  });
});
