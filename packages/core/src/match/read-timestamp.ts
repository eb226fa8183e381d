import type { Millis } from '../contract.js';
import { type Clock, clockTime, type Day, dayTime } from './calendar.js';
import { readJsonTime } from './json-time.js';
import { rankPrefixes, withoutEscapes } from './rank-prefix.js';
import * as parts from './time-parts.js';

export interface Timestamp {
  readonly time: Millis;
  /** The line says in which zone; otherwise it was taken as UTC. */
  readonly zoned: boolean;
}

/** How far into a line, after what ranks and colours put before it, a timestamp may begin. */
const REACH = 96;
/** How much of a line is looked at, in characters. */
const HEAD = 1024;

/**
 * The time that a log line bears near its start, or undefined. What the line leaves out (year, day) is chosen so that
 * the time comes nearest to `near`.
 */
export function readTimestamp(line: string, near: Millis): Timestamp | undefined {
  const text = withoutEscapes(line.length > HEAD ? line.slice(0, HEAD) : line);
  const start = bodyStart(text);
  const end = Math.min(text.length, start + REACH);
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    const digit = code >= 48 && code <= 57;
    // Only a digit or a capital can begin one, and only where a word begins.
    if ((!digit && !(code >= 65 && code <= 90)) || !beginsWord(text, at)) continue;
    const found = digit ? startingWithDigit(text, at, start, near) : startingWithLetter(text, at, near);
    if (found) return found;
  }
  return readJsonTime(text) ?? cancelledAt(text, near);
}

function bodyStart(text: string): number {
  let at = startsBare(text) ? 0 : (rankPrefixes(text).ends.at(-1) ?? 0);
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}

/** Most lines are told at a glance to have nothing before them: a bracket with a number in it, perhaps after spaces. */
function startsBare(text: string): boolean {
  let at = 0;
  while (text[at] === ' ') at += 1;
  return text[at] === '[' && parts.isDigit(text, at + 1);
}

/** A number inside a path, a version, an address or a word is no time. */
function beginsWord(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text.charCodeAt(at - 1);
  const word = (before | 32) >= 97 && (before | 32) <= 122;
  return !word && !(before >= 45 && before <= 58) && before !== 95;
}

function startingWithDigit(text: string, at: number, start: number, near: Millis): Timestamp | undefined {
  const date = parts.readDate(text, at);
  if (date) {
    const joint = text[date.end];
    return joint === 'T' || joint === ' ' ? complete(date.value, text, date.end + 1, near) : undefined;
  }
  const access = text[at + 2] === '/' ? accessLog(text, at) : undefined;
  if (access) return access;
  const short = at - start <= 40 ? parts.readMonthDay(text, at) : undefined;
  if (short && text[short.end] === ' ') return complete(short.value, text, short.end + 1, near);
  const first = at === start || (at === start + 1 && text[start] === '[');
  const clock = first ? parts.readClock(text, at) : undefined;
  return clock && endsClock(text, clock.end) ? { time: clockTime(clock.value, near), zoned: false } : undefined;
}

/** A clock alone is one only where nothing clings to it: `[10:47:07<21:07` is a progress bar. */
const endsClock = (text: string, at: number) => at >= text.length || ' ]|,\t'.includes(text[at]!);

/** `10/Oct/2024:13:55:36 +0000` */
function accessLog(text: string, at: number): Timestamp | undefined {
  const month = parts.readMonth(text, at + 3);
  const year = parts.digits(text, at + 7, 4);
  if (month === 0 || text[at + 6] !== '/' || text[at + 11] !== ':' || Number.isNaN(year)) return undefined;
  return complete({ year, month, day: parts.digits(text, at, 2) }, text, at + 12, 0);
}

function startingWithLetter(text: string, at: number, near: Millis): Timestamp | undefined {
  if ('IWEFCD'.includes(text[at]!) && parts.isDigit(text, at + 1)) {
    const date = parts.readCompactDate(text, at + 1);
    if (date && text[date.end] === ' ') return complete(date.value, text, date.end + 1, near);
  }
  const day = parts.readNamedDay(text, at);
  if (!day || text[day.end] !== ' ') return undefined;
  const clock = parts.readClock(text, day.end + 1);
  return clock && complete({ ...day.value, year: yearAfter(text, clock.end) }, text, day.end + 1, near);
}

/** `Fri Mar  7 22:39:35 2025` and `… 22:39:35 UTC 2025`: `ctime` and `date` put the year last. */
function yearAfter(text: string, at: number): number | undefined {
  const zone = text[at + 4] === ' ' && text[at + 1]! >= 'A' && text[at + 1]! <= 'Z' ? 4 : 0;
  const year = text[at] === ' ' ? parts.digits(text, at + 1 + zone, 4) : Number.NaN;
  return year >= 1990 && year <= 2099 && !parts.isDigit(text, at + 5 + zone) ? year : undefined;
}

/** Slurm glues this to whatever was printed last. */
function cancelledAt(text: string, near: Millis): Timestamp | undefined {
  const words = 'CANCELLED AT ';
  const at = text.indexOf(words);
  const date = at < 0 ? undefined : parts.readDate(text, at + words.length);
  return date && complete(date.value, text, date.end + 1, near);
}

function complete(day: Day, text: string, at: number, near: Millis): Timestamp | undefined {
  const found = parts.readClock(text, at);
  if (!found) return undefined;
  const clock: parts.Read<Clock> = parts.readHalfDay(found, text);
  const time = dayTime(day, clock.value, near);
  if (time === undefined) return undefined;
  const zone = parts.readZone(text, clock.end);
  return { time: time - (zone ?? 0) * 60_000, zoned: zone !== undefined };
}
