// The first look at all bytes, 32 at a time: each of these goes on until a block may hold a gram, and tells where in it.

import { BLOCK, HASH, type Plan } from './plan';

const LF = i8x16.splat(10);
const CR = i8x16.splat(13);
const LOW = i8x16.splat(15);
const ZERO = i64x2.splat(0);
/** How far a count of line ends per lane, which is a byte, is taken before it is added up. */
const SEGMENT: usize = 127 * BLOCK;
const FOLD: u32 = 0x20202020;

/** Where in the block, by one bit a byte, the third byte of a short gram may be. */
export let shortAt: u32 = 0;
/** Where in the block, by one bit a byte, a gram of four bytes may begin. */
export let longAt: u32 = 0;
/** Line ends (`\n`) of all blocks that were passed. */
export let passedLines: u32 = 0;
export let nonAscii: bool = false;
export let carriage: bool = false;

export function beginFacts(): void {
  shortAt = 0;
  longAt = 0;
  passedLines = 0;
  nonAscii = false;
  carriage = false;
}

export function addLines(count: u32): void {
  passedLines += count;
}

export function dropShort(): void {
  shortAt &= shortAt - 1;
}

export function dropLong(): void {
  longAt &= longAt - 1;
}

/** Of a block, one bit for each byte that equals all lanes of `what`. */
export function blockMask(at: usize, what: v128): u32 {
  return i8x16.bitmask(i8x16.eq(v128.load(at), what)) | (i8x16.bitmask(i8x16.eq(v128.load(at, 16), what)) << 16);
}

export function linesOfBlock(at: usize): u32 {
  return blockMask(at, LF);
}

/** Takes each byte of less than a block, or of a block, for one where a gram may be. */
export function everyPlace(at: usize, bytes: u32): void {
  const within: u32 = bytes >= BLOCK ? 0xffffffff : (1 << bytes) - 1;
  shortAt = within;
  longAt = within & 0x11111111;
  nonAscii ||= ((i8x16.bitmask(v128.load(at)) | (i8x16.bitmask(v128.load(at, 16)) << 16)) & within) !== 0;
  carriage ||= (blockMask(at, CR) & within) !== 0;
}

function keepFacts(lines: v128, all: v128, returns: v128): void {
  const pairs = i16x8.extadd_pairwise_i8x16_u(lines);
  const fours = i32x4.extadd_pairwise_i16x8_u(pairs);
  passedLines +=
    i32x4.extract_lane(fours, 0) +
    i32x4.extract_lane(fours, 1) +
    i32x4.extract_lane(fours, 2) +
    i32x4.extract_lane(fours, 3);
  nonAscii ||= i8x16.bitmask(all) !== 0;
  carriage ||= v128.any_true(returns);
}

function lanes(found: v128): u32 {
  return 0xffff ^ i8x16.bitmask(i8x16.eq(found, ZERO));
}

/**
 * By tables of the nibbles of three bytes, in eight buckets (as Teddy of Hyperscan does): `from` is where the first block
 * begins, `to` where the last one ends. The block where something may be, else `to`.
 */
export function nextShort(plan: Plan, from: usize, to: usize): usize {
  const tables = plan.nibbles;
  const low0 = v128.load(tables);
  const high0 = v128.load(tables, 16);
  const low1 = v128.load(tables, 32);
  const high1 = v128.load(tables, 48);
  const low2 = v128.load(tables, 64);
  const high2 = v128.load(tables, 80);
  let at = from;
  const before = v128.load(from - 16);
  let low = v128.and(before, LOW);
  let high = v128.and(i16x8.shr_u(before, 4), LOW);
  let first = v128.and(i8x16.swizzle(low0, low), i8x16.swizzle(high0, high));
  let second = v128.and(i8x16.swizzle(low1, low), i8x16.swizzle(high1, high));
  let all = ZERO;
  let returns = ZERO;
  while (at < to) {
    const limit = to - at > SEGMENT ? at + SEGMENT : to;
    let lines = ZERO;
    for (; at < limit; at += BLOCK) {
      const a = v128.load(at);
      const b = v128.load(at, 16);

      low = v128.and(a, LOW);
      high = v128.and(i16x8.shr_u(a, 4), LOW);
      const firstA = v128.and(i8x16.swizzle(low0, low), i8x16.swizzle(high0, high));
      const secondA = v128.and(i8x16.swizzle(low1, low), i8x16.swizzle(high1, high));
      const foundA = v128.and(
        v128.and(v128.and(i8x16.swizzle(low2, low), i8x16.swizzle(high2, high)), later1(second, secondA)),
        later2(first, firstA),
      );

      low = v128.and(b, LOW);
      high = v128.and(i16x8.shr_u(b, 4), LOW);
      first = v128.and(i8x16.swizzle(low0, low), i8x16.swizzle(high0, high));
      second = v128.and(i8x16.swizzle(low1, low), i8x16.swizzle(high1, high));
      const foundB = v128.and(
        v128.and(v128.and(i8x16.swizzle(low2, low), i8x16.swizzle(high2, high)), later1(secondA, second)),
        later2(firstA, first),
      );

      all = v128.or(all, v128.or(a, b));
      returns = v128.or(returns, v128.or(i8x16.eq(a, CR), i8x16.eq(b, CR)));
      if (v128.any_true(v128.or(foundA, foundB))) {
        keepFacts(lines, all, returns);
        shortAt = lanes(foundA) | (lanes(foundB) << 16);
        return at;
      }
      lines = i8x16.sub(lines, i8x16.add(i8x16.eq(a, LF), i8x16.eq(b, LF)));
    }
    keepFacts(lines, all, returns);
  }
  return to;
}

/** What was found one byte before. */
function later1(before: v128, now: v128): v128 {
  return v128.shuffle<u8>(before, now, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
}

function later2(before: v128, now: v128): v128 {
  return v128.shuffle<u8>(before, now, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
}

/** Whether the hash of the folded four bytes is one of those that are looked for; the lowest bit. */
function isLong(bits: usize, word: u32): u32 {
  const hash = ((word | FOLD) * HASH) >>> 14;
  return <u32>load<u8>(bits + (hash >>> 3)) >>> (hash & 7);
}

/** By a hash of each fourth gram of four bytes: of a needle of seven bytes, one of these lies in it wherever it stands. */
export function nextLong(plan: Plan, from: usize, to: usize): usize {
  const bits = plan.longBits;
  let at = from;
  let all = ZERO;
  let returns = ZERO;
  while (at < to) {
    const limit = to - at > SEGMENT ? at + SEGMENT : to;
    let lines = ZERO;
    for (; at < limit; at += BLOCK) {
      const found =
        isLong(bits, load<u32>(at)) |
        isLong(bits, load<u32>(at, 4)) |
        isLong(bits, load<u32>(at, 8)) |
        isLong(bits, load<u32>(at, 12)) |
        isLong(bits, load<u32>(at, 16)) |
        isLong(bits, load<u32>(at, 20)) |
        isLong(bits, load<u32>(at, 24)) |
        isLong(bits, load<u32>(at, 28));
      const a = v128.load(at);
      const b = v128.load(at, 16);
      all = v128.or(all, v128.or(a, b));
      returns = v128.or(returns, v128.or(i8x16.eq(a, CR), i8x16.eq(b, CR)));
      if (found & 1) {
        keepFacts(lines, all, returns);
        longAt = longsOfBlock(bits, at);
        return at;
      }
      lines = i8x16.sub(lines, i8x16.add(i8x16.eq(a, LF), i8x16.eq(b, LF)));
    }
    keepFacts(lines, all, returns);
  }
  return to;
}

export function longsOfBlock(bits: usize, at: usize): u32 {
  let found: u32 = 0;
  for (let place: u32 = 0; place < BLOCK; place += 4) found |= (isLong(bits, load<u32>(at + place)) & 1) << place;
  return found;
}
