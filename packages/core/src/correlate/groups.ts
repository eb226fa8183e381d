import { hash } from '../hash.js';
import { SortedNumbers } from './sorted-numbers.js';

type Entry<G> = readonly [name: string, group: G];

/**
 * Groups as they are written: buckets by the hash of the group's name, so that a change copies a few neighbours and not
 * all. Lists, since names come from logs: `__proto__` is no key, and as keys numbers lose their place.
 */
type Buckets<G> = Readonly<Record<number, readonly Entry<G>[]>>;

const BUCKETS = 64;
/** Some thousand groups in all; of a bucket that is full the one that has been quiet for longest is let go of. */
const MOST_IN_BUCKET = 64;

/** What an operator remembers of each group. A value that never changes; Json by `toJSON`. */
export class Groups<G> {
  #size: number | undefined;
  /** Of numbers, once it was asked for; the next groups take it over, since hardly anybody asks these again. */
  #sorted: SortedNumbers | undefined;

  constructor(
    readonly buckets: Buckets<G>,
    /** The group that changed last, which is told beside the buckets: most logs have one group, and it changes with each line. */
    readonly name: string | undefined,
    readonly group: G | undefined,
    /** What its bucket holds of it is out of date. */
    readonly isAhead: boolean,
    size?: number,
  ) {
    this.#size = size;
  }

  /** What was read from a journal is plain Json. */
  static of<G>(kept: Groups<G> | Buckets<G>): Groups<G> {
    return kept instanceof Groups ? kept : new Groups<G>(kept, undefined, undefined, false);
  }

  get size(): number {
    if (this.#size === undefined) {
      this.#size = 0;
      for (const bucket of Object.values(this.buckets)) this.#size += bucket.length;
    }
    return this.#size;
  }

  get(name: string): G | undefined {
    if (name === this.name) return this.group;
    return this.buckets[bucketOf(name)]?.find(([one]) => one === name)?.[1];
  }

  /** Sets or (by undefined) removes a group; the one that changed last stands last. */
  with(name: string, group: G | undefined): Groups<G> {
    const next =
      name === this.name && group !== undefined
        ? new Groups(this.buckets, name, group, true, this.#size)
        : new Groups(changed(this.toJSON(), name, group), group === undefined ? undefined : name, group, false);
    if (this.#sorted !== undefined) this.#handOver(next, name, group);
    return next;
  }

  /** The values of groups that are numbers, in order of size; to be used before groups are made of these. */
  sorted(this: Groups<number>): SortedNumbers {
    this.#sorted ??= new SortedNumbers(entriesOf(this).map(([, value]) => value));
    return this.#sorted;
  }

  #handOver(next: Groups<G>, name: string, group: G | undefined): void {
    const sorted = this.#sorted as SortedNumbers;
    this.#sorted = undefined;
    const before = this.get(name);
    const letGo = before === undefined && group !== undefined ? this.#quietest(name) : undefined;
    if (letGo !== undefined) sorted.remove(letGo as number);
    if (before !== undefined) sorted.remove(before as number);
    if (group !== undefined) sorted.add(group as number);
    next.#sorted = sorted;
    next.#size = sorted.length;
  }

  /** The group that goes when one of this name comes; undefined while there is room. */
  #quietest(name: string): G | undefined {
    const number = bucketOf(name);
    const full = (this.buckets[number]?.length ?? 0) >= MOST_IN_BUCKET;
    return full ? this.toJSON()[number]?.[0]?.[1] : undefined;
  }

  toJSON(): Buckets<G> {
    return this.isAhead && this.name !== undefined ? changed(this.buckets, this.name, this.group) : this.buckets;
  }
}

function changed<G>(buckets: Buckets<G>, name: string, group: G | undefined): Buckets<G> {
  const number = bucketOf(name);
  const others = (buckets[number] ?? []).filter(([one]) => one !== name);
  if (group === undefined) return { ...buckets, [number]: others };
  return { ...buckets, [number]: [...others.slice(1 - MOST_IN_BUCKET), [name, group]] };
}

export const noGroups = new Groups<never>({}, undefined, undefined, false);

export const groupIn = <G>(groups: Groups<G>, name: string): G | undefined => Groups.of(groups).get(name);

export const withGroup = <G>(groups: Groups<G>, name: string, group: G | undefined): Groups<G> =>
  Groups.of(groups).with(name, group);

export function entriesOf<G>(groups: Groups<G>): readonly Entry<G>[] {
  // Asked for each point of a rule that compares a thousand ranks: ten times as fast as `flat`.
  const all: Entry<G>[] = [];
  for (const bucket of Object.values(Groups.of(groups).toJSON())) for (const entry of bucket) all.push(entry);
  return all;
}

/** The values in order of size; to be used before groups are made of these. */
export const sortedIn = (groups: Groups<number>): SortedNumbers => Groups.of(groups).sorted();

/** One of the groups that have this value. */
export function nameOf(groups: Groups<number>, value: number): string | undefined {
  for (const bucket of Object.values(Groups.of(groups).toJSON()))
    for (const [name, one] of bucket) if (one === value) return name;
  return undefined;
}

export const sizeOf = <G>(groups: Groups<G>): number => Groups.of(groups).size;

const bucketOf = (name: string): number => hash(name) % BUCKETS;
