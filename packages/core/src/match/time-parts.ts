import type { Clock, Day } from './calendar.js';

/**
 * Readers for the parts of a timestamp. Each takes a position and gives what stands there and where it ends, or
 * nothing. Hand-written, since no JavaScript RegExp may see log bytes.
 */
export interface Read<T> {
  readonly value: T;
  readonly end: number;
}

export const isDigit = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
};

/** Exactly `count` digits as a number, or NaN. */
export function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index++) {
    if (!isDigit(text, index)) return Number.NaN;
    value = value * 10 + text.charCodeAt(index) - 48;
  }
  return value;
}

/** `HH:MM:SS`, with a fraction after a point or a comma. */
export function readClock(text: string, at: number): Read<Clock> | undefined {
  if (text[at + 2] !== ':' || text[at + 5] !== ':') return undefined;
  const hour = digits(text, at, 2);
  const minute = digits(text, at + 3, 2);
  const second = digits(text, at + 6, 2);
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return undefined;
  let end = at + 8;
  let ms = 0;
  if ((text[end] === '.' || text[end] === ',') && isDigit(text, end + 1)) {
    let scale = 100;
    for (end += 1; isDigit(text, end); end++) {
      ms += scale * (text.charCodeAt(end) - 48);
      scale = scale >= 1 ? Math.floor(scale / 10) : 0;
    }
  }
  if (isDigit(text, end) || text[end] === ':') return undefined;
  return { value: { hour, minute, second, ms }, end };
}

/** ` AM` or ` PM` after a clock of twelve hours. */
export function readHalfDay({ value, end }: Read<Clock>, text: string): Read<Clock> {
  const half = text[end] === ' ' && text[end + 2] === 'M' ? text[end + 1] : undefined;
  if ((half !== 'A' && half !== 'P') || value.hour > 12 || value.hour === 0) return { value, end };
  return { value: { ...value, hour: (value.hour % 12) + (half === 'P' ? 12 : 0) }, end: end + 3 };
}

const validDay = ({ month, day }: Day) => month >= 1 && month <= 12 && day >= 1 && day <= 31;
const validYear = (year: number) => year >= 1990 && year <= 2099;

/** `2024-11-26`, `2024/11/26` */
export function readDate(text: string, at: number): Read<Day> | undefined {
  const separator = text[at + 4];
  if ((separator !== '-' && separator !== '/') || text[at + 7] !== separator) return undefined;
  const value = { year: digits(text, at, 4), month: digits(text, at + 5, 2), day: digits(text, at + 8, 2) };
  return validYear(value.year) && validDay(value) ? { value, end: at + 10 } : undefined;
}

/** `06-25` or `06/25`, without a year */
export function readMonthDay(text: string, at: number): Read<Day> | undefined {
  if (text[at + 2] !== '-' && text[at + 2] !== '/') return undefined;
  const value = { year: undefined, month: digits(text, at, 2), day: digits(text, at + 3, 2) };
  return validDay(value) ? { value, end: at + 5 } : undefined;
}

/** What stands between glog's level letter and its clock: `0922`, `923` (c10d leaves the month's zero out), `20240922`. */
export function readCompactDate(text: string, at: number): Read<Day> | undefined {
  let end = at;
  while (isDigit(text, end) && end < at + 9) end += 1;
  const count = end - at;
  if (count !== 3 && count !== 4 && count !== 8) return undefined;
  const day = digits(text, end - 2, 2);
  const month = count === 3 ? digits(text, at, 1) : digits(text, end - 4, 2);
  const year = count === 8 ? digits(text, at, 4) : undefined;
  const value = { year, month, day };
  return validDay(value) && (year === undefined || validYear(year)) ? { value, end } : undefined;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The month (1 to 12) whose English abbreviation stands at `at`, or 0. */
export const readMonth = (text: string, at: number): number => months.indexOf(text.slice(at, at + 3)) + 1;

/** `Mar  7`, `Mar 17` */
export function readNamedDay(text: string, at: number): Read<Day> | undefined {
  const month = readMonth(text, at);
  if (month === 0 || text[at + 3] !== ' ') return undefined;
  const start = text[at + 4] === ' ' ? at + 5 : at + 4;
  const count = isDigit(text, start + 1) ? 2 : 1;
  const value = { year: undefined, month, day: digits(text, start, count) };
  return validDay(value) ? { value, end: start + count } : undefined;
}

/** Minutes east of UTC after a clock: `Z`, `+01:00`, ` +0000`, ` UTC`. */
export function readZone(text: string, at: number): number | undefined {
  if (text[at] === 'Z') return 0;
  const start = text[at] === ' ' ? at + 1 : at;
  if (text.startsWith('UTC', start) || text.startsWith('GMT', start)) return 0;
  const sign = text[start] === '+' ? 1 : text[start] === '-' ? -1 : 0;
  if (sign === 0) return undefined;
  const colon = text[start + 3] === ':' ? 1 : 0;
  const hours = digits(text, start + 1, 2);
  const minutes = digits(text, start + 3 + colon, 2);
  const ended = !isDigit(text, start + 5 + colon);
  return hours <= 14 && minutes <= 59 && ended ? sign * (hours * 60 + minutes) : undefined;
}
