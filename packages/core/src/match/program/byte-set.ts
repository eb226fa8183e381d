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
  return one.map((value, index) => value | other[index]!);
}

export function meets(one: ByteSet, other: ByteSet): boolean {
  return one.some((value, index) => value !== 0 && other[index] !== 0);
}

export function firstOfLetter({ byte, mask }: { readonly byte: number; readonly mask: number }): ByteSet {
  const set = emptySet();
  for (let code = 0; code < 256; code++) if ((code | mask) === byte) set[code] = 1;
  return set;
}
