import { byteShare } from '../prefilter/rarity.js';
import type { Members } from './members.js';

/** Bytes of one set that stand side by side, in order. */
export type Run = readonly Members[];

/** Words and numbers: what follows a byte of a set is of the same set this often, at least. */
const AGAIN = 0.6;
/** They have ends: with each byte more, so much as often. */
const ENDING = 0.85;
/** No byte is so rare that it never occurs. */
const LEAST = 1e-4;

const shares = Float64Array.from({ length: 128 }, (_, byte) => byteShare(byte) + LEAST);
const WORD = 32;

/** The share of bytes that are of the set, in training logs in general. */
export function memberShare(members: Members): number {
  let sum = 0;
  for (let first = 0, left = members; left !== 0n; first += WORD, left >>= 32n) {
    const word = Number(BigInt.asUintN(WORD, left));
    for (let bits = word | 0; bits !== 0; bits &= bits - 1) sum += shares[first + 31 - Math.clz32(bits & -bits)]!;
  }
  return sum;
}

/** At how many of the places of a log such a run begins, about. */
export function runShare(run: Run): number {
  let share = 1;
  let again = AGAIN;
  for (const [place, members] of run.entries()) {
    const own = memberShare(members);
    const isSame = place > 0 && members === run[place - 1];
    share *= isSame ? Math.max(own, again) : own;
    again = isSame ? again * ENDING : AGAIN;
  }
  return share;
}

/** The rarest part of the run that has so many sets, or the run where it has fewer. */
export function rarestPart(run: Run, size: number): Run {
  let rarest = run.slice(0, size);
  let least = runShare(rarest);
  for (let from = 1; from + size <= run.length; from++) {
    const part = run.slice(from, from + size);
    const share = runShare(part);
    if (share >= least) continue;
    least = share;
    rarest = part;
  }
  return rarest;
}
