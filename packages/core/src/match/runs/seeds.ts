import type { Members } from './members.js';
import { type Run, runShare } from './share.js';

/** A rule with runs of which one stands in each line that it matches. */
export interface RunRule {
  readonly index: number;
  readonly runs: readonly Run[];
}

/** A run of a rule, and how many of its sets stand before the seed. */
export interface Placed {
  /** Its place among the rules. */
  readonly rule: number;
  readonly run: Run;
  readonly before: number;
}

/** Neighbouring sets by which runs are found that hold them. */
export interface Seed {
  readonly sets: Run;
  readonly runs: readonly Placed[];
}

const SHORTEST = 3;
const LONGEST = 8;
/** What it costs to compare a run at each place of a log, where looking for one seed more costs one. */
const COMPARED = 100;

interface Candidate {
  readonly sets: Run;
  readonly share: number;
  /** By their numbers. */
  readonly runs: Map<number, Placed>;
}

/**
 * Few seeds that find all runs, and stand at few places: undefined where there would be more than `most`. `shareOf`: at
 * how many of the places of a log such sets stand. What is found does not depend on it.
 */
export function seedsOf(
  rules: readonly RunRule[],
  most: number,
  shareOf: (sets: Run) => number = runShare,
): Seed[] | undefined {
  const runs = rules.flatMap(({ runs }, rule) => runs.map((run) => ({ rule, run })));
  const candidates = new Map<string, Candidate>();
  const numbers = new Map<Members, number>();
  const numberOf = (members: Members) => {
    const number = numbers.get(members) ?? numbers.size;
    numbers.set(members, number);
    return number;
  };
  const holders = runs.map(({ rule, run }, number) => {
    const all: Candidate[] = [];
    for (const { key, before, size } of partsOf(run.map(numberOf))) {
      const candidate = candidates.get(key) ?? candidateOf(run.slice(before, before + size), shareOf);
      candidates.set(key, candidate);
      if (candidate.runs.has(number)) continue;
      candidate.runs.set(number, { rule, run, before });
      all.push(candidate);
    }
    return all;
  });
  const seeds: Seed[] = [];
  let left = runs.length;
  for (let open = [...candidates.values()]; left > 0; open = open.filter(({ runs }) => runs.size > 0)) {
    if (seeds.length === most) return undefined;
    const best = open.reduce((some, other) => (costOf(other) < costOf(some) ? other : some));
    const placed = [...best.runs];
    seeds.push({ sets: best.sets, runs: placed.map(([, run]) => run) });
    left -= placed.length;
    for (const [number] of placed) for (const { runs } of holders[number]!) runs.delete(number);
  }
  return seeds;
}

function candidateOf(sets: Run, shareOf: (sets: Run) => number): Candidate {
  return { sets, share: shareOf(sets), runs: new Map() };
}

/** For each of its runs. */
function costOf({ share, runs }: Candidate): number {
  return 1 / runs.size + COMPARED * share;
}

/** Of sets by their numbers: all parts that may be a seed, those with the same key being the same. */
function* partsOf(run: readonly number[]) {
  for (let before = 0; before + SHORTEST <= run.length; before++) {
    let key = '';
    for (let size = 1; size <= LONGEST && before + size <= run.length; size++) {
      key += `${run[before + size - 1]!} `;
      if (size >= SHORTEST) yield { key, before, size };
    }
  }
}
