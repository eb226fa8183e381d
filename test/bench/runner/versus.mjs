import { atLeast, perSecond, speed } from './row.mjs';

/**
 * @typedef {import('./contest.mjs').Entry} Entry
 * @typedef {import('./row.mjs').Row} Row
 */

/** MB/s of CPU time, start and end of the process in it. @param {Entry} entry */
const throughput = ({ input, cpu }) => speed(input.bytes, cpu);

/** @param {Entry} entry */
const told = (entry) =>
  `${perSecond(throughput(entry))} (${entry.cpu.toFixed(2)} s, wall ${entry.wall.toFixed(2)} s, ${Math.round(entry.rss)} MiB)`;

/**
 * A row of how many times as fast we are, by CPU time.
 *
 * @param {string} work
 * @param {Entry} ours
 * @param {Entry} theirs
 * @param {number} [bar]
 * @returns {Row}
 */
export function versus(work, ours, theirs, bar) {
  const value = throughput(ours) / throughput(theirs);
  const slice = theirs.input === ours.input ? '' : `, on ${Math.round(theirs.input.bytes / 2 ** 20)} MB`;
  return {
    work,
    ours: told(ours),
    against: `${theirs.name} ${told(theirs)}${slice}`,
    ...(bar === undefined ? { value } : atLeast(value, bar)),
    raw: { ours, theirs },
  };
}
