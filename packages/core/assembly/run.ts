// Runs: a class as often as it may stand, and where what follows one can begin.

import { ANYTHING, BYTES, boundedEnd, bytesEnd, charactersEnd, isAscii, membersAt } from './classes';
import { findLastText, findText } from './text';
import { spend } from './work';

const UNLIMITED: u32 = 0xffffffff;

/** Where the characters of a run end that begins at `at`: behind the longest one that it may take. */
export function runEnd(run: usize, memos: usize, at: usize, end: usize): usize {
  const klass: usize = load<u32>(run, 8);
  const kind = load<u32>(klass);
  const most = load<u32>(run, 16);
  if (kind === BYTES) {
    const count = membersAt(klass, at);
    // A character is one byte where the class holds none beyond ASCII.
    if (most <= 16 && isAscii(klass)) return min(at + min<u32>(count, most), end);
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
  spend(u32(at - from - skipped) >> 3);
  if (at - from >= 16) {
    store<u32>(memo, u32(from), 8);
    store<u32>(memo, u32(at), 12);
  }
  return at;
}

/** Of a run it is known that nothing follows from these places on; 0 and 0 when nothing is. */
export function remember(memo: usize, from: u32, to: u32): void {
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
export function behind(run: usize, memos: usize, from: usize, stop: usize, end: usize): usize {
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
      spend(u32((found === 0 ? last : found) - at) >> 3);
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
  spend(u32(at - from) >> 3);
  if (at < stop) return at;
  const symbol: usize = at < end ? load<u8>(at) : 256;
  return load<u8>(set + symbol) === 0 ? 0 : at;
}

/** The last such place. */
export function before(run: usize, memos: usize, from: usize, stop: usize, end: usize): usize {
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
      spend(u32(last - max(found, from)) >> 3);
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
        spend(u32(last - at) >> 3);
        if (load<u8>(set + load<u8>(at)) === 0) return 0;
      }
    }
    if (at < low || at > high) return at;
  }
}
