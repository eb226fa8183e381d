/**
 * How fast sigwatch is, beside programs that do the same to the same bytes. Exit code 0 when all agree on what they
 * count, 1 when they don't, 2 when it could not be run; never for a time.
 * Usage: npm run bench -- [NAME…] [--quick] [--size MEGABYTES] [--rounds N] [--json FILE]
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benches } from './rows/index.mjs';
import { machineFacts } from './runner/machine.mjs';
import { unmeasurable } from './runner/process.mjs';
import { skipped } from './runner/row.mjs';
import { table } from './runner/table.mjs';

const SIZE = 1024;
const QUICK = 32;

process.exitCode = await main();

async function main() {
  const { names, setting, json, problem } = settings();
  if (problem !== undefined) {
    console.error(`error: ${problem}`);
    return 2;
  }
  const machine = machineFacts();
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`);
  console.log('Speeds are MB of input by second of CPU, user and system, of whole processes.\n');
  const results = [];
  const rows = [];
  const wrong = [];
  let failed = false;
  for (const [name, bench] of [...benches].filter(([name]) => names.length === 0 || names.includes(name))) {
    const result = await bench(setting).catch((/** @type {Error} */ error) => ({
      rows: [skipped(name, `could not be run: ${error.message}`)],
      wrong: [],
      failed: true,
    }));
    failed ||= 'failed' in result;
    results.push({ name, ...result });
    rows.push(...result.rows);
    wrong.push(...result.wrong);
    console.log(`${table(result.rows)}\n`);
  }
  if (results.length > 1) console.log(`All of it:\n\n${table(rows)}\n`);
  if (json !== undefined)
    writeFileSync(json, `${JSON.stringify({ machine, setting: { ...setting, say: undefined }, results }, null, 2)}\n`);
  for (const text of wrong) console.error(`wrong count: ${text}`);
  if (wrong.length > 0) return 1;
  return failed ? 2 : 0;
}

function settings() {
  const none = { names: [], setting: settingOf(SIZE, 1, false), json: undefined };
  const missing = unmeasurable();
  if (missing !== undefined) return { ...none, problem: missing };
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        size: { type: 'string' },
        rounds: { type: 'string' },
        json: { type: 'string' },
      },
    });
    const unknown = positionals.find((name) => !benches.has(name));
    if (unknown !== undefined)
      return { ...none, problem: `${unknown}: there is no such bench; there are ${[...benches.keys()].join(', ')}` };
    const megabytes = Number(values.size ?? (values.quick ? QUICK : SIZE));
    const rounds = Number(values.rounds ?? (values.quick ? 2 : 3));
    if (!(megabytes >= 4 && Number.isInteger(rounds) && rounds >= 1))
      return { ...none, problem: '--size takes at least 4 megabytes, --rounds at least 1' };
    // npm changes into the root of the project; paths are meant from where it was called.
    const json = values.json === undefined ? undefined : resolve(process.env.INIT_CWD ?? '.', values.json);
    return { names: positionals, setting: settingOf(megabytes, rounds, values.quick), json, problem: undefined };
  } catch (error) {
    return { ...none, problem: `${/** @type {Error} */ (error).message}; test/bench/README.md lists the options` };
  }
}

/** @param {number} megabytes @param {number} rounds @param {boolean} quick */
function settingOf(megabytes, rounds, quick) {
  return {
    megabytes,
    rounds,
    sliceScale: quick ? 4 : 1,
    quick,
    say: (/** @type {string} */ text) => console.log(text),
  };
}
