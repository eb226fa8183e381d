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
  for (const [number, { rule, run }] of runs.entries())
    for (const { key, sets, before } of partsOf(run)) {
      let candidate = candidates.get(key);
      if (candidate === undefined) {
        candidate = { sets, share: shareOf(sets), runs: new Map() };
        candidates.set(key, candidate);
      }
      if (!candidate.runs.has(number)) candidate.runs.set(number, { rule, run, before });
    }
  const seeds: Seed[] = [];
  const left = new Set(runs.keys());
  for (let open = [...candidates.values()]; left.size > 0; open = open.filter(({ runs }) => runs.size > 0)) {
    if (seeds.length === most) return undefined;
    const best = open.reduce((some, other) => (costOf(other) < costOf(some) ? other : some));
    const placed = [...best.runs];
    seeds.push({ sets: best.sets, runs: placed.map(([, run]) => run) });
    for (const [number] of placed) {
      left.delete(number);
      for (const { runs } of open) runs.delete(number);
    }
  }
  return seeds;
}

/** For each of its runs. */
function costOf({ share, runs }: Candidate): number {
  return 1 / runs.size + COMPARED * share;
}

function* partsOf(run: Run) {
  for (let before = 0; before + SHORTEST <= run.length; before++) {
    let key = '';
    for (let size = 1; size <= LONGEST && before + size <= run.length; size++) {
      key += `${run[before + size - 1]!} `;
      if (size >= SHORTEST) yield { key, sets: run.slice(before, before + size), before };
    }
  }
}
