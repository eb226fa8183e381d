import { expect, it } from 'vitest';
import { utc } from './calendar.js';

const clock = { hour: 12, minute: 30, second: 59, ms: 7 };

it('knows the days that there are, as Date does', () => {
  for (const year of [0, 4, 1900, 1999, 2000, 2023, 2024, 2100, Number.NaN])
    for (let month = 1; month <= 12; month++)
      for (const day of [Number.NaN, 0, 1, 28, 29, 30, 31, 32]) {
        const date = new Date(Date.UTC(year, month - 1, day));
        const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
        const time = Date.UTC(year, month - 1, day, 12, 30, 59, 7);
        expect([year, month, day, utc(year, month, day, clock)]).toEqual([year, month, day, exists ? time : undefined]);
      }
});
