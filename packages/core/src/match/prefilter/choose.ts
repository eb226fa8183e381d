import type { Requirement } from '../pattern/tree.js';
import type { ShareOf } from './rarity.js';
import { type Sought, soughtOf } from './sought.js';

/** A rule whose lines can be found by needles: of each group a line needs one. */
export interface FilteredRule {
  readonly index: number;
  /** Numbers of needles. */
  readonly groups: readonly (readonly number[])[];
}

export interface Wanted {
  /** Each once. */
  readonly needles: readonly Sought[];
  readonly rules: readonly FilteredRule[];
  /** Rules of which no group could be looked for by grams. */
  readonly unfiltered: readonly number[];
}

/** A gram by which a needle is found: where in it, and whether it is one of four bytes, looked for only at some places. */
export interface Gram {
  readonly needle: number;
  readonly offset: number;
  readonly long: boolean;
}

export interface Choice {
  /** By rule, in the order of `Wanted.rules`: which group its lines are found by. */
  readonly groups: readonly number[];
  readonly grams: readonly Gram[];
  /** How far apart the places are where long grams are looked for, in bytes. */
  readonly stride: Stride;
}

export type Stride = 4 | 8 | 16;

/** A short gram has as many bytes, so that no shorter needle can be found. */
const SHORTEST = 3;
/** With more short grams than these, so many places pass their tables that long grams are faster. */
const MOST_SHORT = 40;
/** So many short grams beside long ones have a table each, and hardly anything passes that is none of them. */
const MOST_BESIDE = 8;
/** More long grams than these take longer to lay out than it helps that fewer places are looked at. */
const MOST_LONG = 10_000;
/** What a needle costs that never occurs, beside the share of one that does: so much fuller are the tables with it. */
const TABLE_COST = 1e-6;

export function wantedOf(requirements: readonly Requirement[]): Wanted {
  const needles: Sought[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (sought: Sought) => {
    const known = numbers.get(sought.key);
    if (known !== undefined) return known;
    numbers.set(sought.key, needles.length);
    return needles.push(sought) - 1;
  };
  const rules: FilteredRule[] = [];
  const unfiltered: number[] = [];
  for (const [index, requirement] of requirements.entries()) {
    const groups = requirement.flatMap((group): Sought[][] => {
      const sought = group.map(soughtOf);
      return sought.every((each) => each !== undefined) ? [sought] : [];
    });
    if (groups.some(isFindable))
      rules.push({ index, groups: groups.map((group) => [...new Set(group.map(numberOf))]) });
    else unfiltered.push(index);
  }
  return { needles, rules, unfiltered };
}

function isFindable(group: readonly Sought[]): boolean {
  return group.every(({ bytes }) => bytes.length >= SHORTEST);
}

/** The group of each rule, and the grams of each needle, that are rarest. What is found does not depend on it. */
export function choose({ needles, rules }: Wanted, shareOf: ShareOf): Choice {
  const shorts = needles.map(({ bytes }) => rarest(bytes, shareOf, 3, 0, 1));
  const groups = rules.map(({ groups }) => rarestGroup(groups, (needle) => shorts[needle]?.share));
  const chosen = [...new Set(rules.flatMap(({ groups: all }, rule) => all[groups[rule]!]!))];
  const few = chosen.length <= MOST_SHORT;
  const stride = strideFor(chosen.map((needle) => needles[needle]!.bytes.length));
  const grams = chosen.flatMap((needle): Gram[] => {
    const { bytes } = needles[needle]!;
    if (few || bytes.length < lengthFor(stride)) return [{ needle, offset: shorts[needle]!.offset, long: false }];
    return Array.from({ length: stride }, (_, place) => ({
      needle,
      offset: rarest(bytes, shareOf, 4, place, stride)!.offset,
      long: true,
    }));
  });
  return { groups, grams, stride };
}

/** Of so many grams that lie side by side in a needle, one begins at a place that is looked at. */
const lengthFor = (stride: Stride): number => stride + 3;

/** The fewest places that nearly all needles can be found by. */
function strideFor(lengths: readonly number[]): Stride {
  const isEnough = (stride: Stride) =>
    lengths.length * stride <= MOST_LONG &&
    lengths.filter((length) => length < lengthFor(stride)).length <= MOST_BESIDE;
  return isEnough(16) ? 16 : isEnough(8) ? 8 : 4;
}

function rarestGroup(groups: readonly (readonly number[])[], shareOf: (needle: number) => number | undefined): number {
  let least = Number.POSITIVE_INFINITY;
  let chosen = 0;
  for (const [index, group] of groups.entries()) {
    const cost = group.reduce((sum, needle) => sum + TABLE_COST + (shareOf(needle) ?? Number.POSITIVE_INFINITY), 0);
    if (cost >= least) continue;
    least = cost;
    chosen = index;
  }
  return chosen;
}

function rarest(bytes: Uint8Array, shareOf: ShareOf, length: 3 | 4, from: number, step: number) {
  let found: { readonly offset: number; readonly share: number } | undefined;
  for (let offset = from; offset + length <= bytes.length; offset += step) {
    const share = shareOf(bytes, offset, length);
    if (!found || share < found.share) found = { offset, share };
  }
  return found;
}
