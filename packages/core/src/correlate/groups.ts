import { hash } from '../hash.js';

type Entry<G> = readonly [name: string, group: G];

/**
 * What an operator remembers of each group. Json: buckets by the hash of the group's name, so that a change copies a few
 * neighbours and not all. Lists, since names come from logs: `__proto__` is no key, and as keys numbers lose their place.
 */
export type Groups<G> = Readonly<Record<number, readonly Entry<G>[]>>;

const BUCKETS = 64;
/** Some thousand groups in all; of a bucket that is full the one that has been quiet for longest is let go of. */
const MOST_IN_BUCKET = 64;

export const noGroups: Readonly<Groups<never>> = {};

export const groupIn = <G>(groups: Groups<G>, name: string): G | undefined =>
  groups[bucketOf(name)]?.find(([one]) => one === name)?.[1];

/** Sets or (by undefined) removes a group; the one that changed last stands last. */
export function withGroup<G>(groups: Groups<G>, name: string, group: G | undefined): Groups<G> {
  const number = bucketOf(name);
  const bucket = groups[number];
  // Most operators have one group, or one in each bucket: nothing is looked through then.
  const isAlone = bucket === undefined || bucket.length === 0 || (bucket.length === 1 && bucket[0]?.[0] === name);
  if (isAlone) return { ...groups, [number]: group === undefined ? [] : [[name, group]] };
  const others = bucket.filter(([one]) => one !== name);
  if (group === undefined) return { ...groups, [number]: others };
  return { ...groups, [number]: [...others.slice(1 - MOST_IN_BUCKET), [name, group]] };
}

export const entriesOf = <G>(groups: Groups<G>): readonly Entry<G>[] => Object.values(groups).flat();

let lastName = '';
let lastBucket = hash('') % BUCKETS;

/** One signal asks for the same name several times over. */
function bucketOf(name: string): number {
  if (name === lastName) return lastBucket;
  lastName = name;
  lastBucket = hash(name) % BUCKETS;
  return lastBucket;
}
