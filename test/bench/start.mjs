/**
 * How long commands take to start, beside `node -e 0`: wall time of whole processes, in turn, so that what else the
 * machine does falls on all of them. Prints medians in ms, and their ratios to the first.
 * Usage: node test/bench/start.mjs [--rounds N] [--json FILE]
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' }, json: { type: 'string' } } });
const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'packages/sigwatch/bin/sigwatch.js');
// Below a node_modules that holds sigwatch.
mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
const folder = mkdtempSync(join(root, 'node_modules/.cache/start-'));

try {
  const files = {
    'nothing.mjs': '',
    'import.mjs': "import 'sigwatch';\n",
    'use.mjs': "import { createRegistry } from 'sigwatch';\ncreateRegistry();\n",
    'small.log': 'step 1 of 2\nRuntimeError: CUDA error: an illegal memory access was encountered\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const cases = [
    ['node -e 0', '-e', '0'],
    ['an empty module', 'nothing.mjs'],
    ["import 'sigwatch'", 'import.mjs'],
    ["import 'sigwatch' and a first call", 'use.mjs'],
    ...['--version', '--help', 'status', 'rules list', 'scan small.log'].map((args) => [
      `sigwatch ${args}`,
      bin,
      ...args.split(' '),
    ]),
  ];
  const measured = cases.map(() => /** @type {number[]} */ ([]));
  const env = { ...process.env, XDG_STATE_HOME: join(folder, 'state') };
  for (let round = 0; round < Number(values.rounds); round++)
    for (const [index, [name, ...args]] of cases.entries()) {
      const from = process.hrtime.bigint();
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
      if (status !== 0) throw new Error(`${name} exits with ${status}: ${stderr}`);
      measured[index]?.push(Number(process.hrtime.bigint() - from) / 1e6);
    }
  const base = median(measured[0] ?? []);
  const results = cases.map(([name], index) => {
    const times = measured[index] ?? [];
    return { name, median_ms: median(times), min_ms: Math.min(...times), ratio: median(times) / base };
  });
  for (const { name, median_ms, min_ms, ratio } of results)
    console.log(
      `${`${name}`.padEnd(36)} ${median_ms.toFixed(0).padStart(5)} ms (least ${min_ms.toFixed(0).padStart(4)})  ${ratio.toFixed(2)} x`,
    );
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ rounds: Number(values.rounds), results }, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {readonly number[]} times */
function median(times) {
  return [...times].sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
}
