// Of a line with each digit as `0`, which rules match none that looks so. A log prints the same lines over and over, with
// other numbers; a rule to which digits are all alike says of each of them what it said of the first.

import { Check, Shape, Shapes } from './layout';

/** Longer lines are not looked up. */
const LONGEST: usize = 1024;
/** It is learnt what a line is asked about when so many of its shape were there before. */
const LEAST_WORTH: u32 = 2;
/** A shape with more rules is not listed. */
const MOST_ASKED: u32 = 56;
const MOST_CHECKS: u32 = 4;

/** What lines of a shape are asked about is not known yet. */
const OPEN: u32 = 0;
/** It is listed: the same for each of them. */
const CLOSED: u32 = 1;
/** There is too much of it. */
const MIXED: u32 = 2;

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

/** Its slot, counted from 1. */
export function numberOf(table: usize, known: usize): u32 {
  const shapes = changetype<Shapes>(table);
  return u32((known - shapes.slots) / usize(shapes.slotSize)) + 1;
}

export function idOf(known: usize): u32 {
  return shapeOf(known).id;
}

/** Whether it is known which rules lines of this shape are asked about: those listed, and no other. */
export function isClosed(known: usize): bool {
  return shapeOf(known).state === CLOSED;
}

/** Notes that a line was not looked through. */
export function spare(table: usize): void {
  changetype<Shapes>(table).spared++;
}

/** How many rules are listed. */
export function askedIn(known: usize): u32 {
  return shapeOf(known).asked;
}

/** Each of them by its place. */
export function askedAt(table: usize, known: usize, place: u32): u32 {
  return load<u32>(listOf(table, known) + usize(place) * 4);
}

/** Whether it is worth while to list the rules that the line is asked about. */
export function beginList(known: usize): bool {
  const shape = shapeOf(known);
  if (shape.state !== OPEN || shape.worth < LEAST_WORTH) return false;
  shape.asked = 0;
  shape.checks = 0;
  return true;
}

export function list(table: usize, known: usize, rule: u32): void {
  const shape = shapeOf(known);
  if (shape.asked < MOST_ASKED) store<u32>(listOf(table, known) + usize(shape.asked) * 4, rule);
  shape.asked++;
}

/** Which lines of the shape are asked about the rule depends on their digits; it is not among those that all are. */
export function listCheck(table: usize, known: usize, rule: u32, index: u32, fulfilled: u32): void {
  const shape = shapeOf(known);
  const first = listOf(table, known);
  let kept: u32 = 0;
  for (let place: u32 = 0; place < min(shape.asked, MOST_ASKED); place++) {
    const one = load<u32>(first + usize(place) * 4);
    if (one !== index) store<u32>(first + usize(kept++) * 4, one);
  }
  if (shape.asked <= MOST_ASKED) shape.asked = kept;
  if (shape.checks < MOST_CHECKS) {
    const check = checkAt(table, known, shape.checks);
    check.place = rule;
    check.fulfilled = fulfilled;
  }
  shape.checks++;
}

export function checksIn(known: usize): u32 {
  return shapeOf(known).checks;
}

export function checkAt(table: usize, known: usize, place: u32): Check {
  return changetype<Check>(listOf(table, known) + usize(MOST_ASKED) * 4 + usize(place) * offsetof<Check>());
}

/** The line was looked through: what was listed holds for its shape. */
export function endList(known: usize): void {
  const shape = shapeOf(known);
  shape.state = shape.asked > MOST_ASKED || shape.checks > MOST_CHECKS ? MIXED : CLOSED;
}

/** The line of this shape, with each digit as `0`. */
export function textOf(table: usize, known: usize): usize {
  return known + changetype<Shapes>(table).rules;
}

export function lengthOf(known: usize): u32 {
  return shapeOf(known).length;
}

function shapeOf(known: usize): Shape {
  return changetype<Shape>(known - offsetof<Shape>());
}

function listOf(table: usize, known: usize): usize {
  return textOf(table, known) + LONGEST;
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
  shape.id = ++shapes.ids;
  shape.state = OPEN;
  const known = slot + offsetof<Shape>();
  const kept = known + shapes.rules;
  for (let at = known; at < kept; at += 16) v128.store(at, i32x4.splat(0));
  for (let place: usize = 0; place < length; place += 16) v128.store(kept + place, v128.load(shapes.scratch + place));
}
