import type { Millis } from '../contract.js';
import type { QuietHours } from './settings.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A change of the clocks moves them by so much (ms) at most, in any zone. */
const FURTHEST = 3 * HOUR;

/** When the quiet hours end in which `at` lies; undefined when it lies in none. Clocks that are changed meanwhile are followed. */
export function quietUntil(hours: QuietHours | undefined, at: Millis): Millis | undefined {
  if (hours === undefined) return undefined;
  const from = minutesOf(hours.from);
  const to = minutesOf(hours.to);
  const clock = clockOf(hours.timezone);
  const isQuiet = (moment: Millis) => {
    const minute = minutesOf(clock.format(moment));
    return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  };
  if (from === to || !isQuiet(at)) return undefined;
  const left = (to - minutesOf(clock.format(at)) + 24 * 60) % (24 * 60);
  // What the clock shows says when it ends, but for a change of it in between: that is looked for minute by minute.
  let end = Math.floor(at / MINUTE) * MINUTE + left * MINUTE - FURTHEST;
  if (end <= at) end = Math.floor(at / MINUTE) * MINUTE + MINUTE;
  while (isQuiet(end)) end += MINUTE;
  return end;
}

/** `22:00` → 1320. */
const minutesOf = (clock: string): number => {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour * 60 + minute;
};

const clockOf = (timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** Whether this machine knows the zone. */
export function isTimeZone(name: string): boolean {
  try {
    return clockOf(name) !== undefined;
  } catch {
    return false;
  }
}
