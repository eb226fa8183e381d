// Needles, compared in full.

import { isOdd } from './blocks';
import { Needle } from './layout';

/** Whether the needle stands there. Reads up to 15 bytes behind it. */
export function standsAt(needle: Needle, at: usize): boolean {
  const bytes = needle.bytes;
  const padded = needle.padded;
  for (let place: usize = 0; place < padded; place += 16) {
    const text = v128.or(v128.load(at + place), v128.load(bytes + padded + place));
    if (!i8x16.all_true(i8x16.eq(text, v128.load(bytes + place)))) return false;
  }
  return true;
}

/** Whether the needle stands anywhere in the line. */
export function standsIn(needle: Needle, from: usize, to: usize): boolean {
  const length: usize = needle.length;
  if (to - from < length) return false;
  const last = to - length;
  const bytes = needle.bytes;
  const fold = bytes + needle.padded;
  const rare: usize = needle.rare;
  const rareToo: usize = needle.rareToo;
  const one = i8x16.splat(load<u8>(bytes + rare));
  const oneFold = i8x16.splat(load<u8>(fold + rare));
  const two = i8x16.splat(load<u8>(bytes + rareToo));
  const twoFold = i8x16.splat(load<u8>(fold + rareToo));
  for (let at = from; at <= last; at += 16) {
    const hasOne = i8x16.eq(v128.or(v128.load(at + rare), oneFold), one);
    const hasTwo = i8x16.eq(v128.or(v128.load(at + rareToo), twoFold), two);
    let places: u32 = i8x16.bitmask(v128.and(hasOne, hasTwo));
    for (; places !== 0; places &= places - 1) {
      const place = at + ctz(places);
      if (place > last) return false;
      if (standsAt(needle, place)) return true;
    }
  }
  return false;
}

/** Whether U+212A or U+017F stands in the line. */
export function hasOdd(from: usize, to: usize): boolean {
  for (let at = from; at < to; at++) if (isOdd(at) && at + (load<u8>(at) === 0xe2 ? 3 : 2) <= to) return true;
  return false;
}
