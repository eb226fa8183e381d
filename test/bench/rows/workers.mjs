import { input } from '../inputs/cached.mjs';
import { literal43 } from '../inputs/rule-sets.mjs';
import { cliScan, scanKnows } from '../peers/sigwatch.mjs';
import { contest } from '../runner/contest.mjs';
import { atLeast, skipped } from '../runner/row.mjs';

/** Two threads against one, by the clock, since both cores are meant to be busy. @type {import('./index.mjs').Bench} */
export async function workers({ megabytes, rounds }) {
  const work = `scan ${megabytes} MB, 43 rules, two workers`;
  if (!scanKnows('--workers'))
    return { rows: [skipped(work, '`sigwatch scan` has no --workers yet', '≥ 1.6x')], wrong: [] };
  const one = cliScan('one worker', ['--workers', '1']);
  const two = cliScan('two workers', ['--workers', '2']);
  const log = await input('quiet', megabytes);
  const { entries, wrong } = await contest({ name: work, rules: literal43, input: log, entrants: [one, two], rounds });
  const [alone, both] = [entries.get(one.name), entries.get(two.name)];
  if (!alone || !both) throw new Error(`${work}: nothing was measured`);
  const seconds = (/** @type {number} */ wall) => `${wall.toFixed(2)} s wall`;
  const figures = { ours: seconds(both.wall), against: `one worker ${seconds(alone.wall)}`, raw: { alone, both } };
  return { rows: [{ work, ...figures, ...atLeast(alone.wall / both.wall, 1.6) }], wrong };
}
