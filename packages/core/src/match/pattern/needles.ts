import type { Needle } from './tree.js';

/** Texts of which one is there; an empty one where there may be nothing. Those with `fold` are in lower case. */
export type Needles = readonly Needle[];

/** So many ways to join two sets are worth telling apart. */
const MOST_JOINED = 16;
/** So many texts may one set hold: a prefilter that looks for more finds something everywhere. */
export const MOST_NEEDLES = 64;
/** No longer text finds less; repetitions could make one of any length. */
const LONGEST_JOINED = 128;

export const nothing: Needle = { text: '', fold: false };
/** That there may be nothing: what is known of a gap. */
export const anything: Needles = [nothing];

/** Each text of the one with each of the other behind it; undefined where these are too many. */
export function joinedNeedles(one: Needles, other: Needles): Needles | undefined {
  if (one === anything) return other;
  if (other === anything) return one;
  if (one.length * other.length > MOST_JOINED) return undefined;
  const out: Needle[] = [];
  for (const before of one)
    for (const after of other) {
      if (before.text.length + after.text.length > LONGEST_JOINED) return undefined;
      out.push(append(before, after));
    }
  return out;
}

function append(before: Needle, after: Needle): Needle {
  if (before.text === '') return after;
  if (after.text === '') return before;
  if (before.fold === after.fold) return { text: before.text + after.text, fold: before.fold };
  return { text: lowered(before.text) + lowered(after.text), fold: true };
}

/** In lower case, as far as ASCII goes: the bytes of other letters would be others. */
export function lowered(text: string): string {
  // Most texts are ASCII, which is quicker at once than letter by letter.
  return /[\u0080-\uffff]/.test(text) ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : text.toLowerCase();
}

/** Whether a line with `one` has `other` too. */
export function implies(one: Needle, other: Needle): boolean {
  if (one.text.length < other.text.length || (one.fold && !other.fold)) return false;
  return (other.fold && !one.fold ? lowered(one.text) : one.text).includes(other.text);
}

/** Without the texts that hold another one of them, which says as much. */
export function simplified(needles: Needles): Needles {
  if (needles.length < 2) return needles;
  // Nearly never is one text held by another: all of them are searched at once for that.
  const all = needles.map(({ text }) => text).join('\n');
  const inLowerCase = needles.some(({ fold }) => fold) ? lowered(all) : all;
  const held = needles.filter(({ text, fold }) => {
    const texts = fold ? inLowerCase : all;
    return texts.indexOf(text, texts.indexOf(text) + 1) >= 0;
  });
  if (held.length === 0) return needles;
  return needles.filter(
    (one, i) =>
      !held.some(
        (other) => other !== one && implies(one, other) && !(implies(other, one) && needles.indexOf(other) > i),
      ),
  );
}

/**
 * How much a set of texts tells, to compare sets by: the length of its shortest one up to sixteen, less by one for each
 * time that their number is four times as large.
 */
export function strength(needles: Needles): number {
  let shortest = 16;
  for (const { text } of needles) shortest = Math.min(shortest, text.trim().length);
  return shortest - Math.log2(needles.length) / 2;
}
