import { expect, it } from 'vitest';
import { moment, momentFrom } from './moment.js';

it('is so long after another one', () => {
  expect(moment('+30s')).toEqual({ after: 30_000 });
  expect(moment(' + 1.5 h ')).toEqual({ after: 5_400_000 });
  expect(moment('+8h45m30s')).toEqual({ after: 31_530_000 });
  expect(moment('+250ms')).toEqual({ after: 250 });
  expect(moment(30)).toEqual({ after: 30_000 });
  expect(momentFrom(1_000, '+1m')).toBe(61_000);
});

it('or stands by itself', () => {
  const at = Date.UTC(2025, 0, 2, 3, 4, 5);
  expect(moment('2025-01-02T03:04:05Z')).toEqual({ at });
  expect(moment('2025-01-02 05:04:05+02:00')).toEqual({ at });
  expect(momentFrom(1_000, '2025-01-02T03:04:05Z')).toBe(at);
});

it('or is none', () => {
  for (const wrong of ['', '+', '+30', '+s', '+3x', '+3s4', 'soon', '2025-13-02T00:00:00Z', -1])
    expect(moment(wrong), String(wrong)).toBeUndefined();
});
