/**
 * What many watches cost in one process: the library's `watch` (default pack), each on a log file of its own, of which a
 * tenth grows. Tells how long they take to start, what one adds to memory, what is held open, and then, while nobody writes
 * but the tenth, the share of a core and how late the event loop is.
 *
 * Usage: node test/bench/many.mjs [--watches 1,100,1000] [--seconds 10] [--growing 10] [--json FILE]
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: Object.fromEntries(
    ['watches', 'seconds', 'growing', 'json', 'role', 'directory', 'kept'].map((name) => [name, { type: 'string' }]),
  ),
});
const seconds = Number(values.seconds ?? 10);
/** One log in so many grows, by a line a second. */
const growing = Number(values.growing ?? 10);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const line = (n) => ` iteration ${n}/ 100000 | lm loss: 2.0E+00 | number of nan iterations: 0 |\n`;
/** Before it is measured, what starting has left behind is done (ms). */
const SETTLE = 3_000;
const passed = [`--seconds=${seconds}`, `--growing=${growing}`, ...(values.kept ? [`--kept=${values.kept}`] : [])];

if (values.role === 'watcher') await watcher(values.directory, Number(values.watches));
else measure();

function measure() {
  const rows = (values.watches ?? '1,100,1000').split(',').map((watches) => {
    const directory = mkdtempSync(join(tmpdir(), 'sigwatch-many-'));
    try {
      const own = fileURLToPath(import.meta.url);
      const { stdout, stderr } = spawnSync(
        process.execPath,
        ['--expose-gc', own, ...['--role', 'watcher', '--directory', directory, '--watches', watches], ...passed],
        { encoding: 'utf8', env: { ...process.env, TMPDIR: directory } },
      );
      if (stderr !== '') throw new Error(stderr);
      const row = JSON.parse(stdout);
      console.error(row);
      return row;
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
  const [alone] = rows;
  for (const row of rows)
    if (row !== alone) row.kilobytesEach = ((row.rss - alone.rss) * 1024) / (row.watches - alone.watches);
  console.table(rows);
  if (values.json === undefined) return;
  const byWatches = Object.fromEntries(rows.map((row) => [row.watches, row]));
  writeFileSync(values.json, JSON.stringify(byWatches, undefined, 2));
}

async function watcher(directory, count) {
  const logs = join(directory, 'logs');
  mkdirSync(logs);
  const paths = Array.from({ length: count }, (_, n) => join(logs, `run_${n}.log`));
  for (const path of paths) writeFileSync(path, line(1) + line(2));
  const { watch } = await import('../../packages/sigwatch/bundle/index.js');
  const began = performance.now();
  const spentBefore = process.cpuUsage();
  const lines = new Array(count).fill(0);
  let ready = 0;
  let allReady;
  const isReady = new Promise((resolve) => (allReady = resolve));
  const watches = paths.map((path, n) => {
    const watched = watch(path, values.kept ? { stateDir: join(directory, 'state') } : {});
    watched.events$.subscribe(({ event_type }) => {
      if (event_type !== 'progress') return;
      if (++lines[n] === 2 && ++ready === count) allReady();
    });
    return watched;
  });
  const called = performance.now();
  await isReady;
  const started = performance.now();
  const starting = process.cpuUsage(spentBefore);
  await pause(SETTLE);
  globalThis.gc();
  globalThis.gc();
  const rss = process.memoryUsage().rss / 2 ** 20;
  const heap = process.memoryUsage().heapUsed / 2 ** 20;
  const descriptors = readdirSync('/proc/self/fd').length;
  const resources = process.getActiveResourcesInfo();
  const delay = monitorEventLoopDelay({ resolution: 10 });
  const spent = process.cpuUsage();
  const from = performance.now();
  delay.enable();
  let step = 2;
  const writing = setInterval(() => {
    step += 1;
    for (let n = 0; n < count; n += growing) appendFileSync(paths[n], line(step));
  }, 1000);
  await pause(seconds * 1000);
  const { user, system } = process.cpuUsage(spent);
  const percent = ((user + system) / 1000 / (performance.now() - from)) * 100;
  delay.disable();
  clearInterval(writing);
  const read = lines.reduce((sum, one) => sum + one, 0) - 2 * count;
  const ending = performance.now();
  await Promise.all(watches.map((watched) => watched.stop()));
  const over = performance.now();
  await new Promise((resolve) => setImmediate(resolve));
  process.stdout.write(
    JSON.stringify({
      watches: count,
      callsMs: Math.round(called - began),
      startMs: Math.round(started - began),
      startCpuMs: Math.round((starting.user + starting.system) / 1000),
      rss: Math.round(rss * 10) / 10,
      heap: Math.round(heap * 10) / 10,
      percent: Math.round(percent * 10) / 10,
      delayMean: Math.round(delay.mean / 1e4) / 100,
      delayMax: Math.round(delay.max / 1e4) / 100,
      descriptors,
      timers: resources.filter((name) => name === 'Timeout').length,
      handles: resources.length,
      read,
      stopMs: Math.round(over - ending),
      left: process.getActiveResourcesInfo().filter((name) => !/^(TTYWrap|PipeWrap|Immediate|CloseReq)$/.test(name)),
    }),
  );
}
