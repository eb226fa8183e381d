// The first look at all bytes, in blocks of 32. What searches takes whole blocks from `from` to `to`, and answers with the
// block where something may be, and (in the lower half) one bit for each of its bytes; or with `to` and no bit.

export const BLOCK: usize = 32;
export const HASH: u32 = 0x9e3779b1;
/** Makes letters of both cases one; what else it makes one is told apart when a needle is compared. */
export const FOLD: u32 = 0x20202020;

const LONG_SHIFT = 14;
const LOW = i8x16.splat(15);
const ZERO = i64x2.splat(0);

export function blockAt(at: usize, bits: u32): u64 {
  return ((<u64>at) << 32) | bits;
}

function lanes(found: v128): u32 {
  return 0xffff ^ i8x16.bitmask(i8x16.eq(found, ZERO));
}

/** Where the third byte of a short gram may be, by tables of nibbles in eight buckets, as Teddy of Hyperscan does. */
export function nextShort(tables: usize, heads: usize, shift: u32, from: usize, to: usize): u64 {
  const low0 = v128.load(tables);
  const high0 = v128.load(tables, 16);
  const low1 = v128.load(tables, 32);
  const high1 = v128.load(tables, 48);
  const low2 = v128.load(tables, 64);
  const high2 = v128.load(tables, 80);
  // What stands before the chunk may make places of no gram, and never hides one.
  const before = v128.load(from - 16);
  let low = v128.and(before, LOW);
  let high = v128.and(i16x8.shr_u(before, 4), LOW);
  let first = v128.and(i8x16.swizzle(low0, low), i8x16.swizzle(high0, high));
  let second = v128.and(i8x16.swizzle(low1, low), i8x16.swizzle(high1, high));
  for (let at = from; at < to; at += BLOCK) {
    const a = v128.load(at);
    low = v128.and(a, LOW);
    high = v128.and(i16x8.shr_u(a, 4), LOW);
    const firstA = v128.and(i8x16.swizzle(low0, low), i8x16.swizzle(high0, high));
    const secondA = v128.and(i8x16.swizzle(low1, low), i8x16.swizzle(high1, high));
    const thirdA = v128.and(i8x16.swizzle(low2, low), i8x16.swizzle(high2, high));
    const foundA = v128.and(v128.and(thirdA, oneLater(second, secondA)), twoLater(first, firstA));

    const b = v128.load(at, 16);
    low = v128.and(b, LOW);
    high = v128.and(i16x8.shr_u(b, 4), LOW);
    first = v128.and(i8x16.swizzle(low0, low), i8x16.swizzle(high0, high));
    second = v128.and(i8x16.swizzle(low1, low), i8x16.swizzle(high1, high));
    const thirdB = v128.and(i8x16.swizzle(low2, low), i8x16.swizzle(high2, high));
    const foundB = v128.and(v128.and(thirdB, oneLater(secondA, second)), twoLater(firstA, first));

    if (v128.any_true(v128.or(foundA, foundB))) {
      const bits = withEntries(heads, shift, at, lanes(foundA) | (lanes(foundB) << 16));
      if (bits) return blockAt(at, bits);
    }
  }
  return blockAt(to, 0);
}

/** Those of the places by whose hash there is a gram. */
function withEntries(heads: usize, shift: u32, at: usize, places: u32): u32 {
  let kept = places;
  for (let left = places; left !== 0; left &= left - 1) {
    const place = ctz(left);
    const head = shortHead(heads, shift, load<u32>(at + place - 2) | FOLD);
    if (load<u32>(head) === load<u32>(head, 4)) kept ^= 1 << place;
  }
  return kept;
}

/** Where it stands by what entries a short gram is found that begins with these four bytes. */
export function shortHead(heads: usize, shift: u32, word: u32): usize {
  return heads + (((word & 0xffffff) * HASH) >>> shift) * 4;
}

function oneLater(before: v128, now: v128): v128 {
  return v128.shuffle<u8>(before, now, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
}

function twoLater(before: v128, now: v128): v128 {
  return v128.shuffle<u8>(before, now, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
}

/**
 * Where a long gram may begin, by one bit for each hash: only at places `stride` bytes apart, since of a needle that is
 * three bytes longer than that one of as many grams begins there wherever it stands.
 */
export function nextLong(bits: usize, stride: u32, from: usize, to: usize): u64 {
  if (stride === 4) return nextOfEight(bits, from, to);
  return stride === 8 ? nextOfFour(bits, from, to) : nextOfTwo(bits, from, to);
}

/** The places of a block where a long gram is looked for, a bit for each. */
export function placesOf(stride: u32): u32 {
  return stride === 4 ? 0x11111111 : stride === 8 ? 0x01010101 : 0x00010001;
}

function nextOfEight(bits: usize, from: usize, to: usize): u64 {
  for (let at = from; at < to; at += BLOCK) {
    const found =
      isLong(bits, at) |
      isLong(bits, at + 4) |
      isLong(bits, at + 8) |
      isLong(bits, at + 12) |
      isLong(bits, at + 16) |
      isLong(bits, at + 20) |
      isLong(bits, at + 24) |
      isLong(bits, at + 28);
    if (found & 1) return blockAt(at, longsOf(bits, 4, at));
  }
  return blockAt(to, 0);
}

function nextOfFour(bits: usize, from: usize, to: usize): u64 {
  for (let at = from; at < to; at += BLOCK) {
    const found = isLong(bits, at) | isLong(bits, at + 8) | isLong(bits, at + 16) | isLong(bits, at + 24);
    if (found & 1) return blockAt(at, longsOf(bits, 8, at));
  }
  return blockAt(to, 0);
}

function nextOfTwo(bits: usize, from: usize, to: usize): u64 {
  for (let at = from; at < to; at += BLOCK)
    if ((isLong(bits, at) | isLong(bits, at + 16)) & 1) return blockAt(at, longsOf(bits, 16, at));
  return blockAt(to, 0);
}

/** In the lowest bit, whether the hash of four bytes is one of a long gram; more bits are set by chance. */
function isLong(bits: usize, at: usize): u32 {
  const hash = ((load<u32>(at) | FOLD) * HASH) >>> LONG_SHIFT;
  return <u32>load<u8>(bits + (hash >>> 3)) >>> (hash & 7);
}

function longsOf(bits: usize, stride: usize, at: usize): u32 {
  let found: u32 = 0;
  for (let place: usize = 0; place < BLOCK; place += stride) found |= (isLong(bits, at + place) & 1) << (<u32>place);
  return found;
}

/** Where U+212A or U+017F may begin, which equal `k` and `s` in any case. */
export function nextOdd(from: usize, to: usize): u64 {
  for (let at = from; at < to; at += BLOCK) {
    const found = odds(at) | (odds(at + 16) << 16);
    if (found) return blockAt(at, found);
  }
  return blockAt(to, 0);
}

function odds(at: usize): u32 {
  const one = v128.load(at);
  const two = v128.load(at, 1);
  const kelvin = v128.and(i8x16.eq(one, v128.splat<u8>(0xe2)), i8x16.eq(two, v128.splat<u8>(0x84)));
  const longS = v128.and(i8x16.eq(one, v128.splat<u8>(0xc5)), i8x16.eq(two, v128.splat<u8>(0xbf)));
  return i8x16.bitmask(v128.or(kelvin, longS));
}

/** Whether the bytes are such a character; what stands behind the chunk has to be shut out by the caller. */
export function isOdd(at: usize): boolean {
  return (load<u32>(at) & 0xffffff) === 0xaa84e2 || load<u16>(at) === 0xbfc5;
}
