/**
 * @typedef {import('./process.mjs').Ran} Ran
 * @typedef {{ name: string, run: () => Ran }} Contestant
 * @typedef {{ name: string, wall: number, cpu: number, rss: number, runs: readonly Ran[] }} Timed the least of each, and
 *   the most memory
 */

/**
 * Lets contestants run in turn, round after round, so that what else the machine does meets all of them alike.
 *
 * @param {readonly Contestant[]} contestants
 * @param {number} rounds
 * @returns {readonly Timed[]} in the order of the contestants
 */
export function interleaved(contestants, rounds) {
  /** @type {Ran[][]} */
  const runs = contestants.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, contestant] of contestants.entries()) runs[i]?.push(contestant.run());
  return contestants.map(({ name }, i) => {
    const own = runs[i] ?? [];
    const least = (/** @type {(ran: Ran) => number} */ of) => Math.min(...own.map(of));
    return {
      name,
      wall: least(({ wall }) => wall),
      cpu: least(({ cpu }) => cpu),
      rss: Math.max(...own.map(({ rss }) => rss)),
      runs: own,
    };
  });
}
