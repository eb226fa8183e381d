import type { Millis } from '../contract.js';

const DAY = 86_400_000;

let lastDay = 0;
let lastDate = '1970-01-01T';

/** What `Date#toISOString` writes, in a fraction of its time: a log of many steps has many on one day. */
export function isoTime(at: Millis): string {
  const time = Math.trunc(at);
  const day = Math.floor(time / DAY);
  if (day !== lastDay) {
    // Throws for what is no time.
    lastDate = new Date(at).toISOString().slice(0, -'00:00:00.000Z'.length);
    lastDay = day;
  }
  const within = time - day * DAY;
  const ms = within % 1000;
  const second = Math.floor(within / 1000) % 60;
  const minute = Math.floor(within / 60_000) % 60;
  const hour = Math.floor(within / 3_600_000);
  return `${lastDate}${TWO[hour]}:${TWO[minute]}:${TWO[second]}.${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}Z`;
}

const TWO: readonly string[] = Array.from({ length: 60 }, (_, i) => String(i).padStart(2, '0'));
