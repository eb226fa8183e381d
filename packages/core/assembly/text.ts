// Texts of a program, of which each letter may stand in either case.

import { spend } from './work';

/** Sixteen letters at a time, some in either case: of the last ones, what follows them in the memory doesn't count. */
export function isText(text: usize, at: usize): bool {
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

/** Where a text begins, from `from` to `last`; 0 when nowhere. Two of its bytes are looked for sixteen places at a time. */
export function findText(text: usize, from: usize, last: usize): usize {
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
      spend(1);
    }
  }
  return 0;
}

export function findLastText(text: usize, from: usize, last: usize): usize {
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
      spend(1);
      found ^= 1 << index;
    }
    stop = at;
  }
  return 0;
}
