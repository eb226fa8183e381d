// Line ends: `\n`, which counts, and `\r`, which only ends a line.

const LF = i8x16.splat(10);
const CR = i8x16.splat(13);
/** Vectors until a count per lane, which is a byte, is added up. */
const VECTORS = 255;

/** How many `\n` stand from `from` to `to`. */
export function countLines(from: usize, to: usize): u32 {
  let count: u32 = 0;
  let at = from;
  while (at + 16 <= to) {
    let lanes = i64x2.splat(0);
    for (let left = VECTORS; left > 0 && at + 16 <= to; left--, at += 16)
      lanes = i8x16.sub(lanes, i8x16.eq(v128.load(at), LF));
    count += sum(lanes);
  }
  for (; at < to; at++) count += u32(load<u8>(at) === 10);
  return count;
}

function sum(bytes: v128): u32 {
  const fours = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes));
  return (
    i32x4.extract_lane(fours, 0) +
    i32x4.extract_lane(fours, 1) +
    i32x4.extract_lane(fours, 2) +
    i32x4.extract_lane(fours, 3)
  );
}

/** Bit 0: a byte is no ASCII; bit 1: a byte is `\r`; above them, how many `\n` there are. */
export function survey(from: usize, to: usize): u32 {
  let all = i64x2.splat(0);
  let returns = i64x2.splat(0);
  let count: u32 = 0;
  let at = from;
  while (at + 16 <= to) {
    let lanes = i64x2.splat(0);
    const stop = min(at + VECTORS * 16, at + ((to - at) & ~15));
    for (; at < stop; at += 16) {
      const bytes = v128.load(at);
      all = v128.or(all, bytes);
      returns = v128.or(returns, i8x16.eq(bytes, CR));
      lanes = i8x16.sub(lanes, i8x16.eq(bytes, LF));
    }
    count += sum(lanes);
  }
  let kinds = u32(i8x16.bitmask(all) !== 0) | (u32(v128.any_true(returns)) << 1);
  for (; at < to; at++) {
    const byte: u32 = load<u8>(at);
    kinds |= (byte >>> 7) | (u32(byte === 13) << 1);
    count += u32(byte === 10);
  }
  return kinds | (count << 2);
}

function ends(at: usize): u32 {
  const bytes = v128.load(at);
  return i8x16.bitmask(v128.or(i8x16.eq(bytes, LF), i8x16.eq(bytes, CR)));
}

/** The first line end from `at` on, or `to`. Reads up to 15 bytes behind it. */
export function lineEnd(at: usize, to: usize): usize {
  for (; at < to; at += 16) {
    const found = ends(at);
    if (found) return min(at + ctz(found), to);
  }
  return to;
}

/** Behind the last line end before `at`, or `from`. Reads up to 15 bytes before it. */
export function lineStart(at: usize, from: usize): usize {
  while (at > from) {
    at -= 16;
    const found = ends(at);
    if (found) return max(at + 32 - clz(found), from);
  }
  return from;
}
