import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inFolder } from '../peers/peer.mjs';
import { run } from '../runner/process.mjs';
import { skipped } from '../runner/row.mjs';

/**
 * A bench with a program of its own, `test/bench/NAME.mjs`, which prints its own table and leaves its figures in a file.
 * Where that holds `rows` they go into ours; the rest goes into the JSON file as it is.
 *
 * @param {string} name
 * @returns {import('./index.mjs').Bench}
 */
export const otherProgram =
  (name) =>
  async ({ say }) => {
    const script = fileURLToPath(new URL(`../${name}.mjs`, import.meta.url));
    if (!existsSync(script)) return { rows: [skipped(name, `there is no test/bench/${name}.mjs yet`)], wrong: [] };
    return inFolder((folder) => {
      const file = join(folder, `${name}.json`);
      const { stdout, wall } = run(process.execPath, [script, '--json', file]);
      say(stdout.trimEnd());
      const raw = JSON.parse(readFileSync(file, 'utf8'));
      const rows = Array.isArray(raw.rows) ? raw.rows : [];
      const note = { work: name, ours: `${wall.toFixed(0)} s`, against: '-', note: 'its figures stand above', raw };
      return { rows: rows.length > 0 ? rows : [note], wrong: [] };
    });
  };
