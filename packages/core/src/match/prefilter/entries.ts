import type { Gram } from './choose.js';
import type { Image } from './image.js';

const HASH = 0x9e3779b1;
const LONG_BITS = 18;
const FOLD = 0x20202020;
/** Of the hashes by which entries are found, the fewest bits. */
const LEAST_BITS = 10;

/** As packages/core/assembly/layout.ts has it. */
export interface Entry {
  readonly word: number;
  readonly mask: number;
  readonly offset: number;
  /** Its address. */
  readonly needle: number;
}

/** With what is compared first: four bytes from the gram on, or as many as the needle has. */
export function entryOf(bytes: Uint8Array, { offset }: Gram, needle: number): Entry {
  const last = bytes.length - offset < 4 ? 0 : bytes[offset + 3]! << 24;
  const mask = bytes.length - offset < 4 ? 0xffffff : 0xffffffff;
  const word = bytes[offset]! | (bytes[offset + 1]! << 8) | (bytes[offset + 2]! << 16) | last | FOLD;
  return { word: (word & mask) >>> 0, mask, offset, needle };
}

/** Writes the entries in the order of their hashes, and where those of each hash begin; the fields of a plan for both. */
export function writeEntries(image: Image, short: readonly Entry[], long: readonly Entry[]) {
  const entries = image.take(16 * (short.length + long.length));
  const shortTable = bucketed(image, entries, short, 0, 0xffffff);
  const longTable = bucketed(image, entries, long, short.length, 0xffffffff);
  return { entries, heads: [...shortTable, ...longTable] };
}

function bucketed(image: Image, at: number, entries: readonly Entry[], first: number, key: number) {
  const bits = Math.max(LEAST_BITS, Math.ceil(Math.log2(entries.length + 1)) + 1);
  const shift = 32 - bits;
  const slots = entries.map(({ word }) => Math.imul(word & key, HASH) >>> shift);
  const heads = new Uint32Array(2 ** bits + 1);
  for (const slot of slots) heads[slot + 1]! += 1;
  heads[0] = first;
  for (let slot = 1; slot < heads.length; slot++) heads[slot]! += heads[slot - 1]!;
  const next = heads.slice();
  for (let index = 0; index < entries.length; index++) {
    const { word, mask, needle, offset } = entries[index]!;
    image.setAll(at + 16 * next[slots[index]!]!++, [word, mask, needle, offset]);
  }
  return [image.words(heads), shift];
}

/** One bit for each hash of a long gram. */
export function longBits(words: readonly number[]): Uint8Array {
  const bits = new Uint8Array(2 ** LONG_BITS / 8);
  for (const word of words) {
    const hash = Math.imul(word, HASH) >>> (32 - LONG_BITS);
    bits[hash >> 3]! |= 1 << (hash & 7);
  }
  return bits;
}
