/**
 * How fast a line that is appended becomes a signal, while many files grow at once: a process with the library's `watch`
 * (default packs, journal on disk) on a tree of files, and another that appends steps, NCCL warnings and noise, each line
 * with the moment of its writing. Latency is from before the `write` to the published signal.
 *
 * Usage: node test/bench/live.mjs [--files 1000] [--rate 10000] [--seconds 20] [--signals 0.1] [--idle 0]
 *          [--polling] [--json FILE] [--profile FILE]
 *   --rate     lines a second, over all files         --signals  share of lines that are a step or an NCCL warning
 *   --idle     further files that never grow          --polling  without file events
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { Session } from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const PER_DIRECTORY = 100;
const micros = () => Number(process.hrtime.bigint() / 1000n);

const { values } = parseArgs({
  options: {
    ...Object.fromEntries(
      ['files', 'rate', 'seconds', 'signals', 'idle', 'json', 'role', 'directory', 'profile'].map((name) => [
        name,
        { type: 'string' },
      ]),
    ),
    polling: { type: 'boolean', default: false },
  },
});
const options = {
  files: Number(values.files ?? 1_000),
  rate: Number(values.rate ?? 10_000),
  seconds: Number(values.seconds ?? 20),
  signals: Number(values.signals ?? 0.1),
  idle: Number(values.idle ?? 0),
  polling: values.polling,
};

if (values.role === 'writer') await write();
else if (values.role === 'watcher') await follow();
else await measure();

function pathOf(index) {
  return join(values.directory, 'logs', `node_${Math.floor(index / PER_DIRECTORY)}`, `rank_${index}.log`);
}

/** Two in three signals are steps, one a warning; everything else is what training prints besides. */
function lineOf(index, n) {
  const every = Math.round(1 / options.signals);
  const at = `ts=${micros()}`;
  if (n % every !== 0)
    return `[default${index % 8}]:INFO dataloader prefetched 4 shards, queue depth 12 of 16, ${at} ok\n`;
  if ((n / every) % 3 === 2) return `gpu-${index}:710:719 [0] NCCL WARN NET/Socket : retrying, attempt ${n} ${at} \n`;
  return stepOf(Math.floor(n / options.files), at);
}

function stepOf(step, at) {
  return ` iteration ${step + 1}/ 5000000 | consumed samples: ${step * 512} | elapsed time per iteration (ms): 512.3 | learning rate: 1.500E-04 | global batch size: 512 | lm loss: 2.345E+00 | grad norm: 1.200 | ${at} |\n`;
}

/** Every file begins and ends with a step, so that the other side knows when it has all of them. */
async function write() {
  const files = Array.from({ length: options.files }, (_, index) => openSync(pathOf(index), 'a'));
  let lines = 0;
  const put = (index, text) => {
    writeSync(files[index], text);
    lines += 1;
  };
  for (const index of files.keys()) put(index, stepOf(0, 'begins'));
  await new Promise((resolve) => process.once('message', resolve));
  const began = performance.now();
  let n = 0;
  while (performance.now() - began < options.seconds * 1000) {
    const due = Math.floor(((performance.now() - began) * options.rate) / 1000);
    // A stride that is prime to the number of files spreads neighbours over all of them.
    for (; n < due; n++) put((n * 7919) % files.length, lineOf((n * 7919) % files.length, n));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  for (const index of files.keys()) put(index, stepOf(4_999_998, 'ends'));
  for (const file of files) closeSync(file);
  process.send({ lines });
  process.disconnect();
}

async function follow() {
  const { watch } = await import('../../packages/sigwatch/bundle/index.js');
  const stateDir = join(values.directory, 'state');
  const latencies = [];
  const began = performance.now();
  const beginning = new Set();
  const ending = new Set();
  let usage;
  let from;
  const profiler = values.profile === undefined ? undefined : new Session();
  profiler?.connect();
  profiler?.post('Profiler.enable');
  const run = watch(join(values.directory, 'logs'), { stateDir, runId: 'live' });
  await new Promise((resolve, reject) => {
    run.done.catch(reject);
    run.signals$.subscribe(({ text, source, kind }) => {
      const at = text.indexOf('ts=');
      if (at >= 0) return latencies.push(micros() - Number(text.slice(at + 3, text.indexOf(' ', at))));
      if (kind !== 'progress') return undefined;
      if (text.includes('begins') && beginning.add(source).size === options.files && usage === undefined) {
        usage = process.cpuUsage();
        from = performance.now();
        process.send({ ready: from - began });
        profiler?.post('Profiler.start');
      }
      if (text.includes('ends') && ending.add(source).size === options.files) resolve();
      return undefined;
    });
  });
  const spent = process.cpuUsage(usage);
  profiler?.post('Profiler.stop', (_, { profile }) => writeFileSync(values.profile, JSON.stringify(profile)));
  const elapsed = (performance.now() - from) * 1000;
  const rss = process.memoryUsage().rss / 2 ** 20;
  await run.stop();
  const { openStore } = await import('@sigwatch/store');
  const store = openStore({ directory: stateDir, readonly: true });
  const seen = store.load('live').sources.reduce((sum, [, { line }]) => sum + line - 1, 0);
  latencies.sort((a, b) => a - b);
  const quantile = (q) => (latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))] ?? 0) / 1000;
  process.send({
    result: {
      signals: latencies.length,
      p50_ms: quantile(0.5),
      p90_ms: quantile(0.9),
      p99_ms: quantile(0.99),
      max_ms: quantile(1),
      cpu_percent: ((spent.user + spent.system) / elapsed) * 100,
      rss_mib: rss,
      seen,
    },
  });
  process.disconnect();
}

async function measure() {
  const directory = mkdtempSync(join(tmpdir(), 'sigwatch-live-'));
  const child = (role, flags = []) =>
    spawn(process.execPath, [...flags, ...process.argv.slice(1), '--role', role, '--directory', directory], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  const told = (process, key) =>
    new Promise((resolve, reject) => {
      process.on('message', (message) => key in message && resolve(message[key]));
      process.on('exit', (code) => reject(new Error(`ended with ${code}`)));
    });
  try {
    for (let index = 0; index < options.files + options.idle; index++) {
      values.directory = directory;
      if (index % PER_DIRECTORY === 0) mkdirSync(join(pathOf(index), '..'), { recursive: true });
      writeFileSync(pathOf(index), '');
    }
    const flags = options.polling ? ['--import', new URL('no-file-events.mjs', import.meta.url).href] : [];
    const watcher = child('watcher', flags);
    const writer = child('writer');
    const lines = told(writer, 'lines');
    const result = told(watcher, 'result');
    const ready = await told(watcher, 'ready');
    writer.send('go');
    const table = { ...options, ready_ms: ready, lines: await lines, ...(await result) };
    const rounded = Object.entries(table).map(([name, value]) => [
      name,
      typeof value === 'number' ? Math.round(value * 100) / 100 : value,
    ]);
    console.table(Object.fromEntries(rounded));
    if (values.json) writeFileSync(values.json, `${JSON.stringify(Object.fromEntries(rounded), null, 2)}\n`);
    if (table.lines !== table.seen) {
      console.error(`${table.lines} lines were written and ${table.seen} were seen`);
      process.exitCode = 1;
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
