import { Image } from '../prefilter/image.js';
import { walk } from '../prefilter/walk.js';
import { classesOf, classTables } from './classes.js';
import { bytesOf, type Members } from './members.js';
import type { Placed, RunRule, Seed } from './seeds.js';
import { memberShare, type Run } from './share.js';

/** Places of the fields of `RunPlan` in packages/core/assembly/layout.ts. */
export const plan = {
  ...walk,
  tables: 44,
  masks: 48,
  masksEnd: 52,
  seeds: 56,
  seedsEnd: 60,
  tried: 64,
  limit: 80,
  stopped: 84,
  size: 96,
} as const;

const SEED = 24;
const MASK = 8;

/** The memory of a plan as it has to be from `base` on, with nothing found yet. */
export function layOut(rules: readonly RunRule[], seeds: readonly Seed[], base: number): Image {
  const image = new Image(base);
  const at = image.take(plan.size);
  const { classes, classOf } = classesOf(seeds.flatMap(({ sets }) => sets));
  const masks = image.take(classes.length * MASK);
  image.setAll(at + plan.tables, [image.bytes(classTables(classes)), masks, masks + classes.length * MASK]);
  const ruleAt = rules.map(({ index }) => image.words([index, 0]));
  const tableAt = new Map<Members, number>();
  const runsOf = (runs: readonly Placed[]) =>
    image.list(
      runs.flatMap(({ rule, run, before }) => [ruleAt[rule]!, before, run.length, ...checksOf(image, run, tableAt)]),
    );
  const seedsAt = image.take(seeds.length * SEED);
  image.setAll(at + plan.seeds, [seedsAt, seedsAt + seeds.length * SEED]);
  for (const [index, { sets, runs }] of seeds.entries()) {
    const steps = rarestFirst(sets).flatMap((place) => [masks + classOf.get(sets[place]!)! * MASK, place]);
    image.setAll(seedsAt + index * SEED, [...image.list(steps), ...runsOf(runs)]);
  }
  return image;
}

/** The rarest set first, since most places lack it. */
function checksOf(image: Image, run: Run, tableAt: Map<Members, number>): readonly [number, number] {
  const tableOf = (members: Members) => {
    const table = tableAt.get(members) ?? image.bytes(tableFor(members));
    tableAt.set(members, table);
    return table;
  };
  return image.list(rarestFirst(run).flatMap((place) => [place, tableOf(run[place]!)]));
}

function tableFor(members: Members): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of bytesOf(members)) table[byte] = 1;
  return table;
}

function rarestFirst(run: Run): number[] {
  return [...run.keys()].sort((a, b) => memberShare(run[a]!) - memberShare(run[b]!) || a - b);
}
