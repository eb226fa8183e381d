import { describe, expect, it } from 'vitest';
import type { Fields } from '../contract.js';
import { signal } from './attempt.fixture.js';
import { advance, mayBeginAnew, noProgress, type ProgressState } from './progress.js';

function movesOf(lines: readonly Fields[], begin: ProgressState = noProgress): string {
  let state = begin;
  const moves = lines.map((fields, index) => {
    const how = advance(state, signal(index * 1000, { name: 'p', kind: 'progress', fields }));
    state = how.state;
    return how.verified ? 'v' : how.moved ? 'm' : '-';
  });
  return moves.join('');
}

const losses = (total: number, ...steps: readonly number[]) => steps.map((step) => ({ step, total, loss: 1 }));

describe('a bar that begins anew', () => {
  it('goes on where it was run through: its epoch stands on another line', () => {
    expect(movesOf(losses(500, 200, 400, 500, 100, 300))).toBe('vvvvv');
  });

  it('was run through when its next line would have been beyond the total', () => {
    expect(movesOf(losses(2983, 200, 400, 2800, 200, 400))).toBe('vvvvv');
    expect(movesOf(losses(90, 0, 30, 60, 0, 30, 60, 0))).toBe('vvvvvvv');
  });

  it('stands still where it was not: those steps are done once more', () => {
    expect(movesOf(losses(500, 100, 200, 300, 50, 60))).toBe('vvv--');
    expect(movesOf(losses(500, 400, 450, 499, 440))).toBe('vvv-');
  });

  it('is no step where it shows no loss', () => {
    const steps = [
      { step: 5, total: 5 },
      { step: 1, total: 5 },
    ];
    expect(movesOf(steps)).toBe('vm');
  });

  it('is only tried where workers may have been started again', () => {
    let state = noProgress;
    for (const fields of losses(10, 8, 9, 10))
      state = advance(state, signal(0, { name: 'p', kind: 'progress', fields })).state;
    expect(movesOf(losses(10, 1), mayBeginAnew(state, 0))).toBe('-');
    expect(movesOf(losses(10, 1), state)).toBe('v');
  });

  it('lets ranks that lag behind pass', () => {
    expect(movesOf(losses(4, 3, 4, 1, 4, 2, 3)).slice(-2)).toBe('vv');
  });
});
