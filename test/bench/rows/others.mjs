import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inFolder } from '../peers/peer.mjs';
import { run } from '../runner/process.mjs';
import { atMost, skipped } from '../runner/row.mjs';

/**
 * What a program's own JSON file has to keep to.
 *
 * @typedef {{ work: string, at: (raw: any) => unknown, limit: number, unit: string }} Limit
 */

/**
 * A bench that is a program of its own, `test/bench/NAME.mjs`, which prints its own table and leaves its figures in a
 * JSON file. That ends with another code than 0 when lines were lost.
 *
 * @param {string} name
 * @param {readonly Limit[]} limits
 * @param {(setting: import('./index.mjs').Setting) => readonly string[]} [argsOf]
 * @returns {import('./index.mjs').Bench}
 */
export const otherProgram =
  (name, limits, argsOf = () => []) =>
  async (setting) => {
    const script = fileURLToPath(new URL(`../${name}.mjs`, import.meta.url));
    if (!existsSync(script)) return { rows: [skipped(name, `there is no test/bench/${name}.mjs yet`)], wrong: [] };
    return inFolder((folder) => {
      const file = join(folder, `${name}.json`);
      const { status, stdout, stderr } = run(process.execPath, [script, ...argsOf(setting), '--json', file], {
        fine: [0, 1],
      });
      setting.say(stdout.trimEnd());
      if (!existsSync(file)) throw new Error(`test/bench/${name}.mjs left no figures: ${stderr}`);
      const raw = JSON.parse(readFileSync(file, 'utf8'));
      const rows = limits.map((limit) => ({ ...rowOf(limit, raw, name), raw }));
      return { rows, wrong: status === 0 ? [] : [`${name}: ${stderr.trim()}`] };
    });
  };

/** @param {Limit} limit @param {unknown} raw @param {string} name @returns {import('../runner/row.mjs').Row} */
function rowOf({ work, at, limit, unit }, raw, name) {
  const value = at(raw);
  if (typeof value !== 'number')
    return skipped(work, `test/bench/${name}.mjs tells no such figure`, `≤ ${limit}${unit}`);
  return { work, ours: `${Number(value.toPrecision(3))}${unit}`, against: 'limit', ...atMost(value, limit, unit) };
}
