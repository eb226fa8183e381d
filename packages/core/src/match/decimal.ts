const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const E = 101;
/** What a letter is or-ed with to be lower case. */
const LOWER = 32;
/** Up to here one more digit keeps a whole number exact. */
const ROOM = 900_719_925_474_098;
/** Powers of ten that a double holds exactly; a division or multiplication by one rounds once, as reading would. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * The number that the bytes from `start` to `end` write in decimals, `-12`, `3.25` or `1.5E-04`, exactly as `Number`
 * reads them but that zero has no sign. Undefined for anything else, and for numbers with more digits than can be
 * read without a string.
 */
export function decimalAt(bytes: Uint8Array, start: number, end: number): number | undefined {
  let at = start;
  const sign = at < end ? bytes[at]! : 0;
  if (sign === MINUS || sign === PLUS) at += 1;
  let value = 0;
  let digits = 0;
  let exponent = 0;
  for (let behind = false; at < end; at++) {
    const byte = bytes[at]!;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (value > ROOM) return undefined;
      value = value * 10 + digit;
      digits += 1;
      if (behind) exponent -= 1;
    } else if (byte === POINT && !behind) behind = true;
    else break;
  }
  if (digits === 0) return undefined;
  if (at < end) {
    if ((bytes[at]! | LOWER) !== E) return undefined;
    const power = powerAt(bytes, at + 1, end);
    if (power === undefined) return undefined;
    exponent += power;
  }
  if (exponent !== 0 && value !== 0) {
    if (exponent < -22 || exponent > 22) return undefined;
    value = exponent < 0 ? value / POWERS[-exponent]! : value * POWERS[exponent]!;
  }
  return sign === MINUS && value !== 0 ? -value : value;
}

/** What stands behind the `e`, up to three digits. */
function powerAt(bytes: Uint8Array, start: number, end: number): number | undefined {
  const sign = start < end ? bytes[start]! : 0;
  let at = sign === MINUS || sign === PLUS ? start + 1 : start;
  if (at >= end || end - at > 3) return undefined;
  let power = 0;
  for (; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    power = power * 10 + digit;
  }
  return sign === MINUS ? -power : power;
}
