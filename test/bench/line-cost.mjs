/**
 * What a line costs that is read live, in CPU time: 40 lines are appended to as many of 1,000 files, and the next 40 when
 * all were read. So every round has as much to do, however busy the machine is, and two states of the code can be compared
 * on one that is not idle; latency can't, for that see live.mjs. The first half of the rounds is not counted,
 * in which V8 is still compiling.
 *
 * Usage: node test/bench/line-cost.mjs [--rounds 3000] [--signals 0.01] [--root DIRECTORY]
 *   --root   another clone of this repository that is built   --signals  share of lines that are a step
 */
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const FILES = 1_000;
const PER_DIRECTORY = 100;
const PER_ROUND = 40;
/** Rounds whose cost is taken together. The middle of all is told, so that what else the machine does counts for less. */
const PER_WINDOW = 50;
/** Every file begins with some, so that it is past its first kilobyte. */
const BEGINS = 100;

const { values } = parseArgs({
  options: Object.fromEntries(['rounds', 'signals', 'root'].map((name) => [name, { type: 'string' }])),
});
const rounds = Number(values.rounds ?? 3_000);
const every = Math.round(1 / Number(values.signals ?? 0.01));
const root = resolve(String(values.root ?? join(import.meta.dirname, '..', '..')));

const directory = mkdtempSync(join(tmpdir(), 'sigwatch-line-cost-'));
try {
  await measure();
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function measure() {
  const files = Array.from({ length: FILES }, (_, index) => {
    const path = join(directory, 'logs', `node_${Math.floor(index / PER_DIRECTORY)}`, `rank_${index}.log`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'begins\n'.repeat(BEGINS));
    return openSync(path, 'a');
  });
  const { watch } = await import(join(root, 'packages/sigwatch/bundle/index.js'));
  const run = watch(join(directory, 'logs'), { stateDir: join(directory, 'state'), runId: 'cost' });
  let seen = 0;
  let wanted = FILES * BEGINS;
  let all = () => {};
  run.lines$.subscribe(() => {
    seen += 1;
    if (seen === wanted) all();
  });
  await new Promise((resolve) => {
    all = () => resolve(undefined);
  });
  let n = 0;
  let writing = 0;
  let usage = process.cpuUsage();
  /** @type {number[]} */
  const costs = [];
  for (let round = 0; round < rounds; round++) {
    if (round % PER_WINDOW === 0) {
      if (round > rounds / 2) costs.push((sum(process.cpuUsage(usage)) - writing) / (PER_WINDOW * PER_ROUND));
      writing = 0;
      usage = process.cpuUsage();
    }
    wanted = seen + PER_ROUND;
    const read = new Promise((resolve) => {
      all = () => resolve(undefined);
    });
    const before = process.cpuUsage();
    for (const until = n + PER_ROUND; n < until; n++)
      writeSync(/** @type {number} */ (files[(n * 7919) % FILES]), lineOf(n, round));
    writing += sum(process.cpuUsage(before));
    await read;
  }
  costs.sort((a, b) => a - b);
  const [least, middle] = [0.1, 0.5].map((part) => costs[Math.floor(costs.length * part)]?.toFixed(1));
  console.log(`${middle} µs of CPU a line (a tenth of the time ${least} or less), ${root}`);
  await run.stop();
}

/** @param {number} n @param {number} round */
function lineOf(n, round) {
  if (n % every !== 0)
    return `[default${n % 8}]:INFO dataloader prefetched 4 shards, queue depth 12 of 16, n=${n} ok\n`;
  return ` iteration ${round + 1}/ 5000000 | consumed samples: ${n} | elapsed time per iteration (ms): 512.3 | learning rate: 1.500E-04 | global batch size: 512 | lm loss: 2.345E+00 | grad norm: 1.200 |\n`;
}

/** @param {NodeJS.CpuUsage} usage */
function sum({ user, system }) {
  return user + system;
}
