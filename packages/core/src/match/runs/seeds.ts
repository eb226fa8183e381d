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
/** Where a seed begins at fewer places than this, another seed costs more than the places do. */
const RARE = 3e-4;

/** Few seeds that find all runs: one that many runs hold is taken first. Undefined where there would be more than `most`. */
export function seedsOf(rules: readonly RunRule[], most: number): Seed[] | undefined {
  const runs = rules.flatMap(({ runs }, rule) => runs.map((run) => ({ rule, run })));
  const holders = new Map<string, { sets: Run; share: number; runs: Map<number, Placed> }>();
  for (const [number, { rule, run }] of runs.entries())
    for (const { sets, before, share } of partsOf(run)) {
      const key = sets.join();
      const known = holders.get(key) ?? { sets, share, runs: new Map() };
      holders.set(key, known);
      if (!known.runs.has(number)) known.runs.set(number, { rule, run, before });
    }
  const seeds: Seed[] = [];
  const left = new Set(runs.keys());
  let candidates = [...holders.values()];
  while (left.size > 0) {
    if (seeds.length === most) return undefined;
    for (const { runs } of candidates) for (const number of runs.keys()) if (!left.has(number)) runs.delete(number);
    candidates = candidates.filter(({ runs }) => runs.size > 0);
    const best = candidates.reduce((some, other) =>
      other.runs.size > some.runs.size || (other.runs.size === some.runs.size && other.share < some.share)
        ? other
        : some,
    );
    for (const number of best.runs.keys()) left.delete(number);
    seeds.push({ sets: best.sets, runs: [...best.runs.values()] });
  }
  return seeds;
}

/** All parts that are rare enough; where none is, the rarest. */
function partsOf(run: Run) {
  const parts = [];
  for (let size = SHORTEST; size <= Math.min(LONGEST, run.length); size++)
    for (let before = 0; before + size <= run.length; before++) {
      const sets = run.slice(before, before + size);
      parts.push({ sets, before, share: runShare(sets) });
    }
  const rare = parts.filter(({ share }) => share <= RARE);
  return rare.length > 0 ? rare : [parts.reduce((some, other) => (other.share < some.share ? other : some))];
}
