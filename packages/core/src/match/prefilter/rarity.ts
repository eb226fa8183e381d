import { logBigrams } from './log-bigrams.js';

/** How many bytes of a log there are for one place where these bytes of a needle stand in either case: its share. */
export type ShareOf = (bytes: Uint8Array, at: number, length: 3 | 4) => number;

const KINDS = 65;
const TILDE = 126;
const BACKSLASH = 92;

/** Bytes that are taken for one: those that differ in bit 5 alone, and all that are no ASCII. */
function kindOf(byte: number): number {
  return byte >= 128 ? 64 : (byte & 31) + (byte & 64 ? 32 : 0);
}

function pairShare(kind: number): number {
  const code = logBigrams.charCodeAt(kind);
  return 2 ** (-((code === TILDE ? BACKSLASH : code) - 35) / 2);
}

const pairs = Float64Array.from({ length: KINDS * KINDS }, (_, kind) => pairShare(kind));
const firsts = Float64Array.from({ length: KINDS }, (_, kind) =>
  pairs.subarray(kind * KINDS, (kind + 1) * KINDS).reduce((sum, share) => sum + share, 0),
);

/** How many letters of a log are capital ones, about. */
const CAPITALS = 0.15;

/** The share of a byte in training logs in general. */
export function byteShare(byte: number): number {
  const share = firsts[kindOf(byte)]!;
  // Of two bytes that are taken for one, a control character is as good as never meant.
  if (byte < 0x20) return byte === 10 ? share : 0;
  return share * (byte >= 65 && byte <= 90 ? CAPITALS : byte >= 97 && byte <= 122 ? 1 - CAPITALS : 1);
}

/** By what follows what in training logs in general. */
export const usualShare: ShareOf = (bytes, at, length) => {
  let before = kindOf(bytes[at]!);
  let share = firsts[before]!;
  for (let place = at + 1; place < at + length; place++) {
    const kind = kindOf(bytes[place]!);
    share *= pairs[before * KINDS + kind]! / firsts[before]!;
    before = kind;
  }
  return share;
};

const SLOTS = 2 ** 17;
const MOST = 2 ** 16 - 1;
/** How much of what is usual is added, so that what the sample lacks is still told apart. */
const USUAL_WEIGHT = 0.01;

/** By a sample of the log at hand. Different grams may fall together, which only makes one of them look less rare. */
export function sampledShare(sample: Buffer): ShareOf {
  const threes = new Uint16Array(SLOTS);
  const fours = new Uint16Array(SLOTS);
  const add = (counts: Uint16Array, slot: number) => {
    if (counts[slot]! < MOST) counts[slot]! += 1;
  };
  for (let at = 0; at + 4 <= sample.length; at++) {
    const word = sample.readUInt32LE(at) | 0x20202020;
    add(threes, slotOf(word & 0xffffff));
    add(fours, slotOf(word));
  }
  return (bytes, at, length) => {
    let word = 0;
    for (let place = 0; place < length; place++) word |= (bytes[at + place]! | 0x20) << (8 * place);
    const count = (length === 3 ? threes : fours)[slotOf(word)]!;
    return count / sample.length + USUAL_WEIGHT * usualShare(bytes, at, length);
  };
}

function slotOf(word: number): number {
  return Math.imul(word, 0x9e3779b1) >>> (32 - 17);
}
