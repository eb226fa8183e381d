// What every search for lines does: it enters one after the other, counts the line ends before it, and leaves records.

import { Walk } from './layout';
import { countLines, lineEnd, lineStart } from './lines';

const RECORD: usize = 24;

/** Begins with the bytes from `from` to `to`. */
export function begin(walk: Walk, from: usize, to: usize): void {
  walk.from = from;
  walk.to = to;
  walk.counted = from;
  walk.lines = 0;
  walk.lineStart = from;
  walk.lineEnd = from;
}

/** What was recorded is overwritten from now on. */
export function clearRecords(walk: Walk): void {
  walk.count = 0;
  walk.more = 0;
}

/** Whether no more records fit, which is told. */
export function isFull(walk: Walk): bool {
  if (walk.count < walk.capacity) return false;
  walk.more = 1;
  return true;
}

/** Makes the line that holds this byte the one that is recorded; those before it are through. Whether it is another one. */
export function enterLine(walk: Walk, place: usize): bool {
  if (place < walk.lineEnd) return false;
  walk.lineStart = lineStart(place, walk.lineEnd);
  walk.lineEnd = lineEnd(place, walk.to);
  countTo(walk, walk.lineStart);
  walk.stamp++;
  return true;
}

/** Counts the `\n` that stand before this byte. */
export function countTo(walk: Walk, place: usize): void {
  walk.lines += countLines(walk.counted, place);
  walk.counted = place;
}

/** `slot` and `id`: the shape of the line, where that is known, else 0. */
export function record(walk: Walk, rule: u32, slot: u32, id: u32): void {
  const at = walk.records + <usize>walk.count * RECORD;
  store<u32>(at, <u32>(walk.lineStart - walk.from));
  store<u32>(at, <u32>(walk.lineEnd - walk.from), 4);
  store<u32>(at, walk.lines, 8);
  store<u32>(at, rule, 12);
  store<u32>(at, slot, 16);
  store<u32>(at, id, 20);
  walk.count++;
}
