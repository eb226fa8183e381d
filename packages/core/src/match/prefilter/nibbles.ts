import { bucketsOf } from './buckets.js';

/** Three bytes as a short gram has them, each with whether it may stand in either case. */
export interface ShortGram {
  readonly bytes: readonly [number, number, number];
  readonly folds: readonly [boolean, boolean, boolean];
}

/** Which low and which high nibbles may stand in each of three places, by one bit each: some bytes more than are meant. */
export type Nibbles = readonly [number, number, number, number, number, number];

/**
 * Six tables of 16 bytes: for the low and the high nibble of each of three bytes the buckets (one bit each) of which a gram
 * has such a nibble there.
 */
export function nibbleTables(grams: readonly ShortGram[]): Uint8Array {
  const tables = new Uint8Array(6 * 16);
  for (const [bucket, nibbles] of bucketsOf(grams.map(nibblesOf)).entries())
    for (const [table, set] of nibbles.entries())
      for (let nibble = 0; nibble < 16; nibble++) if ((set >> nibble) & 1) tables[16 * table + nibble]! |= 1 << bucket;
  return tables;
}

function nibblesOf({ bytes, folds }: ShortGram): Nibbles {
  const low = (place: number) => 1 << (bytes[place]! & 15);
  const high = (place: number) => (1 << (bytes[place]! >> 4)) | (folds[place] ? 1 << ((bytes[place]! ^ 0x20) >> 4) : 0);
  return [low(0), high(0), low(1), high(1), low(2), high(2)];
}
