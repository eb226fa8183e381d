// Looks for inputs that break a property: those of chance, and many more of them than a test run asks.
import { spawnSync } from 'node:child_process';

const [times = '20', ...more] = process.argv.slice(2);
const found = spawnSync('git', ['grep', '-l', "from 'fast-check'", '--', '*.test.ts'], { encoding: 'utf8' });
const files = more.length > 0 ? more : found.stdout.trim().split('\n');
const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'unit', '--testTimeout', '3600000', ...files], {
  stdio: 'inherit',
  env: { ...process.env, SIGWATCH_SEED: process.env.SIGWATCH_SEED ?? 'random', SIGWATCH_RUNS: times },
});
process.exitCode = status ?? 1;
