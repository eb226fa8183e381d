import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { chatter, clockAt, failure, saved, step, timed } from './inputs/lines.mjs';
import { pick, random } from './inputs/random.mjs';

/** How many different quiet lines an input has: making each anew would take longer than most of what is measured. */
const POOL = 30_000;
const BATCH = 2000;

/**
 * @typedef {object} Shape
 * @property {number} seed
 * @property {number} share of the lines, from 0 to 1, that are steps; without any, bars of another software stand among the rest
 * @property {number} rare one line in so many is one that a rule is for
 * @property {readonly string[]} [planted] what else such lines may be, beside failures
 * @property {number} [joined] how many lines are put into one; 1
 */

/**
 * Writes about `bytes` of the log of a training.
 *
 * @param {string} path
 * @param {number} bytes
 * @param {Shape} shape
 */
export async function writeLog(path, bytes, { seed, share, rare, planted = [], joined = 1 }) {
  const r = random(seed);
  const quiet = Array.from({ length: Math.min(POOL, 100 + Math.ceil(bytes / 100)) }, () => chatter(r, share === 0));
  const out = createWriteStream(path);
  let iteration = 0;
  let clock = clockAt(0);
  const line = () => {
    if (r(rare) === 0) return planted.length > 0 && r(2) === 0 ? pick(r, planted) : failure(r);
    if (r(1000) >= share * 1000) return timed(pick(r, quiet), clock);
    if (r(500) === 0) return saved(r, iteration);
    clock = clockAt(++iteration);
    return step(r, iteration, clock);
  };
  const several = () =>
    Array.from({ length: joined }, line)
      .join(' ')
      .replaceAll(/[\n\r]/g, ' ');
  for (let written = 0; written < bytes; ) {
    const lines = [];
    let length = 0;
    while (lines.length < BATCH && written + length < bytes) {
      const next = joined === 1 ? line() : several();
      length += next.length + 1;
      lines.push(next);
    }
    written += length;
    if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}
