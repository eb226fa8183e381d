// npm run test:slurm|test:ray|test:modal|test:services|test:client [-- [--storm KILLS] [what vitest takes]]: the tests of test/SUITE against what is real.
// With --storm the fault storm alone, with so many kills.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const [suite, ...typed] = process.argv.slice(2);
const { values, tokens } = parseArgs({
  args: typed,
  options: { storm: { type: 'string' } },
  strict: false,
  tokens: true,
});
const { storm } = values;
const kills = Number(storm);
if (storm !== undefined && !(Number.isSafeInteger(kills) && kills > 0)) {
  console.error(`--storm needs a number of kills: npm run test:${suite} -- --storm 50`);
  process.exit(2);
}
// What is not ours is handed on as it was typed.
const ours = tokens.find((token) => token.kind === 'option' && token.name === 'storm');
const taken = ours === undefined ? 0 : ours.inlineValue ? 1 : 2;
const rest = ours === undefined ? typed : [...typed.slice(0, ours.index), ...typed.slice(ours.index + taken)];

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const files = storm === undefined ? `test/${suite}` : `test/${suite}/storm.test.ts`;
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', ...['real', 'clusters', 'alone'].flatMap((name) => ['--project', name]), files, ...rest],
  {
    stdio: 'inherit',
    env: { ...process.env, ...(storm === undefined ? {} : { SIGWATCH_STORM_KILLS: storm }) },
  },
);
process.exit(status ?? 1);
