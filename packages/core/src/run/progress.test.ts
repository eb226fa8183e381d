import { describe, expect, it } from 'vitest';
import type { Fields } from '../contract.js';
import { sizeOf } from '../correlate/groups.js';
import { signal } from './attempt.fixture.js';
import { advance, medianStep, noProgress } from './progress.js';

function run(...lines: readonly (Fields & { source?: string; at?: number })[]) {
  let state = noProgress;
  const seen = lines.map(({ source, at, ...fields }, index) => {
    const how = advance(
      state,
      signal(at ?? index * 1000, {
        name: 'p',
        kind: 'progress',
        fields: fields as Fields,
        ...(source ? { source: String(source) } : {}),
      }),
    );
    state = how.state;
    return `${how.moved ? 'm' : '-'}${how.verified ? 'v' : '-'}${how.own ? 'o' : '-'}`;
  });
  return { state, seen };
}

describe('progress', () => {
  it('is a step above every earlier one', () => {
    expect(run({ step: 1 }, { step: 2 }, { step: 2 }, { step: 1 }, { step: 3 }).seen).toEqual([
      'mvo',
      'mvo',
      '---',
      'm--',
      'mvo',
    ]);
    expect(run({ step: 5, loss: 1 }, { step: 4, loss: 1 }, { step: 5, loss: 1 }).seen).toEqual(['mvo', '---', '---']);
  });

  it('of one rank is its own even where another rank was first', () => {
    expect(run({ step: 1, source: 'r0' }, { step: 1, source: 'r1' }).seen).toEqual(['mvo', '--o']);
  });

  it('goes on over epochs that begin their steps anew', () => {
    expect(
      run({ epoch: 0, step: 9 }, { epoch: 1, step: 0 }, { epoch: 1, step: 1 }, { epoch: 0, step: 5 }).seen,
    ).toEqual(['mvo', 'mvo', 'mvo', 'm--']);
  });

  it('by the epoch counts only for software that prints no step', () => {
    expect(run({ epoch: 0.1 }, { epoch: 0.2 }).seen).toEqual(['mvo', 'mvo']);
    expect(run({ step: 5 }, { epoch: 0.2, loss: 1 }, { epoch: 0.3, loss: 1 }).seen).toEqual(['mvo', '---', '---']);
  });

  it('of a side bar keeps the run alive, and is not the run’s own step', () => {
    const { state, seen } = run(
      { step: 10, total: 100, loss: 2 },
      { step: 500, total: 900 },
      { step: 501, total: 900 },
      { step: 11, total: 100, loss: 2 },
    );
    expect(seen).toEqual(['mvo', 'm--', 'm--', 'mvo']);
    expect(state.last).toMatchObject({ step: 11, total: 100 });
  });

  it('belongs to the bar that moves most, as long as none shows a loss', () => {
    const { state } = run(
      { step: 1, total: 4 },
      { step: 2, total: 4 },
      { step: 1, total: 50 },
      { step: 2, total: 50 },
      { step: 3, total: 50 },
    );
    expect(state.last).toMatchObject({ step: 3, total: 50 });
  });

  it('of a side bar goes on when the bar is run through again, and is no move of its own then', () => {
    const { state, seen } = run(
      { step: 1, total: 100, loss: 2 },
      { step: 1, total: 5 },
      { step: 2, total: 5 },
      { step: 1, total: 5 },
      { step: 1, total: 5 },
      { step: 2, total: 5 },
    );
    expect(seen).toEqual(['mvo', 'm--', 'm--', 'm--', '---', 'm--']);
    expect(state.bars['step/5']?.moves).toBe(2);
  });

  it('keeps the unit of a throughput no longer than the throughput', () => {
    const tokens = { throughput: 812.5, throughput_unit: 'tokens/s' };
    expect(run({ step: 1, ...tokens }, { step: 2 }).state.fields).toEqual({ step: 2, ...tokens });
    expect(run({ step: 1, ...tokens }, { step: 2, throughput: 3 }).state.fields).toEqual({ step: 2, throughput: 3 });
  });

  it('keeps a bounded number of bars', () => {
    const { state } = run(...Array.from({ length: 300 }, (_, index) => ({ step: 1, total: index })));
    expect(Object.keys(state.bars).length).toBeLessThanOrEqual(64);
    expect(Object.values(state.bars).filter((bar) => sizeOf(bar.by_source) > 0)).toHaveLength(1);
  });

  it('knows the usual time of a step', () => {
    expect(medianStep(run({ step: 1, at: 0 }).state)).toBeUndefined();
    expect(
      medianStep(run({ step: 1, at: 0 }, { step: 2, at: 10 }, { step: 3, at: 1010 }, { step: 4, at: 1030 }).state),
    ).toBe(20);
  });
});
