const LETTER = /[a-z]/i;
const CLASS_NAMES = new Map([
  ['d', '0-9'],
  ['w', '[:alnum:]_'],
  ['s', '[:space:]'],
]);

/**
 * A pattern of our sets as GNU grep's extended one. Knows what those sets hold: groups, classes, counts, lazy ones, a
 * leading `(?i)`, which grep can't be told of one pattern and which therefore becomes classes.
 *
 * @param {string} pattern in RE2's syntax
 * @throws Error for what it doesn't know
 */
export function posix(pattern) {
  const folded = pattern.startsWith('(?i)');
  let out = '';
  for (let at = folded ? 4 : 0; at < pattern.length; ) {
    const [text, next] = piece(pattern, at, folded);
    out += text;
    at = next;
  }
  return out;
}

/** @param {string} pattern @param {number} at @param {boolean} folded @returns {readonly [string, number]} */
function piece(pattern, at, folded) {
  const rest = pattern.slice(at);
  const group = /^\((?:\?(?:P?<\w+>|:))?/.exec(rest)?.[0];
  if (group !== undefined) {
    if (group === '(' && rest[1] === '?') throw new Error(`${pattern}: ${rest.slice(0, 4)} has no form for grep`);
    return ['(', at + group.length];
  }
  const lazy = /^(?:[*+?]|\{\d+(?:,\d*)?\})\?/.exec(rest)?.[0];
  if (lazy !== undefined) return [lazy.slice(0, -1), at + lazy.length];
  if (rest[0] === '[') return bracket(pattern, at, folded);
  if (rest[0] === '\\') return [rest[1] === 'd' ? '[0-9]' : rest.slice(0, 2), at + 2];
  return [folded && LETTER.test(rest[0] ?? '') ? bothCases(rest[0] ?? '') : (rest[0] ?? ''), at + 1];
}

/** @param {string} pattern @param {number} from @param {boolean} folded @returns {readonly [string, number]} */
function bracket(pattern, from, folded) {
  if (folded) throw new Error(`${pattern}: classes in a folded pattern are not known`);
  let out = '[';
  let at = from + 1;
  for (; pattern[at] !== ']'; at++) {
    if (at >= pattern.length) throw new Error(`${pattern}: a class without its end`);
    if (pattern[at] !== '\\') out += pattern[at];
    else {
      const escaped = pattern[++at] ?? '';
      out += CLASS_NAMES.get(escaped) ?? escaped;
    }
  }
  return [`${out}]`, at + 1];
}

/** @param {string} letter */
const bothCases = (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`;
