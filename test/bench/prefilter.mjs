/**
 * How fast the prefilter alone goes through a log in memory, by what it is to look for: MB/s (2^20 bytes) of CPU time, and
 * how many records it brings. Usage: node test/bench/prefilter.mjs [megabytes]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrefilter } from '../../packages/core/dist/match/prefilter/prefilter.js';
import { openScanner } from '../../packages/core/dist/match/prefilter/scanner.js';
import { writeLog } from './log.mjs';

const MEGABYTE = 2 ** 20;
const megabytes = Number(process.argv[2] ?? 64);
const rounds = 3;

const parts =
  'failed error timeout invalid missing shard worker tensor device kernel buffer socket storage optimizer gradient scheduler ' +
  'token mismatch overflow corrupt retry unreachable collective broadcast launch memory page fault driver reset link down';
const words = parts.split(' ');
const short =
  'xid oom nan inf ecc hang dead fatal killed panic BUG ENOSPC EIO crash evict quota SIGTER dump trap mce stale purge';
const phrase = (index) =>
  [7, 11, 13].map((step) => words[(index * step + (index >> 5)) % words.length]).join(' ') + index;
const needle = (text) => ({ text, fold: false });
const phrases = (count) => Array.from({ length: count }, (_, index) => [[needle(phrase(index))]]);
const shorts = short.split(' ').map((text) => [[needle(text)]]);

const sets = {
  '16 long needles': phrases(16),
  '22 short ones': shorts,
  '22 short, 60 long': [...shorts, ...phrases(60)],
  '360 long': phrases(360),
  '1,000 long': phrases(1000),
  '5,000 long': phrases(5000),
  'a needle in each step': [...phrases(60), [[needle('iteration ')]]],
  'and one that steps lack': [...phrases(60), [[needle('iteration ')], [needle('never said')]]],
};

function speed(requirements, log) {
  const prefilter = createPrefilter(openScanner(), requirements);
  const room = prefilter.room(MEGABYTE);
  let least = Number.POSITIVE_INFINITY;
  let records = 0;
  for (let round = 0; round < rounds; round++) {
    let spent = 0;
    records = 0;
    for (let at = 0; at + MEGABYTE <= log.length; at += MEGABYTE) {
      log.copy(room, 0, at, at + MEGABYTE);
      const before = process.cpuUsage();
      let found = prefilter.find(room);
      for (records += found.count; found.more; records += found.count) found = prefilter.next();
      const { user, system } = process.cpuUsage(before);
      spent += user + system;
    }
    least = Math.min(least, spent);
  }
  return { rate: Math.floor(log.length / MEGABYTE) / (least / 1e6), records };
}

const directory = mkdtempSync(join(tmpdir(), 'sigwatch-bench-'));
try {
  for (const [title, share] of [
    ['quiet', 0],
    ['35% steps', 0.35],
  ]) {
    const path = join(directory, 'log');
    await writeLog(path, megabytes * MEGABYTE, { share, rare: 5000, seed: 1 });
    const log = readFileSync(path);
    for (const [name, requirements] of Object.entries(sets)) {
      const { rate, records } = speed(requirements, log);
      console.log(`${title.padEnd(10)} ${name.padEnd(24)} ${rate.toFixed(0).padStart(6)} MB/s ${records} records`);
    }
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
