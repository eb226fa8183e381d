/** @typedef {import('../peers/peer.mjs').Counts} Counts */

/**
 * What two programs count differently of the same bytes; what only one of them tells is not compared.
 *
 * @param {string} name
 * @param {Counts} ours
 * @param {string} peer
 * @param {Counts} theirs
 * @returns {readonly string[]} one sentence each
 */
export function differences(name, ours, peer, theirs) {
  const both = /** @type {const} */ ([
    ['lines that match', one(ours.lines), one(theirs.lines)],
    ['lines of rule', ours.byRule, theirs.byRule],
    ['sum of field', ours.sums, theirs.sums],
  ]);
  return both.flatMap(([what, mine, other]) =>
    mine === undefined || other === undefined
      ? []
      : [...new Set([...Object.keys(mine), ...Object.keys(other)])]
          .filter((key) => (mine[key] ?? 0) !== (other[key] ?? 0))
          .map((key) => `${what}${key && ` ${key}`}: ${name} ${mine[key] ?? 0}, ${peer} ${other[key] ?? 0}`),
  );
}

/** @param {number | undefined} count @returns {Readonly<Record<string, number>> | undefined} */
const one = (count) => (count === undefined ? undefined : { '': count });
