// Of a line with each digit as `0`, which rules match none that looks so. A log prints the same lines over and over, with
// other numbers; a rule to which digits are all alike says of each of them what it said of the first.

import { Shape, Shapes } from './layout';

/** Longer lines are not looked up. */
const LONGEST: usize = 1024;
/** A shape that is seen no longer gives way after so many others. */
const MOST_WORTH: u32 = 32;
const ZEROS = i8x16.splat(48);
const TEN = i8x16.splat(10);
const PLACES = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
/** 2654435761 and a relative of it, for lanes of four bytes and of eight. */
const MIXES = i32x4.splat(-1640531535);
const MIX: u64 = 0x9e3779b185eb;

/** Where the line's shape keeps what is known of each rule; one that is new takes the place of another that is seen seldom. 0: it has none. */
export function knownOf(table: usize, from: usize, to: usize): usize {
  const shapes = changetype<Shapes>(table);
  if (shapes.on === 0 || to - from > LONGEST) return 0;
  shapes.looked++;
  const hash = make(shapes.scratch, from, to);
  const slot = slotOf(shapes, hash);
  const shape = changetype<Shape>(slot);
  if (isThere(shapes, slot, hash, to - from)) {
    if (shape.worth < MOST_WORTH) shape.worth++;
  } else if (shape.worth > 0) {
    shape.worth--;
    return 0;
  } else take(shapes, slot, hash, to - from);
  return slot + offsetof<Shape>();
}

export function isSettled(table: usize, known: usize, rule: u32): bool {
  const settled = load<u8>(known + rule);
  changetype<Shapes>(table).spared += settled;
  return settled !== 0;
}

/** The line does not match the rule, nor does any of its shape if digits are all alike to the rule. */
export function settle(table: usize, known: usize, rule: u32): void {
  store<u8>(known + rule, load<u8>(changetype<Shapes>(table).blind + rule));
}

/** The same as `knownOf` for a line that was found before, if its shape is still there and was there more than once; else 0. */
export function keptOf(table: usize, from: usize, to: usize): usize {
  const shapes = changetype<Shapes>(table);
  if (to - from > LONGEST) return 0;
  const hash = make(shapes.scratch, from, to);
  const slot = slotOf(shapes, hash);
  const isKept = isThere(shapes, slot, hash, to - from) && changetype<Shape>(slot).worth > 0;
  return isKept ? slot + offsetof<Shape>() : 0;
}

function slotOf(shapes: Shapes, hash: u32): usize {
  return shapes.slots + usize(hash & shapes.mask) * shapes.slotSize;
}

/** Writes the shape of a line, filled up to whole vectors by zeros, and returns its hash. The bytes behind it must be readable. */
function make(into: usize, from: usize, to: usize): u32 {
  let sum = i32x4.splat(i32(to - from));
  for (let at = from; at < to; at += 16) {
    const bytes = v128.load(at);
    let text = v128.bitselect(ZEROS, bytes, i8x16.lt_u(i8x16.sub(bytes, ZEROS), TEN));
    if (to - at < 16) text = v128.and(text, i8x16.lt_u(PLACES, i8x16.splat(i8(to - at))));
    v128.store(into + (at - from), text);
    sum = i32x4.mul(v128.xor(sum, text), MIXES);
    sum = v128.xor(sum, i32x4.shr_u(sum, 15));
  }
  const both = (i64x2.extract_lane(sum, 0) ^ (i64x2.extract_lane(sum, 1) * MIX)) * MIX;
  return u32(both >>> 32);
}

function isThere(shapes: Shapes, slot: usize, hash: u32, length: usize): bool {
  const shape = changetype<Shape>(slot);
  if (shape.hash !== hash || shape.length !== u32(length)) return false;
  const kept = slot + offsetof<Shape>() + shapes.rules;
  for (let place: usize = 0; place < length; place += 16)
    if (!i8x16.all_true(i8x16.eq(v128.load(kept + place), v128.load(shapes.scratch + place)))) return false;
  return true;
}

function take(shapes: Shapes, slot: usize, hash: u32, length: usize): void {
  const shape = changetype<Shape>(slot);
  shape.hash = hash;
  shape.length = u32(length);
  shape.worth = 0;
  const known = slot + offsetof<Shape>();
  const kept = known + shapes.rules;
  for (let at = known; at < kept; at += 16) v128.store(at, i32x4.splat(0));
  for (let place: usize = 0; place < length; place += 16) v128.store(kept + place, v128.load(shapes.scratch + place));
}
