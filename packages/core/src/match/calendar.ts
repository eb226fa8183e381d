import type { Millis } from '../contract.js';

/** Parts of a time as a log prints it. Month 1 to 12; a missing year or date is to be found from a time nearby. */
export interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
}
export interface Day {
  readonly year: number | undefined;
  readonly month: number;
  readonly day: number;
}

const DAY: Millis = 86_400_000;

/** Milliseconds since the epoch for a time in UTC, or undefined when there is no such day. */
export function utc(year: number, month: number, day: number, clock: Clock): Millis | undefined {
  if (Number.isNaN(year) || !(day >= 1 && day <= daysIn(year, month))) return undefined;
  return Date.UTC(year, month - 1, day, clock.hour, clock.minute, clock.second, clock.ms);
}

/** Days of a month; none where there is no such month. */
function daysIn(year: number, month: number): number {
  if (month === 2) {
    // `Date.UTC` takes years of two digits for those of the last century.
    const full = year >= 0 && year <= 99 ? year + 1900 : year;
    return (full % 4 === 0 && full % 100 !== 0) || full % 400 === 0 ? 29 : 28;
  }
  return month >= 1 && month <= 12 ? (THIRTY.includes(month) ? 30 : 31) : 0;
}

const THIRTY: readonly number[] = [4, 6, 9, 11];

/** A day and a clock; without a year, the year that brings it nearest to `near`. */
export function dayTime({ year, month, day }: Day, clock: Clock, near: Millis): Millis | undefined {
  if (year !== undefined) return utc(year, month, day, clock);
  const about = new Date(near).getUTCFullYear();
  const times = [about - 1, about, about + 1].map((guess) => utc(guess, month, day, clock));
  return nearest(times, near);
}

/** A clock alone: on the day that brings it nearest to `near`. */
export function clockTime(clock: Clock, near: Millis): Millis {
  const today = Math.floor(near / DAY) * DAY;
  const within = ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1000 + clock.ms;
  return nearest(
    [-DAY, 0, DAY].map((shift) => today + shift + within),
    near,
  )!;
}

function nearest(times: readonly (Millis | undefined)[], near: Millis): Millis | undefined {
  let best: Millis | undefined;
  for (const time of times) {
    if (time !== undefined && (best === undefined || Math.abs(time - near) < Math.abs(best - near))) best = time;
  }
  return best;
}
