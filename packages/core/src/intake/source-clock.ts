import type { Millis } from '../contract.js';
import type { Timestamp } from '../match/read-timestamp.js';
import { readTimestamp } from '../match/timestamp.js';

const QUARTER = 900_000;
const TOLERANCE = 60_000;
const TEN_YEARS = 10 * 365 * 86_400_000;

/** How the times that a source prints relate to ours. Json. */
export interface SourceClock {
  /** Latest line time handed out: line times never go back. */
  readonly last?: Millis;
  /** Added to times printed without a zone. */
  readonly shift?: Millis;
  /** The source was read to its end at this moment: what comes after was printed after. */
  readonly floor?: Millis;
  /** The source prints times with a zone; others in it come from another clock, and are not trusted. */
  readonly zoned?: boolean;
  /** The shift was checked against the clock while the source was caught up. */
  readonly checked?: boolean;
}

/** Times without a zone are this machine's local time until the source itself shows otherwise. */
function localShift(time: Millis): Millis {
  return new Date(time).getTimezoneOffset() * 60_000;
}

/** The time that a line states, in our clock; undefined when it states none. */
export function statedTime(clock: SourceClock, line: string, near: Millis): Millis | undefined {
  const stamp = readTimestamp(line, near);
  if (stamp === undefined || (clock.zoned && !stamp.zoned)) return undefined;
  return stamp.zoned ? stamp.time : stamp.time + (clock.shift ?? localShift(stamp.time));
}

/** The time that a line states in full: one that lacks the year or the day depends on what is taken to be near. */
export function datedTime(clock: SourceClock, line: string, near: Millis): Millis | undefined {
  const time = statedTime(clock, line, near);
  return time === statedTime(clock, line, near - TEN_YEARS) ? time : undefined;
}

/** What the last line of a chunk tells of a source's clock. `fresh`: it was printed just now, since the source was caught up before. */
export function learnZone(clock: SourceClock, line: string, now: Millis, fresh: boolean): SourceClock {
  // Of such a source no time without a zone is believed, so that there is nothing more to learn.
  if (clock.zoned) return clock;
  const stamp = readTimestamp(line, now);
  if (stamp === undefined) return clock;
  const noted = stamp.zoned ? { ...clock, zoned: true } : clock;
  return fresh ? withShift(noted, stamp, now) : noted;
}

/**
 * Learns the zone from a line that was printed just now. Only offsets that are whole quarters of an hour are zones: an
 * old line that a buffer held back is not.
 */
function withShift(clock: SourceClock, stamp: Timestamp, now: Millis): SourceClock {
  if (clock.checked || stamp.zoned) return clock;
  const off = now - (stamp.time + localShift(stamp.time));
  const zone = Math.round(off / QUARTER) * QUARTER;
  if (Math.abs(off - zone) > TOLERANCE || Math.abs(zone) > 26 * 4 * QUARTER) return clock;
  return { ...clock, shift: localShift(stamp.time) + zone, checked: true };
}

/** A line's time: never before the one before it or the last sight of the end, never after its reading. */
export function clamp(clock: SourceClock, time: Millis, readAt: Millis): Millis {
  const earliest = Math.max(clock.last ?? Number.NEGATIVE_INFINITY, clock.floor ?? Number.NEGATIVE_INFINITY);
  return Math.min(Math.max(time, earliest), readAt);
}
