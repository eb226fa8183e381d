/**
 * What many files cost that nobody writes to: a process with the library's `watch` (default packs, journal on disk) on a
 * tree of files with a few lines each. Ready is when a line of every file was read. Then the process's share of a core,
 * with file events and by polling alone, its memory, and what it holds open.
 *
 * Usage: node test/bench/idle.mjs [--files 10000] [--per-directory 100] [--seconds 15] [--json FILE]
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const MIB = 2 ** 20;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const rss = () => process.memoryUsage().rss / MIB;
/** Before it is measured, what starting has left behind is done (ms). */
const SETTLE = 5_000;

const { values } = parseArgs({
  options: Object.fromEntries(
    ['files', 'per-directory', 'seconds', 'json', 'role', 'directory', 'below'].map((name) => [
      name,
      { type: 'string' },
    ]),
  ),
});
const options = {
  files: Number(values.files ?? 10_000),
  perDirectory: Number(values['per-directory'] ?? 100),
  seconds: Number(values.seconds ?? 15),
};

if (values.role === 'watcher') await follow(values.directory);
else await measure();

function pathOf(directory, index) {
  return join(directory, 'logs', `node_${Math.floor(index / options.perDirectory)}`, `rank_${index}.log`);
}

async function follow(directory) {
  const { watch } = await import('../../packages/sigwatch/bundle/index.js');
  const held = () => {
    global.gc();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const [began, spentBefore] = [performance.now(), process.cpuUsage()];
  const run = watch(join(directory, values.below ?? 'logs'), {
    stateDir: join(directory, 'state'),
    runId: values.below ?? 'idle',
  });
  const seen = new Set();
  await new Promise((resolve, reject) => {
    run.done.catch(reject);
    const lines = run.lines$.subscribe(({ source }) => {
      if (seen.add(source).size < options.files) return;
      lines.unsubscribe();
      resolve();
    });
  });
  const ready = performance.now() - began;
  const { user, system } = process.cpuUsage(spentBefore);
  const highest = rss();
  await pause(SETTLE);
  const [from, usage] = [performance.now(), process.cpuUsage()];
  await pause(options.seconds * 1_000);
  const spent = process.cpuUsage(usage);
  const elapsed = (performance.now() - from) * 1_000;
  process.send({
    ready_ms: ready,
    ready_cpu_ms: (user + system) / 1_000,
    rss_at_ready_mib: highest,
    rss_mib: rss(),
    cpu_percent: ((spent.user + spent.system) / elapsed) * 100,
    descriptors: readdirSync('/proc/self/fd').length,
    held_bytes: held(),
  });
  await run.stop();
  process.disconnect();
}

function watched(directory, flags, more = []) {
  const args = [
    '--expose-gc',
    ...flags,
    ...process.argv.slice(1),
    '--role',
    'watcher',
    '--directory',
    directory,
    ...more,
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.on('message', resolve);
    child.on('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
}

async function measure() {
  const directory = mkdtempSync(join(tmpdir(), 'sigwatch-idle-'));
  try {
    mkdirSync(join(directory, 'one'));
    writeFileSync(join(directory, 'one', 'rank_0.log'), '[rank 0] initialising\n');
    for (let index = 0; index < options.files; index++) {
      const path = pathOf(directory, index);
      if (index % options.perDirectory === 0) mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `[rank ${index}] initialising\n`.repeat(5));
    }
    const table = {};
    for (const [name, flags] of [
      ['with events', []],
      ['polling alone', ['--import', new URL('no-file-events.mjs', import.meta.url).href]],
    ]) {
      const alone = await watched(directory, [...flags], ['--files', '1', '--seconds', '1', '--below', 'one']);
      const { held_bytes, ...result } = await watched(directory, flags);
      // What rules and engine hold is there for one file too.
      const figures = { ...result, bytes_per_file: (held_bytes - alone.held_bytes) / options.files };
      const rounded = Object.entries(figures).map(([key, value]) => [key, Math.round(value * 100) / 100]);
      table[name] = Object.fromEntries(rounded);
      rmSync(join(directory, 'state'), { recursive: true, force: true });
    }
    console.table(table);
    if (values.json) writeFileSync(values.json, `${JSON.stringify({ ...options, ...table }, null, 2)}\n`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
