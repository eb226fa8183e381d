import { describe, expect, it } from 'vitest';
import { duration } from './duration.js';
import { distance, nearest } from './nearest.js';

describe('duration', () => {
  it.each([
    ['30m', 1_800_000],
    ['2h', 7_200_000],
    ['90s', 90_000],
    ['250ms', 250],
    ['1.5d', 129_600_000],
    [' 5 s ', 5_000],
    [12, 12_000],
    [0.5, 500],
  ])('%j is %d ms', (text, ms) => expect(duration(text)).toBe(ms));
  it.each(['', '5', 'm', '5 weeks', '-5s', Number.NaN, -1])('%j is none', (text) =>
    expect(duration(text)).toBeUndefined(),
  );
});

describe('nearest', () => {
  const known = ['poll_interval_seconds', 'check_interval_seconds', 'log_signals', 'name'];
  it.each([
    ['log_signal', 'log_signals'],
    ['logSignals', 'log_signals'],
    ['poll-interval-seconds', 'poll_interval_seconds'],
    ['nmae', 'name'],
    ['something_else', undefined],
    ['x'.repeat(1_000_000), undefined],
  ])('of %j', (word, wanted) => expect(nearest(word, known)).toBe(wanted));
  it('counts edits', () =>
    expect([distance('', 'ab'), distance('kitten', 'sitting'), distance('a', 'a')]).toEqual([2, 3, 0]));
});
