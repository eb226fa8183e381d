import type { Choice, Gram, Wanted } from './choose.js';
import { entryOf, longBits, writeEntries } from './entries.js';
import { Image } from './image.js';
import { nibbleTables } from './nibbles.js';
import type { Sought } from './sought.js';
import { walk } from './walk.js';

/** Places of the fields of `Plan` in packages/core/assembly/layout.ts. */
export const plan = {
  ...walk,
  nibbles: 44,
  longBits: 48,
  shortHeads: 52,
  shortShift: 56,
  longHeads: 60,
  longShift: 64,
  stride: 68,
  entries: 72,
  oddRules: 76,
  oddRulesEnd: 80,
  odd: 84,
  lookups: 88,
  failures: 92,
  shapes: 124,
  digitRules: 148,
  size: 192,
} as const;

/** The memory of a plan as it has to be from `base` on, with nothing found yet. */
export function layOut({ needles, rules }: Wanted, { groups, grams, stride }: Choice, base: number): Image {
  const image = new Image(base);
  const at = image.take(plan.size);
  const needleAt = needles.map((needle) => writeNeedle(image, needle, rarePlaces(needle)));
  const ruleAt = rules.map(({ index, groups: all }, rule) => {
    const others = all.filter((_, group) => group !== groups[rule]);
    const lists = others.map((group) => image.words(image.list(group.map((needle) => needleAt[needle]!))));
    return image.words([index, 0, ...image.list(lists)]);
  });

  image.setAll(at + plan.digitRules, image.list(writeDigitRules(image, needles, rules, needleAt)));

  const rulesOf = new Map<number, number[]>();
  for (const [rule, { groups: all }] of rules.entries())
    for (const needle of all[groups[rule]!]!) append(rulesOf, needle, ruleAt[rule]!);
  for (const [needle, of] of rulesOf) image.setAll(needleAt[needle]! + 12, image.list(of));
  const odd = [...rulesOf].flatMap(([needle, of]) => (needles[needle]!.odd ? of : []));
  image.setAll(at + plan.oddRules, image.list([...new Set(odd)]));

  const short = grams.filter(({ long }) => !long);
  const long = grams.filter((gram) => gram.long);
  const entry = (gram: Gram) => entryOf(needles[gram.needle]!.bytes, gram, needleAt[gram.needle]!);
  const shortEntries = short.map(entry);
  const longEntries = long.map(entry);
  const table = writeEntries(image, shortEntries, longEntries);
  image.set(at + plan.stride, stride);
  image.set(at + plan.entries, table.entries);
  image.setAll(at + plan.shortHeads, table.heads);
  if (short.length > 0)
    image.set(at + plan.nibbles, image.bytes(nibbleTables(short.map((gram) => shortGram(needles, gram)))));
  if (long.length > 0) image.set(at + plan.longBits, image.bytes(longBits(longEntries.map(({ word }) => word))));
  return image;
}

/** So many groups have a bit each. */
const MOST_GROUPS = 31;

/** Rules with digits in what they need, with each digit as `0`, as lines have them in their shapes, and as they are. */
function writeDigitRules(
  image: Image,
  needles: readonly Sought[],
  rules: Wanted['rules'],
  needleAt: readonly number[],
) {
  const hasDigit = needles.map(({ bytes }) => bytes.some(isDigit));
  const zeros = new Map<number, number>();
  const zeroAt = (needle: number) => {
    const { bytes, ...rest } = needles[needle]!;
    const zeroed = { ...rest, bytes: bytes.map((byte) => (isDigit(byte) ? ZERO : byte)) };
    const at = zeros.get(needle) ?? writeNeedle(image, zeroed, rarePlaces(zeroed));
    zeros.set(needle, at);
    return at;
  };
  const listOf = (groups: readonly (readonly number[])[], at: (needle: number) => number) =>
    image.list(groups.map((group) => image.words(image.list(group.map(at)))))[0];
  const exactAt = (needle: number) => needleAt[needle]!;
  return rules.flatMap(({ index, groups: all }) => {
    if (!all.some((group) => group.some((needle) => hasDigit[needle]))) return [];
    // A group that is left out is taken for fulfilled, and so the rule is never taken for one that its shape decides.
    const groups = all.slice(0, MOST_GROUPS);
    const bits = all.length > MOST_GROUPS ? 0xffffffff : 2 ** groups.length - 1;
    const free = groups.map((group) => group.filter((needle) => !hasDigit[needle]));
    const digits = groups.map((group) => group.filter((needle) => hasDigit[needle]));
    return [
      image.words([index, groups.length, listOf(free, exactAt), listOf(digits, zeroAt), listOf(digits, exactAt), bits]),
    ];
  });
}

const ZERO = 48;
const isDigit = (byte: number): boolean => byte >= ZERO && byte <= ZERO + 9;

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

function append<T>(lists: Map<number, T[]>, key: number, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
