import { utc } from './calendar.js';
import type { Timestamp } from './read-timestamp.js';
import { isDigit, readClock, readDate, readZone } from './time-parts.js';

const keys = ['"time_ms"', '"timestamp"', '"@timestamp"', '"time"', '"ts"', '"asctime"', '"created"'];

/** The time in a line that is JSON, or holds JSON: `"time_ms": 1745262320805`, `"timestamp": "2025-…"`. */
export function readJsonTime(text: string): Timestamp | undefined {
  if (!text.includes('{"')) return undefined;
  for (const key of keys) {
    const found = text.indexOf(key);
    if (found < 0) continue;
    let at = found + key.length;
    while (text[at] === ' ' || text[at] === ':') at += 1;
    const time = text[at] === '"' ? quoted(text, at + 1) : epoch(text, at);
    if (time) return time;
  }
  return undefined;
}

function quoted(text: string, at: number): Timestamp | undefined {
  const date = readDate(text, at);
  if (!date) return epoch(text, at);
  const clock = readClock(text, date.end + 1);
  const time = clock && utc(date.value.year!, date.value.month, date.value.day, clock.value);
  if (time === undefined) return undefined;
  const zone = readZone(text, clock!.end);
  return { time: time - (zone ?? 0) * 60_000, zoned: zone !== undefined };
}

/** Seconds, milliseconds, microseconds or nanoseconds since the epoch: their size tells which, from 2001 to 2096. */
function epoch(text: string, at: number): Timestamp | undefined {
  let end = at;
  while (isDigit(text, end)) end += 1;
  let fraction = end;
  if (text[end] === '.')
    do fraction += 1;
    while (isDigit(text, fraction));
  const value = Number(text.slice(at, fraction));
  for (let unit = 1000; unit >= 1e-6; unit /= 1000) {
    if (value * unit >= 1e12 && value * unit < 4e12) return { time: Math.floor(value * unit), zoned: true };
  }
  return undefined;
}
