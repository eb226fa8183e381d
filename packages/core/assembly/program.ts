// Runs what src/match/program/encode.ts has laid out: a pattern as instructions over the bytes of one line, tried in the
// order that RE2 prefers. Sure of its answer, since it goes through every choice; bounded, since it gives up after a
// number of steps that grows with the line, and RE2 then decides. Positions are addresses of bytes.

const NO: i32 = 0;
const YES: i32 = 1;
const UNSURE: i32 = -1;

// Opcodes; word 0 of an instruction. Word 1 is the address of the next one.
const MATCH: u32 = 0;
const TEXT: u32 = 1;
const CHARACTER: u32 = 2;
const SAVE: u32 = 3;
const ASSERT: u32 = 4;
const SPAN: u32 = 5;
const RUN: u32 = 6;
const SWITCH: u32 = 7;

// Flags of RUN.
const GREEDY: u32 = 1;
const START: u32 = 2;
/** Of any characters, and any number of them. */
const FREE: u32 = 4;

// A frame is four words; its first one tells what it is: one of these, or the address of a RUN.
const RESTORE: u32 = 1;
const OTHERS: u32 = 2;
const RESTORE_BOTH: u32 = 3;
const FRAME: usize = 16;

// Kinds of classes; the third, 1, is told character by character.
const BYTES: u32 = 0;
const ANYTHING: u32 = 2;

// Where a class has its parts.
const LOW: usize = 16;
const BEYOND: usize = 32;
const TABLE: usize = 48;
const MEMBERS: usize = 304;

const UNLIMITED: u32 = 0xffffffff;

/** What looking through bytes has cost since the last step, in steps. */
let work: u32 = 0;

/**
 * Whether the line from `start` to `end` matches. The memory must be readable for 64 bytes behind `end`. The spans of
 * the groups are at the place that the program names, two words for each, 0xffffffff where a group took no part.
 */
export function runProgram(program: usize, start: usize, end: usize): i32 {
  let pc: usize = load<u32>(program);
  const spans: usize = load<u32>(program, 4);
  const memos: usize = load<u32>(program, 12);
  const base: usize = load<u32>(program, 20);
  const limit: usize = load<u32>(program, 24);
  const seen: usize = load<u32>(program, 28);
  fill(spans, load<u32>(program, 8), i32x4.splat(-1));
  fill(memos, load<u32>(program, 16), i32x4.splat(0));

  const bound: u32 = 2000 + 16 * u32(end - start);
  const patience: u32 = 256 + (u32(end - start) >> 1);
  // Rows of bits, one for each SWITCH that leaves a choice; kept only once a line proves hard.
  const width: u32 = u32(end - start) + 1;
  const rows: u32 = (load<u32>(program, 36) * width + 7) >> 3;
  let remembers = false;

  let steps: u32 = 0;
  work = 0;
  let at = start;
  let top = base;

  while (true) {
    steps += 1 + work;
    work = 0;
    if (steps > bound || top > limit) return finish(program, steps, UNSURE);
    const next: usize = load<u32>(pc, 4);
    let failed = false;
    switch (load<u32>(pc)) {
      case MATCH: {
        store<u32>(spans, u32(at), 4);
        return finish(program, steps, YES);
      }
      case TEXT: {
        if (at + load<u32>(pc, 8) <= end && isText(pc, at)) {
          at += load<u32>(pc, 8);
          pc = next;
        } else failed = true;
        break;
      }
      case CHARACTER: {
        const after = at < end ? step(load<u32>(pc, 8), at) : 0;
        if (after !== 0) {
          at = after;
          pc = next;
        } else failed = true;
        break;
      }
      case SAVE: {
        top = save(top, spans + load<u32>(pc, 8), u32(at));
        pc = next;
        break;
      }
      case ASSERT: {
        if (holds(load<u32>(pc, 8), at, start, end)) pc = next;
        else failed = true;
        break;
      }
      // As many characters as there are: fewer would lead nowhere.
      case SPAN: {
        const stop = runEnd(pc, memos, at, end);
        const least = load<u32>(pc, 12);
        if (least <= 1 ? stop >= at + least : isLong(at, stop, least)) {
          const slot = load<u32>(pc, 28);
          if (slot !== 0) {
            const group = spans + slot;
            store<u32>(top, RESTORE_BOTH);
            store<u32>(top, u32(group), 4);
            store<u64>(top, load<u64>(group), 8);
            top += FRAME;
            store<u32>(group, u32(at));
            store<u32>(group, u32(stop), 4);
          }
          at = stop;
          pc = next;
        } else failed = true;
        break;
      }
      case RUN: {
        const flags = load<u32>(pc, 24);
        let stop = end;
        let from = at;
        if ((flags & FREE) === 0) {
          const least = load<u32>(pc, 12);
          stop = runEnd(pc, memos, at, end);
          if (least !== 0) from = skip(at, stop, least);
          work += least >> 3;
          if (from > stop) {
            failed = true;
            break;
          }
        }
        const greedy = (flags & GREEDY) !== 0;
        const found = greedy ? before(pc, memos, from, stop, end) : behind(pc, memos, from, stop, end);
        if (found === 0) {
          remember(memos + load<u32>(pc, 20), u32(from), u32(stop));
          failed = true;
          break;
        }
        store<u32>(top, u32(pc));
        store<u32>(top, u32(from), 4);
        store<u32>(top, u32(found), 8);
        store<u32>(top, u32(stop), 12);
        top += FRAME;
        if ((flags & START) !== 0) store<u32>(spans, u32(found));
        at = found + load<u32>(pc, 44);
        pc = load<u32>(pc, 40);
        break;
      }
      case SWITCH: {
        const symbol: usize = at < end ? load<u8>(at) : 256;
        const number: usize = load<u8>(usize(load<u32>(pc, 8)) + symbol);
        const list: usize = load<u32>(usize(load<u32>(pc, 12)) + (number << 2));
        const first: usize = load<u32>(list);
        if (first === 0) {
          failed = true;
          break;
        }
        if (load<u32>(list, 4) !== 0) {
          if (steps > patience) {
            if (!remembers && rows <= load<u32>(program, 32)) {
              memory.fill(seen, 0, rows);
              remembers = true;
            }
            if (remembers) {
              const bit: u32 = load<u32>(pc, 16) * width + u32(at - start);
              const byte: usize = seen + (bit >> 3);
              const mask: u32 = 1 << (bit & 7);
              if ((load<u8>(byte) & mask) !== 0) {
                failed = true;
                break;
              }
              store<u8>(byte, load<u8>(byte) | mask);
            }
          }
          store<u32>(top, OTHERS);
          store<u32>(top, u32(list + 4), 4);
          store<u32>(top, u32(at), 8);
          top += FRAME;
        }
        pc = first;
        break;
      }
      default:
        return finish(program, steps, UNSURE);
    }
    if (!failed) continue;

    // What is left to try, the last choice first.
    while (true) {
      if (top === base) return finish(program, steps, NO);
      steps += 1;
      const frame = top - FRAME;
      const kind = load<u32>(frame);
      if (kind === RESTORE) {
        store<u32>(load<u32>(frame, 4), load<u32>(frame, 8));
        top = frame;
      } else if (kind === RESTORE_BOTH) {
        store<u64>(load<u32>(frame, 4), load<u64>(frame, 8));
        top = frame;
      } else if (kind === OTHERS) {
        const list: usize = load<u32>(frame, 4);
        at = load<u32>(frame, 8);
        pc = load<u32>(list);
        if (load<u32>(list, 4) === 0) top = frame;
        else store<u32>(frame, u32(list + 4), 4);
        break;
      } else {
        const run: usize = kind;
        const from: usize = load<u32>(frame, 4);
        const last: usize = load<u32>(frame, 8);
        const stop: usize = load<u32>(frame, 12);
        const memo = memos + load<u32>(run, 20);
        let found: usize = 0;
        if ((load<u32>(run, 24) & GREEDY) !== 0) {
          remember(memo, u32(last), u32(stop));
          if (last > from) found = before(run, memos, from, last - 1, end);
        } else {
          remember(memo, u32(from), u32(last));
          if (last < stop) found = behind(run, memos, last + 1, stop, end);
        }
        if (found !== 0) {
          store<u32>(frame, u32(found), 8);
          if ((load<u32>(run, 24) & START) !== 0) store<u32>(spans, u32(found));
          at = found + load<u32>(run, 44);
          pc = load<u32>(run, 40);
          break;
        }
        remember(memo, u32(from), u32(stop));
        top = frame;
      }
    }
  }
}

/** Whole vectors; calling out to fill so little would take longer. */
function fill(at: usize, bytes: usize, value: v128): void {
  for (const end = at + bytes; at < end; at += 16) v128.store(at, value);
}

function finish(program: usize, steps: u32, answer: i32): i32 {
  store<u32>(load<u32>(program, 40), steps + work);
  return answer;
}

/** Writes a bound of a group, so that going back undoes it. */
function save(top: usize, place: usize, value: u32): usize {
  store<u32>(top, RESTORE);
  store<u32>(top, u32(place), 4);
  store<u32>(top, load<u32>(place), 8);
  store<u32>(place, value);
  return top + FRAME;
}

/** Sixteen letters at a time, some in either case: of the last ones, what follows them in the memory doesn't count. */
function isText(text: usize, at: usize): bool {
  let block = text + 32;
  for (let whole = load<u32>(text, 24); whole > 0; whole--) {
    if (sameLetters(block, at) !== 0xffff) return false;
    block += 32;
    at += 16;
  }
  const care = load<u32>(text, 12);
  return (sameLetters(block, at) & care) === care;
}

function sameLetters(block: usize, at: usize): u32 {
  return i8x16.bitmask(i8x16.eq(v128.or(v128.load(at), v128.load(block, 16)), v128.load(block)));
}

/** The address behind the character at `at` when it is of the class, else 0. */
function step(klass: usize, at: usize): usize {
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

function isWord(byte: u32): bool {
  return (byte | 32) - 97 < 26 || byte - 48 < 10 || byte === 95;
}

function holds(what: u32, at: usize, start: usize, end: usize): bool {
  if (what === 0) return at === start;
  if (what === 1) return at === end;
  const left: bool = at > start && isWord(load<u8>(at - 1));
  const right: bool = at < end && isWord(load<u8>(at));
  return left !== right;
}

/** Where the characters of a run end that begins at `at`: behind the longest one that it may take. */
function runEnd(run: usize, memos: usize, at: usize, end: usize): usize {
  const klass: usize = load<u32>(run, 8);
  const kind = load<u32>(klass);
  const most = load<u32>(run, 16);
  if (kind === BYTES) {
    const count = membersAt(klass, at);
    // A character is one byte where the class holds none beyond ASCII.
    if (most <= 16 && load<u8>(klass, BEYOND) === 0) return min(at + min<u32>(count, most), end);
    if (most === UNLIMITED && (count < 16 || at + 16 >= end)) return min(at + count, end);
  }
  if (most !== UNLIMITED) return boundedEnd(klass, at, end, most);
  if (kind === ANYTHING) return end;
  // The last long run is kept, so that one that is entered at each of its places is not walked through each time.
  const memo = memos + load<u32>(run, 20);
  const known: usize = load<u32>(memo, 8);
  const to: usize = load<u32>(memo, 12);
  if (at >= known && at <= to && known !== 0) return to;
  const from = at;
  at = kind === BYTES ? bytesEnd(klass, at, end, known, to) : charactersEnd(klass, at, end, known, to);
  const skipped: usize = from < known && at >= to ? to - known : 0;
  work += u32(at - from - skipped) >> 3;
  if (at - from >= 16) {
    store<u32>(memo, u32(from), 8);
    store<u32>(memo, u32(at), 12);
  }
  return at;
}

const HIGH = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0);

/** How many of the next sixteen bytes belong to a class before one does not. */
function membersAt(klass: usize, at: usize): u32 {
  const bytes = v128.load(at);
  // Of each lower half of a byte, the upper halves with which it is in the class, a bit for each.
  const upper = i8x16.swizzle(v128.load(klass, LOW), v128.and(bytes, i8x16.splat(15)));
  const bit = i8x16.swizzle(HIGH, i8x16.shr_u(bytes, 4));
  const beyond = v128.and(i8x16.shr_s(bytes, 7), v128.load(klass, BEYOND));
  const outside = i8x16.bitmask(i8x16.eq(v128.or(v128.and(upper, bit), beyond), i8x16.splat(0)));
  return ctz(outside | 0x10000);
}

/** Stops at `known` and goes on from `to`, since what is between is known. */
function bytesEnd(klass: usize, at: usize, end: usize, known: usize, to: usize): usize {
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

function charactersEnd(klass: usize, at: usize, end: usize, known: usize, to: usize): usize {
  while (at < end) {
    const after = step(klass, at);
    if (after === 0) break;
    at = after === known ? to : after;
  }
  return at;
}

function boundedEnd(klass: usize, from: usize, end: usize, most: u32): usize {
  let at = from;
  for (; most > 0 && at < end; most--) {
    const after = step(klass, at);
    if (after === 0) break;
    at = after;
  }
  work += u32(at - from) >> 3;
  return at;
}

/** The address behind so many characters, or one beyond `stop` where there are fewer. */
function skip(at: usize, stop: usize, count: u32): usize {
  for (; count > 0; count--) {
    if (at >= stop) return stop + 1;
    at += widthOf(load<u8>(at));
  }
  return at;
}

function isLong(at: usize, stop: usize, count: u32): bool {
  work += count >> 3;
  return skip(at, stop, count) <= stop;
}

/** Of a run it is known that nothing follows from these places on; 0 and 0 when nothing is. */
function remember(memo: usize, from: u32, to: u32): void {
  const low = load<u32>(memo);
  const high = load<u32>(memo, 4);
  if (low === 0 || to + 1 < low || from > high + 1) {
    store<u32>(memo, from);
    store<u32>(memo, to, 4);
    return;
  }
  if (from < low) store<u32>(memo, from);
  if (to > high) store<u32>(memo, to, 4);
}

/** The first place from `from` to `stop` at which what follows the run may begin; 0 when there is none. */
function behind(run: usize, memos: usize, from: usize, stop: usize, end: usize): usize {
  const memo = memos + load<u32>(run, 20);
  const low: usize = load<u32>(memo);
  const high: usize = load<u32>(memo, 4);
  const text: usize = load<u32>(run, 28);
  let at = from;
  while (true) {
    if (at >= low && at <= high) at = high + 1;
    if (at > stop) return 0;
    if (text !== 0) {
      const lead: usize = load<u32>(run, 36);
      const length: usize = load<u32>(text, 8);
      if (at + lead + length > end) return 0;
      const last = min(stop + lead, end - length);
      const found = findText(text, at + lead, last);
      work += u32((found === 0 ? last : found) - at) >> 3;
      if (found === 0) return 0;
      at = found - lead;
      if (!isLed(run, at)) {
        at += 1;
        continue;
      }
    } else {
      at = findFirst(load<u32>(run, 32), load<u32>(run, 48), at, stop, end);
      if (at === 0) return 0;
    }
    if (at < low || at > high) return at;
  }
}

/** Whether the characters before a text are of their classes. */
function isLed(run: usize, at: usize): bool {
  const count: u32 = load<u32>(run, 64);
  for (let index: u32 = 0; index < count; index++) {
    const table: usize = load<u32>(run + (usize(index) << 2), 48);
    if (load<u8>(table + load<u8>(at + index)) === 0) return false;
  }
  return true;
}

/** The first place whose byte is in one set and, where there is a second one, the byte after it in that. */
function findFirst(set: usize, second: usize, from: usize, stop: usize, end: usize): usize {
  let at = from;
  for (; at < stop; at++) {
    if (load<u8>(set + load<u8>(at)) === 0) continue;
    if (second === 0) break;
    const symbol: usize = at + 1 < end ? load<u8>(at, 1) : 256;
    if (load<u8>(second + symbol) !== 0) break;
  }
  work += u32(at - from) >> 3;
  if (at < stop) return at;
  const symbol: usize = at < end ? load<u8>(at) : 256;
  return load<u8>(set + symbol) === 0 ? 0 : at;
}

/** The last such place. */
function before(run: usize, memos: usize, from: usize, stop: usize, end: usize): usize {
  const memo = memos + load<u32>(run, 20);
  const low: usize = load<u32>(memo);
  const high: usize = load<u32>(memo, 4);
  const text: usize = load<u32>(run, 28);
  const lead: usize = load<u32>(run, 36);
  let at = stop;
  while (true) {
    if (at >= low && at <= high) at = low - 1;
    if (at < from) return 0;
    if (text !== 0) {
      const length: usize = load<u32>(text, 8);
      if (from + lead + length > end) return 0;
      const last = min(at + lead, end - length);
      const found = findLastText(text, from + lead, last);
      work += u32(last - max(found, from)) >> 3;
      if (found === 0) return 0;
      at = found - lead;
      if (!isLed(run, at)) {
        at -= 1;
        continue;
      }
    } else {
      const set: usize = load<u32>(run, 32);
      if (at === end) {
        if (load<u8>(set, 256) === 0) {
          at -= 1;
          if (at < from) return 0;
        }
      }
      if (at < end) {
        const last = at;
        while (at > from && load<u8>(set + load<u8>(at)) === 0) at -= 1;
        work += u32(last - at) >> 3;
        if (load<u8>(set + load<u8>(at)) === 0) return 0;
      }
    }
    if (at < low || at > high) return at;
  }
}

/** Where a text begins, from `from` to `last`; 0 when nowhere. Two of its bytes are looked for sixteen places at a time. */
function findText(text: usize, from: usize, last: usize): usize {
  const one: usize = load<u8>(text, 16);
  const two: usize = load<u8>(text, 17);
  const byteOne = v128.load8_splat(text, 18);
  const byteTwo = v128.load8_splat(text, 19);
  const maskOne = v128.load8_splat(text, 20);
  const maskTwo = v128.load8_splat(text, 21);
  for (let at = from; at <= last; at += 16) {
    const here = i8x16.eq(v128.or(v128.load(at + one), maskOne), byteOne);
    const there = i8x16.eq(v128.or(v128.load(at + two), maskTwo), byteTwo);
    for (let found: u32 = i8x16.bitmask(v128.and(here, there)); found !== 0; found &= found - 1) {
      const place = at + usize(ctz(found));
      if (place > last) return 0;
      if (isText(text, place)) return place;
      work += 1;
    }
  }
  return 0;
}

function findLastText(text: usize, from: usize, last: usize): usize {
  const one: usize = load<u8>(text, 16);
  const two: usize = load<u8>(text, 17);
  const byteOne = v128.load8_splat(text, 18);
  const byteTwo = v128.load8_splat(text, 19);
  const maskOne = v128.load8_splat(text, 20);
  const maskTwo = v128.load8_splat(text, 21);
  for (let stop = last + 1; stop > from; ) {
    const at = stop >= from + 16 ? stop - 16 : from;
    const here = i8x16.eq(v128.or(v128.load(at + one), maskOne), byteOne);
    const there = i8x16.eq(v128.or(v128.load(at + two), maskTwo), byteTwo);
    let found: u32 = i8x16.bitmask(v128.and(here, there));
    if (stop - at < 16) found &= (1 << u32(stop - at)) - 1;
    while (found !== 0) {
      const index = 31 - clz(found);
      if (isText(text, at + usize(index))) return at + usize(index);
      work += 1;
      found ^= 1 << index;
    }
    stop = at;
  }
  return 0;
}
