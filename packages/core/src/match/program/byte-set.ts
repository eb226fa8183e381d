/**
 * The first bytes that something may begin with: 1 at each of them. Index 256 stands for the end of the line. Bytes
 * that go on a character are never among them.
 */
export type ByteSet = Uint8Array;

export const END = 256;
const SIZE = 257;

export const emptySet = (): ByteSet => new Uint8Array(SIZE);

/** Whatever the line holds, and its end. */
export function everything(): ByteSet {
  return emptySet().fill(1, 0, 0x80).fill(1, 0xc2, 0xf5).fill(1, END);
}

export function union(one: ByteSet, other: ByteSet): ByteSet {
  const both = one.slice();
  for (let symbol = 0; symbol < SIZE; symbol++) if (other[symbol] === 1) both[symbol] = 1;
  return both;
}

export function meets(one: ByteSet, other: ByteSet): boolean {
  for (let symbol = 0; symbol < SIZE; symbol++) if (one[symbol] === 1 && other[symbol] === 1) return true;
  return false;
}

/** The mask is one bit at most. */
export function firstOfLetter({ byte, mask }: { readonly byte: number; readonly mask: number }): ByteSet {
  const set = emptySet();
  set[byte] = 1;
  set[byte & ~mask] = 1;
  return set;
}
