import type { NaiveRecord } from '../prefilter/naive.test-oracle.js';
import { bytesOf } from './members.js';
import type { RunRule } from './seeds.js';
import type { Run } from './share.js';

/** Tells whether the run stands anywhere in the bytes. */
export function holderOf(run: Run): (line: Buffer) => boolean {
  const sets = run.map((members) => new Set(bytesOf(members)));
  return (line) => line.some((_, at) => sets.every((set, place) => set.has(line[at + place] ?? -1)));
}

/** Every line that holds a run of a rule, by looking at each line and each run for itself. */
export function naiveRuns(rules: readonly RunRule[], chunk: Buffer): NaiveRecord[] {
  const holders = rules.map(({ index, runs }) => ({ index, all: runs.map(holderOf) }));
  const found: NaiveRecord[] = [];
  let lines = 0;
  for (let start = 0; start < chunk.length; ) {
    let end = start;
    while (end < chunk.length && chunk[end] !== 10 && chunk[end] !== 13) end += 1;
    const line = chunk.subarray(start, end);
    for (const { index, all } of holders)
      if (all.some((holds) => holds(line))) found.push({ start, end, lines, rule: index });
    if (chunk[end] === 10) lines += 1;
    start = end + 1;
  }
  return found;
}
