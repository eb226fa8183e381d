import { noLiteral, thousandLiteral, thousandMixed } from './against-ripgrep.mjs';
import { files } from './files.mjs';
import { linear } from './linear.mjs';
import { longLines } from './long-lines.mjs';
import { idle, live, many, restart, start } from './programs.mjs';
import { progress } from './progress.mjs';
import { replay } from './replay.mjs';
import { ruleCounts } from './rule-counts.mjs';
import { scan } from './scan.mjs';
import { workers } from './workers.mjs';

/**
 * @typedef {object} Setting
 * @property {number} megabytes of the large inputs
 * @property {number} rounds of all that take turns
 * @property {number} sliceScale by what the slices of slow peers are made smaller; 1
 * @property {boolean} quick whether a rough figure will do
 * @property {(text: string) => void} say what programs of their own print
 *
 * @typedef {(setting: Setting) => Promise<{ rows: readonly import('../runner/row.mjs').Row[], wrong: readonly string[] }>} Bench
 */

/** By the name that `npm run bench -- NAME` takes. @type {ReadonlyMap<string, Bench>} */
export const benches = new Map([
  ['scan', scan],
  ['no-literal', noLiteral],
  ['thousand-mixed', thousandMixed],
  ['thousand-literal', thousandLiteral],
  ['rule-counts', ruleCounts],
  ['files', files],
  ['long-lines', longLines],
  ['progress', progress],
  ['replay', replay],
  ['linear', linear],
  ['workers', workers],
  ['live', live],
  ['idle', idle],
  ['many', many],
  ['restart', restart],
  ['start', start],
]);
