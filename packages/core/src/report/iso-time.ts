import type { Millis } from '../contract.js';

const DAY = 86_400_000;
/** From the year 1 to 9999, whose years have four digits. */
const FIRST = -62_135_596_800_000;
const LAST = 253_402_300_799_999;

/** What `Date#toISOString` writes, in a fraction of its time: a log may hold millions of steps. */
export function isoTime(at: Millis): string {
  // It throws for what is no time.
  if (!(at >= FIRST && at <= LAST)) return new Date(at).toISOString();
  const time = Math.trunc(at);
  const day = Math.floor(time / DAY);
  const within = time - day * DAY;
  const ms = within % 1000;
  const second = Math.floor(within / 1000) % 60;
  const minute = Math.floor(within / 60_000) % 60;
  const hour = Math.floor(within / 3_600_000);
  return `${date(day)}T${TWO[hour]}:${TWO[minute]}:${TWO[second]}.${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}Z`;
}

/** The date of a day since 1970, by Hinnant's `civil_from_days`: years begin in March, eras every 400 years. */
function date(day: number): string {
  const since = day + 719_468;
  const era = Math.floor(since / 146_097);
  const inEra = since - era * 146_097;
  const leaps = Math.floor(inEra / 1460) - Math.floor(inEra / 36_524) + Math.floor(inEra / 146_096);
  const yearInEra = Math.floor((inEra - leaps) / 365);
  const inYear = inEra - (365 * yearInEra + Math.floor(yearInEra / 4) - Math.floor(yearInEra / 100));
  const fromMarch = Math.floor((5 * inYear + 2) / 153);
  const inMonth = inYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearInEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${TWO[month]}-${TWO[inMonth]}`;
}

const TWO: readonly string[] = Array.from({ length: 60 }, (_, i) => String(i).padStart(2, '0'));
