import type { Monitor } from '@sigwatch/core';
import { placeOf } from './place.js';
import type { Tested } from './tested.js';

/** Of one rule, what is tested. */
export interface Covered {
  readonly rule: string;
  readonly place: string;
  /** How many tests want it to hit, and how many want it to spare what only looks alike. */
  readonly hits: number;
  readonly near_misses: number;
}

/** What is tested of the rules that stand in a file; a rule that a setting means needs no test. */
export function coverageOf(monitor: Monitor, file: string, tested: readonly Tested[]): readonly Covered[] {
  return monitor.rules.flatMap(({ name: rule }) => {
    const origin = monitor.origins.get(rule);
    if (origin?.file !== file || origin.implied) return [];
    // A rule of this name in another file is another rule.
    const about = tested.filter((one) => one.monitor.origins.get(rule)?.file === file);
    const hits = about.filter((one) => one.hits.includes(rule)).length;
    const near_misses = about.filter((one) => one.spares.includes(rule)).length;
    return [{ rule, place: placeOf(origin), hits, near_misses }];
  });
}

/** What is not tested of a rule, in words; undefined of one that lacks nothing. */
export function lacks({ hits, near_misses }: Covered): string | undefined {
  const words = [...(hits > 0 ? [] : ['no hit']), ...(near_misses > 0 ? [] : ['no near miss'])];
  return words.length === 0 ? undefined : words.join(' and ');
}

/** The coverage of many rules for a person: what lacks a test, and the totals. */
export function coverageText(all: readonly Covered[]): readonly string[] {
  const total = totals(all);
  const share = (n: number) => (total.rules === 0 ? '' : ` (${Math.floor((100 * n) / total.rules)}%)`);
  const width = Math.max(0, ...all.map(({ rule }) => rule.length));
  return [
    ...all.flatMap((one) => {
      const missing = lacks(one);
      return missing === undefined ? [] : [`lacks ${one.rule.padEnd(width)}  ${missing}  (${one.place})`];
    }),
    `${total.rules} rules: ${total.with_hit}${share(total.with_hit)} with a hit, ${total.with_near_miss}${share(total.with_near_miss)} with a near miss, ${total.with_both}${share(total.with_both)} with both`,
  ];
}

export function totals(all: readonly Covered[]) {
  const count = (fits: (one: Covered) => boolean) => all.filter(fits).length;
  return {
    rules: all.length,
    with_hit: count(({ hits }) => hits > 0),
    with_near_miss: count(({ near_misses }) => near_misses > 0),
    with_both: count((one) => lacks(one) === undefined),
  };
}
