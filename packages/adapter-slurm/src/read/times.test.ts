import { expect, it } from 'vitest';
import { parseTime, slurmTime } from './times.js';

it.each([
  ['2026-11-22T14:53:36', Date.UTC(2026, 10, 22, 14, 53, 36)],
  ['Unknown', undefined],
  ['NONE', undefined],
  ['None', undefined],
  ['N/A', undefined],
  ['INVALID', undefined],
  ['', undefined],
  ['1970-01-01T00:00:00', undefined],
  ['2026-13-40T99:00:00', undefined],
  ['14:53:36', undefined],
])('%s', (text, at) => {
  expect(parseTime(text)).toBe(at);
});

it('is written as it is read', () => {
  expect(slurmTime(Date.UTC(2026, 2, 29, 1, 30))).toBe('2026-03-29T01:30:00');
});
