/** Three bytes as a short gram has them, each with whether it may stand in either case. */
export interface ShortGram {
  readonly bytes: readonly [number, number, number];
  readonly folds: readonly [boolean, boolean, boolean];
}

const BUCKETS = 8;

/**
 * Six tables of 16 bytes: for the low and the high nibble of each of three bytes the buckets (one bit each) of which a gram
 * has such a nibble there. Grams that are alike share a bucket, so that few other bytes pass.
 */
export function nibbleTables(grams: readonly ShortGram[]): Uint8Array {
  const tables = new Uint8Array(6 * 16);
  const sorted = [...grams].sort((a, b) => orderOf(a) - orderOf(b));
  for (const [index, { bytes, folds }] of sorted.entries()) {
    const bucket = 1 << Math.floor((index * BUCKETS) / sorted.length);
    for (const [place, byte] of bytes.entries()) {
      tables[place * 32 + (byte & 15)]! |= bucket;
      tables[place * 32 + 16 + (byte >> 4)]! |= bucket;
      if (folds[place]) tables[place * 32 + 16 + ((byte ^ 0x20) >> 4)]! |= bucket;
    }
  }
  return tables;
}

function orderOf({ bytes: [first, second, third] }: ShortGram): number {
  return (first << 16) | (second << 8) | third;
}
