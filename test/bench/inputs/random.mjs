/**
 * A small generator with a seed, so that every run measures the same bytes.
 *
 * @typedef {(below: number) => number} Random whole numbers from 0 to below `below`
 * @param {number} seed
 * @returns {Random}
 */
export function random(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/**
 * @template T
 * @param {Random} r
 * @param {readonly T[]} from
 */
export const pick = (r, from) => /** @type {T} */ (from[r(from.length)]);
