/** Bytes that prove that two texts are the same at a place. */
export const PROOF = 4_096;
/** So few bytes are alike by chance. */
const LEAST = 8;
/** So many places are tried: a log of equal lines has one at each of them. */
const PLACES = 10_000;
const LF = 10;

/**
 * How many of the first bytes of `now` are the last ones of `before`: the most that can be, so that as little as can be is
 * taken for new. `before` may be the end of something longer, then they may all stand there and more in front of them. 0
 * where nothing shows that the one goes on with the other.
 */
export function overlap(before: Buffer, now: Buffer): number {
  if (before.length === 0 || now.length === 0) return 0;
  const proof = before.subarray(-PROOF);
  let at = now.length - proof.length;
  for (let tries = 0; tries < PLACES && at >= 0; tries++) {
    at = now.lastIndexOf(proof, at);
    if (at < 0) break;
    const end = at + proof.length;
    const shared = Math.min(end, before.length);
    if (end >= LEAST && before.subarray(-shared).equals(now.subarray(end - shared, end))) return end;
    at--;
  }
  return shortOverlap(proof, now);
}

/** Of fewer bytes than prove it, it counts where whole lines are alike. */
function shortOverlap(before: Buffer, now: Buffer): number {
  for (let length = Math.min(before.length - 1, now.length); length >= LEAST; length--) {
    if (now[length - 1] !== before.at(-1) || now[length - 1] !== LF) continue;
    if (before.subarray(-length).equals(now.subarray(0, length))) return length;
  }
  return 0;
}
