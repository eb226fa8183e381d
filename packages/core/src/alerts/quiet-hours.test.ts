import { describe, expect, it } from 'vitest';
import { isTimeZone, quietUntil } from './quiet-hours.js';
import type { QuietHours } from './settings.js';

const night: QuietHours = { from: '22:00', to: '07:00', timezone: 'Europe/Berlin', except: [] };
const until = (hours: QuietHours, at: string) => {
  const end = quietUntil(hours, Date.parse(at));
  return end === undefined ? undefined : new Date(end).toISOString();
};

describe('quiet hours', () => {
  it.each([
    ['before midnight', night, '2026-01-10T21:30:00Z', '2026-01-11T06:00:00.000Z'],
    ['after midnight', night, '2026-01-11T02:00:30Z', '2026-01-11T06:00:00.000Z'],
    ['at their first minute', night, '2026-01-10T21:00:00Z', '2026-01-11T06:00:00.000Z'],
    ['at their end', night, '2026-01-11T06:00:00Z', undefined],
    ['by day', night, '2026-01-11T12:00:00Z', undefined],
    // In the last night of March the clocks go on by an hour, in that of October back.
    ['when clocks go on', night, '2026-03-28T22:30:00Z', '2026-03-29T05:00:00.000Z'],
    ['when clocks go back', night, '2026-10-24T21:30:00Z', '2026-10-25T06:00:00.000Z'],
    ['within one day', { ...night, from: '12:00', to: '13:30' }, '2026-07-01T10:30:00Z', '2026-07-01T11:30:00.000Z'],
    ['of half an hour off', { ...night, timezone: 'Asia/Kolkata' }, '2026-07-01T17:00:00Z', '2026-07-02T01:30:00.000Z'],
    ['that are empty', { ...night, from: '07:00' }, '2026-07-01T05:00:00Z', undefined],
  ] as const)('%s', (_, hours, at, end) => {
    expect(until(hours, at)).toBe(end);
  });

  it('end at a moment that is no longer quiet, and not a minute late, at any moment of a year', () => {
    for (const timezone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']) {
      const hours = { ...night, timezone };
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 31 * 3_600_000 + 60_000) {
        const end = quietUntil(hours, at);
        if (end === undefined) continue;
        expect(end).toBeGreaterThan(at);
        expect(end - at).toBeLessThanOrEqual(10 * 3_600_000);
        expect(quietUntil(hours, end)).toBeUndefined();
        expect(quietUntil(hours, Math.max(at, end - 60_000))).toBe(end);
      }
    }
  });

  it('know which zones there are', () => {
    expect(['Europe/Berlin', 'UTC', 'Europe/Berln'].map(isTimeZone)).toEqual([true, true, false]);
  });
});
