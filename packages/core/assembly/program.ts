// Runs what src/match/program/encode.ts has laid out: a pattern as instructions over the bytes of one line, tried in the
// order that RE2 prefers. Sure of its answer, since it goes through every choice; bounded, since it gives up after a
// number of steps that grows with the line, and RE2 then decides. Positions are addresses of bytes.

import { isLong, skip, step } from './classes';
import { before, behind, remember, runEnd } from './run';
import { isText } from './text';
import { spend, takeWork } from './work';

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
  takeWork();
  let at = start;
  let top = base;

  while (true) {
    steps += 1 + takeWork();
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
          spend(least >> 3);
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
  store<u32>(load<u32>(program, 40), steps + takeWork());
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
