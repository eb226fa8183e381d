import type { Range } from '../pattern/tree.js';

/** Some bytes of ASCII: bit n stands for byte n. */
export type Members = bigint;

const BITS = 128;
const LINE_ENDS = (1n << 10n) | (1n << 13n);
const SUBSTITUTE = 1n << 0x1an;

const between = (first: number, last: number): Members => ((1n << BigInt(last - first + 1)) - 1n) << BigInt(first);

/**
 * The bytes by which a character of these ranges can stand in a line; undefined where it could be more than one byte, or
 * U+001A, which RE2 sees in place of any byte that is no text.
 */
export function membersOf(ranges: readonly Range[]): Members | undefined {
  let members = 0n;
  for (const [first, last] of ranges) {
    if (last >= BITS) return undefined;
    members |= between(first, last);
  }
  if ((members & SUBSTITUTE) !== 0n) return undefined;
  members &= ~LINE_ENDS;
  return members === 0n ? undefined : members;
}

/** Of a character of a text. What else equals `k` and `s` in any case is no ASCII. */
export function membersOfCharacter(character: string, fold: boolean): Members | undefined {
  const code = character.codePointAt(0)!;
  const small = code | 0x20;
  if (!fold || code >= BITS || small < 0x61 || small > 0x7a) return membersOf([[code, code]]);
  if (small === 0x6b || small === 0x73) return undefined;
  return (1n << BigInt(code & ~0x20)) | (1n << BigInt(code | 0x20));
}

export function bytesOf(members: Members): number[] {
  return Array.from({ length: BITS }, (_, byte) => byte).filter((byte) => ((members >> BigInt(byte)) & 1n) === 1n);
}
