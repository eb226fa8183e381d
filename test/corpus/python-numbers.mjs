/** Numbers as `score.py` reads, compares and rounds them, so that the figures agree to the last digit. */

const NUMBER = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** @param {unknown} value */
export function numberOf(value) {
  const text = String(value)
    .replaceAll(',', '')
    .replace(/^['"]+|['"]+$/g, '')
    .trim();
  const infinite = INFINITE.exec(text);
  if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  return NUMBER.test(text) ? Number(text.replaceAll('_', '')) : undefined;
}

/**
 * Equal by number where both are one, else by text.
 * @param {unknown} a
 * @param {unknown} b
 */
export function same(a, b) {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x === undefined || y === undefined) return String(a).trim() === String(b).trim();
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) && Number.isNaN(y);
  return x === y || Math.abs(x - y) <= 1e-6 * Math.max(1, Math.abs(x));
}

/**
 * To three digits, a half to the even one, as Python does and `toFixed` does not.
 * @param {number} value not negative
 */
export function round3(value) {
  const [whole, digits] = /** @type {[string, string]} */ (value.toFixed(60).split('.'));
  const down = Number(`${whole}.${digits.slice(0, 3)}`);
  const isHalf = /^50*$/.test(digits.slice(3));
  return isHalf && Number(digits[2]) % 2 === 0 ? down : Number(value.toFixed(3));
}
