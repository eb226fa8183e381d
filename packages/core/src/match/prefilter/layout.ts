import type { Choice, Gram, Wanted } from './choose.js';
import { Image } from './image.js';
import { nibbleTables } from './nibbles.js';
import type { Sought } from './sought.js';

/** Places of the fields of `Plan` in packages/core/assembly/layout.ts. */
export const plan = {
  nibbles: 0,
  longBits: 4,
  shortHeads: 8,
  shortShift: 12,
  longHeads: 16,
  longShift: 20,
  entries: 24,
  oddRules: 28,
  oddRulesEnd: 32,
  records: 36,
  capacity: 40,
  odd: 44,
  count: 48,
  more: 52,
  lookups: 56,
  failures: 60,
  lines: 100,
  stamp: 116,
  size: 128,
} as const;

const HASH = 0x9e3779b1;
const LONG_BITS = 18;
const FOLD = 0x20202020;

/** The memory of a plan as it has to be from `base` on, with nothing found yet. */
export function layOut({ needles, rules }: Wanted, { groups, grams }: Choice, base: number): Image {
  const image = new Image(base);
  const at = image.take(plan.size);
  const needleAt = needles.map((needle) => writeNeedle(image, needle, rarePlaces(needle)));
  const ruleAt = rules.map(({ index, groups: all }, rule) => {
    const others = all.filter((_, group) => group !== groups[rule]);
    const lists = others.map((group) => image.words(image.list(group.map((needle) => needleAt[needle]!))));
    return image.words([index, 0, ...image.list(lists)]);
  });

  const rulesOf = new Map<number, number[]>();
  for (const [rule, { groups: all }] of rules.entries())
    for (const needle of all[groups[rule]!]!) append(rulesOf, needle, ruleAt[rule]!);
  for (const [needle, of] of rulesOf) image.setAll(needleAt[needle]! + 12, image.list(of));
  const odd = [...rulesOf].flatMap(([needle, of]) => (needles[needle]!.odd ? of : []));
  image.setAll(at + plan.oddRules, image.list([...new Set(odd)]));

  const short = grams.filter(({ long }) => !long);
  const long = grams.filter((gram) => gram.long);
  const entryOf = (gram: Gram) => entry(needles[gram.needle]!.bytes, gram, needleAt[gram.needle]!);
  const shortEntries = short.map(entryOf);
  const longEntries = long.map(entryOf);
  const table = writeEntries(image, shortEntries, longEntries);
  image.set(at + plan.entries, table.entries);
  image.setAll(at + plan.shortHeads, table.heads);
  if (short.length > 0)
    image.set(at + plan.nibbles, image.bytes(nibbleTables(short.map((gram) => shortGram(needles, gram)))));
  if (long.length > 0) image.set(at + plan.longBits, image.bytes(longBits(longEntries.map(({ word }) => word))));
  return image;
}

interface Entry {
  readonly word: number;
  readonly mask: number;
  readonly offset: number;
  /** Its address. */
  readonly needle: number;
}

/** With what is compared first: four bytes from the gram on, or as many as the needle has. */
function entry(bytes: Uint8Array, { offset }: Gram, needle: number): Entry {
  const last = bytes.length - offset < 4 ? 0 : bytes[offset + 3]! << 24;
  const mask = bytes.length - offset < 4 ? 0xffffff : 0xffffffff;
  const word = bytes[offset]! | (bytes[offset + 1]! << 8) | (bytes[offset + 2]! << 16) | last | FOLD;
  return { word: (word & mask) >>> 0, mask, offset, needle };
}

function shortGram(needles: readonly Sought[], { needle, offset }: Gram) {
  const { bytes, folds } = needles[needle]!;
  const three = <T>(of: (place: number) => T) => [of(offset), of(offset + 1), of(offset + 2)] as const;
  return { bytes: three((place) => bytes[place]!), folds: three((place) => folds[place] !== 0) };
}

function writeNeedle(image: Image, { bytes, folds, odd }: Sought, [rare, rareToo]: readonly [number, number]): number {
  const padded = Math.ceil(bytes.length / 16) * 16;
  const both = Buffer.alloc(2 * padded, 0xff);
  both.set(bytes, 0);
  both.set(folds, padded);
  return image.words([image.bytes(both), bytes.length, padded, 0, 0, 0, rare, rareToo, odd ? 1 : 0]);
}

const RANKS = ranks();

/** Of each byte, how rare it is: bytes that are frequent in any text first. */
function ranks(): Uint8Array {
  const frequent = Buffer.from(' e0t1ao2in3rs4l5d6c7u8p9m:.-_g[]/,hbf=');
  const all = new Uint8Array(256).fill(frequent.length);
  for (const [rank, byte] of frequent.entries()) all[byte] = rank;
  return all;
}

/** Where two of its bytes stand that are rare, the rarest first. */
function rarePlaces({ bytes }: Sought): readonly [number, number] {
  let first = 0;
  for (let place = 1; place < bytes.length; place++) if (RANKS[bytes[place]!]! > RANKS[bytes[first]!]!) first = place;
  let second = first === 0 ? bytes.length - 1 : 0;
  for (let place = 0; place < bytes.length; place++)
    if (place !== first && RANKS[bytes[place]!]! > RANKS[bytes[second]!]!) second = place;
  return [first, second];
}

/** Writes the entries in the order of their hashes, and where those of each hash begin; the fields of a plan for both. */
function writeEntries(image: Image, short: readonly Entry[], long: readonly Entry[]) {
  const entries = image.take(16 * (short.length + long.length));
  const shortTable = bucketed(image, entries, short, 0, 0xffffff);
  const longTable = bucketed(image, entries, long, short.length, 0xffffffff);
  return { entries, heads: [...shortTable, ...longTable] };
}

function bucketed(image: Image, at: number, entries: readonly Entry[], first: number, key: number) {
  const bits = Math.max(10, Math.ceil(Math.log2(entries.length + 1)) + 1);
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

function longBits(words: readonly number[]): Uint8Array {
  const bits = new Uint8Array(2 ** LONG_BITS / 8);
  for (const word of words) {
    const hash = Math.imul(word, HASH) >>> (32 - LONG_BITS);
    bits[hash >> 3]! |= 1 << (hash & 7);
  }
  return bits;
}

function append<T>(lists: Map<number, T[]>, key: number, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
