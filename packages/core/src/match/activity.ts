import RE2 from 're2';
import type { Millis } from '../contract.js';
import { lazily } from './lazily.js';
import { readTimestamp } from './read-timestamp.js';

const LF = 10;
const CR = 13;
/** Of a line, what is read to find its time. */
const HEAD = 512;
/** How much is read at first to find the last time of a range. */
const TAIL = 4096;

/** The time that a line states, if any. */
export type ReadTime = (line: string) => Millis | undefined;

/** A line with a time: where it starts, and where the line below it (or below the last of the same time) does. */
export interface Timed {
  readonly start: number;
  readonly next: number;
  readonly time: Millis;
}

/**
 * When a chunk of lines shows output: lines whose times never go back, the first and the last among them, such that two
 * neighbours lie further apart than `granularity` (ms) only where the chunk holds no time between. Costs a few lines
 * when the chunk spans less than `granularity`. Empty when no line has a time. `near` is a time (ms) close to the
 * chunk's, for timestamps without a year or a day.
 */
export function activity(
  chunk: Buffer,
  near: Millis,
  granularity: Millis,
  read: ReadTime = (line) => readTimestamp(line, near)?.time,
): Timed[] {
  const first = nextTimed(chunk, 0, chunk.length, read);
  if (!first) return [];
  const last = lastTimed(chunk, first.next, chunk.length, read) ?? first;
  const times: Timed[] = [first];
  const add = (one: Timed) => {
    const latest = times.at(-1)!;
    if (one.time <= latest.time) {
      // It was printed in the same moment: what follows stands below this line.
      if (one.next > latest.next) times[times.length - 1] = { ...latest, next: one.next };
      return;
    }
    // The newest is only needed as long as its neighbours are far apart.
    if (times.length > 1 && one.time - times.at(-2)!.time <= granularity) times.pop();
    times.push(one);
  };
  const pending: [Timed, Timed][] = [[first, last]];
  for (let range = pending.pop(); range; range = pending.pop()) {
    const [low, high] = range;
    const middle = high.time - low.time > granularity ? timedBetween(chunk, low, high, read) : undefined;
    if (middle) {
      // A time outside its neighbours' is a clock that was set, or no time at all.
      const time = Math.min(Math.max(middle.time, low.time), high.time);
      const between = { ...middle, time };
      pending.push([between, high], [low, between]);
    } else {
      add(low);
      add(high);
    }
  }
  return times;
}

function timedBetween(chunk: Buffer, low: Timed, high: Timed, read: ReadTime): Timed | undefined {
  const middle = lineStart(chunk, low.next, low.next + ((high.start - low.next) >> 1));
  return nextTimed(chunk, middle, high.start, read) ?? lastTimed(chunk, low.next, middle, read);
}

// A clock, or a key of JSON. RE2 objects hold no state without `g` or `y`.
const hint = lazily(() => new RE2('\\d\\d:\\d\\d:\\d\\d|"(?:time|@?timestamp|ts|created)', 'u'));

/** The first line with a time that starts in the range; `from` is the start of a line. */
function nextTimed(chunk: Buffer, from: number, to: number, read: ReadTime): Timed | undefined {
  for (let at = from; at < to; ) {
    const found = hint().search(chunk.subarray(at, to));
    if (found < 0) return undefined;
    const start = lineStart(chunk, at, at + found);
    const next = lineEnd(chunk, at + found, to);
    const text = chunk.toString('latin1', start, Math.min(next, start + HEAD));
    const time = read(text);
    if (time !== undefined) return { start, next, time };
    at = next;
  }
  return undefined;
}

/** The last line with a time in the range: reads its end, then more of it. */
function lastTimed(chunk: Buffer, from: number, to: number, read: ReadTime): Timed | undefined {
  for (let size = TAIL; ; size *= 4) {
    const start = to - size <= from ? from : lineStart(chunk, from, to - size);
    let last: Timed | undefined;
    for (let at = start; at < to; ) {
      const found = nextTimed(chunk, at, to, read);
      if (!found) break;
      last = found;
      at = found.next;
    }
    if (last || start === from) return last;
  }
}

function lineStart(chunk: Buffer, from: number, at: number): number {
  let start = at;
  while (start > from && chunk[start - 1] !== LF && chunk[start - 1] !== CR) start -= 1;
  return start;
}

function lineEnd(chunk: Buffer, at: number, to: number): number {
  let end = at;
  while (end < to && chunk[end] !== LF && chunk[end] !== CR) end += 1;
  return Math.min(to, end + 1);
}
