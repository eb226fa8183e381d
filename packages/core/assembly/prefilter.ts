const LF = i8x16.splat(10);

/** How many `\n` stand from `from` to `to`. */
export function countLines(from: usize, to: usize): u32 {
  let count: u32 = 0;
  for (; from + 16 <= to; from += 16) count += popcnt<u32>(i8x16.bitmask(i8x16.eq(v128.load(from), LF)));
  for (; from < to; from++) count += u32(load<u8>(from) === 10);
  return count;
}
