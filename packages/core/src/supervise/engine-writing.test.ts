import { expect, it } from 'vitest';
import { type AttemptState, newAttempt } from '../run/attempt-state.js';
import { EngineWriting } from './engine-writing.js';

const big: AttemptState = { ...newAttempt, contradicted: ['x'.repeat(1_000_000)] };

it('writes what is not stored yet, and what does not follow from the record', () => {
  const writing = new EngineWriting(true);
  expect(writing.after(newAttempt, false, 0)).toBe(JSON.stringify(newAttempt));
  expect(writing.after(newAttempt, false, 0)).toBeUndefined();
  expect(writing.after(big, true, 1)).toBe(JSON.stringify(big));
  expect(writing.isBehind).toBe(false);
});

it('writes a large state in proportion to what is recorded beside it', () => {
  const writing = new EngineWriting(true);
  let [written, recorded] = [0, 0];
  for (let commit = 0; commit < 100_000; commit++) {
    written += writing.after(big, false, 1)?.length ?? 0;
    recorded += 500;
  }
  expect(written).toBeLessThanOrEqual(recorded / 4 + 2 * 1_000_500);
  expect(written).toBeGreaterThan(5_000_000);
});

it('lets nothing pile up that would take long to take up again', () => {
  const writing = new EngineWriting(true);
  const huge: AttemptState = { ...newAttempt, contradicted: ['x'.repeat(20_000_000)] };
  let longest = 0;
  let since = 0;
  for (let commit = 0; commit < 60_000; commit++) {
    since = writing.after(huge, false, 1) === undefined ? since + 1 : 0;
    longest = Math.max(longest, since);
  }
  expect(longest).toBe(19_999);
});
