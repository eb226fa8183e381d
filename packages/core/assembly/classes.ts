// Characters of a class, as src/match/program/encode.ts lays one out: ASCII by tables, what is beyond by ranges.

import { spend } from './work';

/** Kinds of classes; the third, 1, is told character by character. */
export const BYTES: u32 = 0;
export const ANYTHING: u32 = 2;

// Where a class has its parts.
const LOW: usize = 16;
const BEYOND: usize = 32;
const TABLE: usize = 48;
const MEMBERS: usize = 304;

/** Whether it holds nothing beyond ASCII, so that each character is one byte. */
export function isAscii(klass: usize): bool {
  return load<u8>(klass, BEYOND) === 0;
}

/** The address behind the character at `at` when it is of the class, else 0. */
export function step(klass: usize, at: usize): usize {
  const byte: u32 = load<u8>(at);
  const kind = load<u32>(klass);
  const told: u32 = kind === ANYTHING ? 1 : load<u8>(klass + byte, TABLE);
  if (told === 0) return 0;
  const after = at + widthOf(byte);
  if (told === 1) return after;
  return isInRanges(klass + MEMBERS, codePoint(at, byte)) ? after : 0;
}

/** Bytes of the character that begins with this one. */
function widthOf(byte: u32): usize {
  return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

function codePoint(at: usize, byte: u32): u32 {
  const second: u32 = load<u8>(at, 1) & 0x3f;
  if (byte < 0xe0) return ((byte & 0x1f) << 6) | second;
  const third: u32 = load<u8>(at, 2) & 0x3f;
  if (byte < 0xf0) return ((byte & 0x0f) << 12) | (second << 6) | third;
  return ((byte & 0x07) << 18) | (second << 12) | (third << 6) | (load<u8>(at, 3) & 0x3f);
}

function isInRanges(ranges: usize, code: u32): bool {
  let low: u32 = 0;
  let high: u32 = load<u32>(ranges);
  while (low < high) {
    const middle = (low + high) >> 1;
    const range = ranges + 4 + (usize(middle) << 3);
    if (code < load<u32>(range)) high = middle;
    else if (code > load<u32>(range, 4)) low = middle + 1;
    else return true;
  }
  return false;
}

const HIGH = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0);

/** How many of the next sixteen bytes belong to a class before one does not. */
export function membersAt(klass: usize, at: usize): u32 {
  const bytes = v128.load(at);
  // Of each lower half of a byte, the upper halves with which it is in the class, a bit for each.
  const upper = i8x16.swizzle(v128.load(klass, LOW), v128.and(bytes, i8x16.splat(15)));
  const bit = i8x16.swizzle(HIGH, i8x16.shr_u(bytes, 4));
  const beyond = v128.and(i8x16.shr_s(bytes, 7), v128.load(klass, BEYOND));
  const outside = i8x16.bitmask(i8x16.eq(v128.or(v128.and(upper, bit), beyond), i8x16.splat(0)));
  return ctz(outside | 0x10000);
}

/** Stops at `known` and goes on from `to`, since what is between is known. */
export function bytesEnd(klass: usize, at: usize, end: usize, known: usize, to: usize): usize {
  while (at < end) {
    const count = membersAt(klass, at);
    if (at < known && at + count >= known) {
      at = to;
      continue;
    }
    at += count;
    if (count < 16) break;
  }
  return min(at, end);
}

export function charactersEnd(klass: usize, at: usize, end: usize, known: usize, to: usize): usize {
  while (at < end) {
    const after = step(klass, at);
    if (after === 0) break;
    at = after === known ? to : after;
  }
  return at;
}

export function boundedEnd(klass: usize, from: usize, end: usize, most: u32): usize {
  let at = from;
  for (; most > 0 && at < end; most--) {
    const after = step(klass, at);
    if (after === 0) break;
    at = after;
  }
  spend(u32(at - from) >> 3);
  return at;
}

/** The address behind so many characters, or one beyond `stop` where there are fewer. */
export function skip(at: usize, stop: usize, count: u32): usize {
  for (; count > 0; count--) {
    if (at >= stop) return stop + 1;
    at += widthOf(load<u8>(at));
  }
  return at;
}

export function isLong(at: usize, stop: usize, count: u32): bool {
  spend(count >> 3);
  return skip(at, stop, count) <= stop;
}
