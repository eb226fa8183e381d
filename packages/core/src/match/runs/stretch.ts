import type { Members } from './members.js';
import { type Run, rarestPart, runShare } from './share.js';

/** What is known of the bytes that a part of a pattern can match. */
export interface Stretch {
  /** `start` is all of it, and so is `end`. */
  readonly whole: boolean;
  /** With what it begins, and with what it ends. */
  readonly start: Run;
  readonly end: Run;
  /** The rarest run that it holds, beside those. */
  readonly within: Run | undefined;
}

/** Fewer sets side by side are on every line. */
const SHORTEST = 3;
/** What has more sets is rare enough by so many of them. */
export const LONGEST = 16;
/** More sets are not kept at the ends of a part. */
const MOST_KEPT = 2 * LONGEST;

const nothing: Run = Object.freeze([]);
export const empty: Stretch = { whole: true, start: nothing, end: nothing, within: undefined };
export const gap: Stretch = { whole: false, start: nothing, end: nothing, within: undefined };
export const one = (members: Members | undefined): Stretch =>
  members === undefined ? gap : { whole: true, start: [members], end: [members], within: undefined };

/** One part after the other. */
export class Sequence {
  #start: Run | undefined;
  #current: Run = nothing;
  #within: Run | undefined;

  add(part: Stretch): void {
    this.#current = [...this.#current, ...part.start];
    if (part.whole && this.#current.length <= MOST_KEPT) return;
    this.#close(this.#current);
    this.#within = rarer(this.#within, part.within);
    this.#current = part.whole ? this.#current.slice(-LONGEST) : part.end;
  }

  stretch(): Stretch {
    if (this.#start === undefined) return { ...empty, start: this.#current, end: this.#current };
    return { whole: false, start: this.#start, end: this.#current, within: this.#within };
  }

  #close(run: Run): void {
    if (this.#start === undefined) this.#start = run.slice(0, MOST_KEPT);
    this.#within = rarer(this.#within, run);
  }
}

/** Either of several: what they have in common, place by place from the start and from the end. */
export function either(ways: readonly Stretch[]): Stretch {
  const [first = gap] = ways;
  const { length } = first.start;
  const whole = ways.every((way) => way.whole && way.start.length === length);
  const start = ways.map((way): Run => way.start).reduce(united);
  const end = ways.map((way): Run => way.end.toReversed()).reduce(united);
  return { whole, start, end: end.toReversed(), within: undefined };
}

function united(some: Run, others: Run): Run {
  return some.slice(0, others.length).map((members, place) => members | others[place]!);
}

/** The rarest run in it, if that has some sets. */
export function rarestOf({ start, end, within }: Stretch): Run | undefined {
  return rarer(rarer(within, start), end);
}

function rarer(some: Run | undefined, other: Run | undefined): Run | undefined {
  if (other === undefined || other.length < SHORTEST) return some;
  const part = rarestPart(other, LONGEST);
  return some === undefined || runShare(part) < runShare(some) ? part : some;
}
