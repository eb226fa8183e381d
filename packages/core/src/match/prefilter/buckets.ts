import type { Nibbles } from './nibbles.js';
import { byteShare } from './rarity.js';

const BUCKETS = 8;
/** So many are put together by what passes; of more, neighbours are put together first. */
const MOST_COMPARED = 96;

/** At most eight, each of some of these put together, so that few places of a log pass by one of them. */
export function bucketsOf(grams: readonly Nibbles[]): Nibbles[] {
  const buckets = neighbours(grams);
  const shares = buckets.map(shareOf);
  const gains = buckets.map((bucket, index) => buckets.map((other, at) => (at < index ? gainOf(bucket, other) : 0)));
  while (buckets.length > BUCKETS) {
    const [first, second] = cheapest();
    buckets[second] = together(buckets[second]!, buckets[first]!);
    shares[second] = shareOf(buckets[second]!);
    for (const list of [buckets, shares, gains, ...gains]) list.splice(first, 1);
    for (let at = 0; at < buckets.length; at++)
      if (at !== second) gains[Math.max(at, second)]![Math.min(at, second)] = gainOf(buckets[at]!, buckets[second]!);
  }
  return buckets;

  function gainOf(one: Nibbles, other: Nibbles): number {
    return shareOf(together(one, other));
  }

  /** The two that let the fewest places pass in addition when they are one; the later first. */
  function cheapest(): [number, number] {
    let least = Number.POSITIVE_INFINITY;
    let found: [number, number] = [1, 0];
    for (let first = 1; first < buckets.length; first++)
      for (let second = 0; second < first; second++) {
        const cost = gains[first]![second]! - shares[first]! - shares[second]!;
        if (cost >= least) continue;
        least = cost;
        found = [first, second];
      }
    return found;
  }
}

/** In an order in which those that begin alike stand together. */
function neighbours(grams: readonly Nibbles[]): Nibbles[] {
  const sorted = [...grams].sort((a, b) => a[1] - b[1] || a[0] - b[0] || a[3] - b[3] || a[2] - b[2]);
  const size = Math.max(1, Math.ceil(sorted.length / MOST_COMPARED));
  const groups = Array.from({ length: Math.ceil(sorted.length / size) }, (_, at) =>
    sorted.slice(at * size, (at + 1) * size),
  );
  return groups.map((group) => group.reduce(together));
}

function together(a: Nibbles, b: Nibbles): Nibbles {
  return [a[0] | b[0], a[1] | b[1], a[2] | b[2], a[3] | b[3], a[4] | b[4], a[5] | b[5]];
}

/** The share of places in a log that pass, as if bytes did not depend on each other. */
function shareOf(nibbles: Nibbles): number {
  return passing(nibbles[0], nibbles[1]) * passing(nibbles[2], nibbles[3]) * passing(nibbles[4], nibbles[5]);
}

/** No byte is so rare that nothing passes by it. */
const LEAST = 1e-4;
const HALVES = Float64Array.from({ length: 16 * 512 }, (_, index) => {
  const high = index >> 9;
  const first = index & 256 ? 8 : 0;
  let sum = 0;
  for (let bit = 0; bit < 8; bit++) if ((index >> bit) & 1) sum += byteShare(16 * high + first + bit) + LEAST;
  return sum;
});

function passing(low: number, high: number): number {
  let sum = 0;
  for (let nibble = 0; nibble < 16; nibble++)
    if ((high >> nibble) & 1) sum += HALVES[(nibble << 9) | (low & 255)]! + HALVES[(nibble << 9) | 256 | (low >> 8)]!;
  return sum;
}
