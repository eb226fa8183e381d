import { firstOf } from '../inputs/cached.mjs';
import { inFolder, runJob } from '../peers/peer.mjs';
import { libraryScan } from '../peers/sigwatch.mjs';
import { differences } from './differences.mjs';
import { interleaved } from './rounds.mjs';

/**
 * @typedef {import('../inputs/cached.mjs').Input} Input
 * @typedef {import('../peers/peer.mjs').Peer} Peer
 * @typedef {import('./rounds.mjs').Timed} Timed
 * @typedef {Timed & { input: Input }} Entry with the input that it was timed on
 *
 * @typedef {object} Result
 * @property {ReadonlyMap<string, Entry>} entries by the name of who was timed
 * @property {import('../peers/peer.mjs').Counts} counts ours, on the whole input
 * @property {readonly string[]} wrong what is counted differently; empty when all agree
 */

/**
 * Gives the same rules and the same bytes to several programs, in turn, and compares what they count. Those that take a
 * slice only are timed on that, and checked on it by what we count there.
 *
 * @param {object} given
 * @param {string} given.name of the work
 * @param {readonly import('../peers/peer.mjs').BenchRule[]} given.rules
 * @param {Input} given.input
 * @param {readonly Peer[]} given.entrants
 * @param {number} given.rounds
 * @param {number} [given.sliceScale] by what slices are made smaller; 1
 * @returns {Promise<Result>}
 */
export function contest({ name, rules, input, entrants, rounds, sliceScale = 1 }) {
  return inFolder(async (folder) => {
    const prepared = await Promise.all(
      entrants.map(async (peer) => ({
        peer,
        job: peer.job(rules, folder),
        input: await inputOf(peer, input, sliceScale),
      })),
    );
    const whole = prepared.filter(({ peer }) => peer.takes === 'whole');
    const sliced = prepared.filter(({ peer }) => peer.takes === 'slice');
    const contestants = (/** @type {typeof prepared} */ some) =>
      some.map((one) => ({ name: one.peer.name, run: () => runJob(one.peer, one.job, one.input.path) }));
    const timed = [
      ...interleaved(contestants(whole), rounds),
      ...interleaved(contestants(sliced), Math.min(rounds, 2)),
    ];

    const wrong = [];
    /** @type {Map<string, import('../peers/peer.mjs').Counts>} */
    const truths = new Map();
    const reference = libraryScan.job(rules, folder);
    const truth = (/** @type {Input} */ { path, whole: same = path }) => {
      const known = truths.get(path) ?? reference.counts(runJob(libraryScan, reference, same));
      truths.set(path, known);
      return known;
    };
    for (const [i, { peer, job, input: used }] of [...whole, ...sliced].entries()) {
      const [first] = timed[i]?.runs ?? [];
      if (first) wrong.push(...differences(libraryScan.name, truth(used), peer.name, job.counts(first)));
    }
    const entries = new Map(
      [...whole, ...sliced].flatMap(({ peer, input: used }, i) => {
        const one = timed[i];
        return one ? [[peer.name, { ...one, runs: one.runs.map(withoutOutput), input: used }]] : [];
      }),
    );
    return { entries, counts: truth(input), wrong: wrong.map((text) => `${name}: ${text}`) };
  });
}

/** @param {Peer} peer @param {Input} input @param {number} scale */
const inputOf = ({ takes, slice = 8 }, input, scale) => (takes === 'whole' ? input : firstOf(input, slice / scale));

/** @param {import('./process.mjs').Ran} ran */
const withoutOutput = (ran) => ({ ...ran, stdout: '', stderr: '' });
