/**
 * What supervision costs a login node and its cluster, measured on a real one of this machine: how soon a submitted job
 * is supervised, how many of SLURM's commands a minute are run for 1, 20 and 200 runs, and what the one process that
 * supervises them takes. Needs root; takes some ten minutes, nearly all of it waiting.
 * Usage: node test/slurm/figures.mjs [latency] [RUNS…]        after npm run build; default: latency 1 20 200
 */
import { execFile, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const call = promisify(execFile);
const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const sigwatch = here('../../packages/sigwatch/bin/sigwatch.js');
const PROGRAMS = ['squeue', 'sacct', 'scontrol', 'sbatch', 'scancel', 'srun'];
/** How often the way to a supervised job is timed. */
const ROUNDS = 7;
/** The steady state begins after so long, and is looked at for so long (ms). */
const SKIPPED = 60_000;
const WINDOW = 120_000;
/** Of the kernel's clock ticks; on Linux for user space always this. */
const TICKS = 100;

const asked = process.argv.length > 2 ? process.argv.slice(2) : ['latency', '1', '20', '200'];
if (asked.some((word) => word !== 'latency' && !/^[1-9]\d*$/.test(word))) {
  console.error('node test/slurm/figures.mjs [latency] [RUNS…]: numbers of runs, such as 1 20 200');
  process.exit(2);
}
for (const word of asked)
  await onCluster((place) => (word === 'latency' ? latencies(place) : steadyState(Number(word), place)));

/** @typedef {{ directory: string, env: NodeJS.ProcessEnv, calls: () => { at: number, program: string }[] }} Place */

/** @param {(place: Place) => Promise<void>} measure */
async function onCluster(measure) {
  const directory = mkdtempSync(join(tmpdir(), 'sigwatch-figures-'));
  // munged wants everybody to be able to reach its socket.
  chmodSync(directory, 0o755);
  const cluster = join(directory, 'cluster');
  // What hundreds of compute nodes do to watch their jobs would take all of this one machine.
  const extra = join(directory, 'extra.conf');
  writeFileSync(extra, 'ProctrackType=proctrack/pgid\nJobAcctGatherType=jobacct_gather/none\n');
  const size = ['--cpus', '128', '--memory', '64000', '--extra', extra];
  const own = ['--dir', cluster, '--port', `${await freePorts(20)}`, ...size];
  try {
    await call(here('cluster/start.sh'), own);
    await measure(placeIn(directory, join(cluster, 'etc', 'slurm.conf')));
  } finally {
    await call(here('cluster/stop.sh'), ['--dir', cluster, '--purge']);
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * @param {string} directory
 * @param {string} conf
 * @returns {Place}
 */
function placeIn(directory, conf) {
  const bin = join(directory, 'bin');
  const log = join(directory, 'calls.log');
  mkdirSync(bin);
  writeFileSync(log, '');
  for (const program of PROGRAMS) {
    const path = join(bin, program);
    const text = `#!/bin/sh\necho "$(date +%s%3N) ${program}" >> '${log}'\nPATH="\${PATH#*:}" exec ${program} "$@"\n`;
    writeFileSync(path, text);
    chmodSync(path, 0o755);
  }
  const PATH = `${bin}:${process.env.PATH}:/usr/sbin:/sbin`;
  return {
    directory,
    env: { ...process.env, PATH, SLURM_CONF: conf, SIGWATCH_STATE_DIR: join(directory, 'state') },
    calls: () =>
      readFileSync(log, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => ({ at: Number(line.split(' ')[0]), program: line.split(' ')[1] ?? '' })),
  };
}

/** @param {Place} place */
async function latencies({ directory, env }) {
  const script = scriptIn(directory, 'sleep 2');
  /** @type {{ sbatch: number, attempt_started: number, run_started: number }[]} */
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const bare = performance.now();
    await call('sbatch', ['--wrap', 'true', '--output=/dev/null'], { env, cwd: directory });
    times.push({ sbatch: performance.now() - bare, ...(await timesOf(['submit', 'slurm', script], directory, env)) });
  }
  console.log(`From the command to …, ms, of ${ROUNDS}:\n`);
  console.log('| | shortest | median | longest |\n|---|---|---|---|');
  for (const what of /** @type {const} */ (['sbatch', 'attempt_started', 'run_started'])) {
    const sorted = times.map((one) => one[what]).sort((a, b) => a - b);
    const at = (/** @type {number} */ place) => (sorted.at(place) ?? Number.NaN).toFixed(0);
    console.log(`| ${what} | ${at(0)} | ${at(Math.floor(ROUNDS / 2))} | ${at(-1)} |`);
  }
}

/**
 * When each event was told first (ms after the start).
 * @param {string[]} words
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ attempt_started: number, run_started: number }>}
 */
async function timesOf([verb = '', ...words], cwd, env) {
  const start = performance.now();
  const args = [sigwatch, verb, '--format', 'jsonl', '--restart', 'megatron_transient', ...words];
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'ignore'] });
  const told = { attempt_started: Number.NaN, run_started: Number.NaN };
  let text = '';
  child.stdout.on('data', (data) => {
    text += data;
    for (const type of /** @type {const} */ (['attempt_started', 'run_started']))
      if (Number.isNaN(told[type]) && text.includes(`"event_type":"${type}"`)) told[type] = performance.now() - start;
  });
  await new Promise((resolve) => child.on('close', resolve));
  return told;
}

/**
 * @param {number} count
 * @param {Place} place
 */
async function steadyState(count, { directory, env, calls }) {
  const script = scriptIn(directory, 'exec sleep 3600');
  const array = count === 1 ? [] : [`--array=0-${count - 1}`];
  const words = ['submit', '--detach', '--restart', 'megatron_transient', 'slurm', ...array, script];
  const { stdout } = await call(process.execPath, [sigwatch, ...words], { cwd: directory, env });
  const pid = Number(/Process (\d+) on/.exec(stdout)?.[1]);
  const running = async () => (await call('squeue', ['-h', '-r', '-t', 'R', '-o', '%i'], { env })).stdout;
  // Asked past the wrappers, so that it does not count.
  env.PATH = env.PATH?.split(':').slice(1).join(':');
  while ((await running()).trimEnd().split('\n').length < count) await sleep(500);
  const began = Date.now();
  await sleep(SKIPPED);
  const before = usageOf(pid);
  const from = Date.now();
  await sleep(WINDOW);
  const after = usageOf(pid);
  const minutes = (Date.now() - from) / 60_000;
  const within = (/** @type {number} */ since, /** @type {number} */ until) => {
    /** @type {Record<string, number>} */
    const by = {};
    for (const { at, program } of calls()) if (at >= since && at < until) by[program] = (by[program] ?? 0) + 1;
    return by;
  };
  const rate = Object.entries(within(from, Date.now())).map(
    ([program, calls]) => `${program} ${(calls / minutes).toFixed(1)}`,
  );
  const first = Object.entries(within(0, began + SKIPPED)).map(([program, calls]) => `${program} ${calls}`);
  const share = (/** @type {number} */ ticks) => `${((ticks / TICKS / (minutes * 60)) * 100).toFixed(2)} %`;
  console.log(
    `\n${count} runs: a minute ${rate.join(', ') || 'nothing'}; up to the end of the first minute ${first.join(', ')}; ` +
      `one process: ${after.mib.toFixed(0)} MiB, CPU ${share(after.own - before.own)} of a core and ` +
      `${share(after.children - before.children)} for the commands it ran`,
  );
  process.kill(pid, 'SIGTERM');
  while (isThere(pid)) await sleep(500);
}

/**
 * A process's memory, and the CPU time of itself and of what it has waited for (ticks).
 * @param {number} pid
 */
function usageOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const at = (/** @type {number} */ field) => fields[field - 3] ?? 0;
  const rss = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
  return { own: at(14) + at(15), children: at(16) + at(17), mib: Number(rss?.[1]) / 1024 };
}

/** @param {number} pid */
function isThere(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} directory
 * @param {string} end
 */
function scriptIn(directory, end) {
  const path = join(directory, 'train.sbatch');
  writeFileSync(path, `#!/bin/sh\n#SBATCH --mem=10\necho ' iteration 1/ 5000 | lm loss: 2.5E+00 |'\n${end}\n`);
  return path;
}

/**
 * The first of so many ports in a row that nobody listens on.
 * @param {number} count
 */
async function freePorts(count) {
  for (;;) {
    const first = 17_000 + 20 * Math.floor(Math.random() * 700);
    const free = await Promise.all(Array.from({ length: count }, (_, i) => isFree(first + i)));
    if (free.every(Boolean)) return first;
  }
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
