/**
 * How fast a log is scanned, beside ripgrep and grep with the same patterns. Prints MB/s (2^20 bytes) of one thread:
 * ours with captures, exact line numbers and precedence; theirs whole processes that only count lines.
 * Usage: node test/bench/scan.mjs [megabytes]
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileRules } from '../../packages/core/dist/match/compile-rules.js';
import { writeLog } from './log.mjs';
import { rules } from './rules.mjs';

const MEGABYTE = 2 ** 20;
const CHUNK = MEGABYTE;
const megabytes = Number(process.argv[2] ?? 256);
const repeats = 3;

function scanFile(matcher, path) {
  const buffer = Buffer.alloc(CHUNK);
  const file = openSync(path, 'r');
  let state = { blocks: [] };
  let [offset, line, kept, hits] = [0, 1, 0, 0];
  for (;;) {
    const read = readSync(file, buffer, kept, CHUNK - kept);
    if (read === 0) break;
    const whole = buffer.subarray(0, buffer.lastIndexOf(10, kept + read - 1) + 1);
    const result = matcher.scan(whole, { offset, line }, state);
    state = result.state;
    hits += result.hits.length;
    line += result.lines;
    offset += whole.length;
    kept = buffer.copy(buffer, 0, whole.length, kept + read);
  }
  closeSync(file);
  return hits + matcher.flush(state).hits.length;
}

function best(run) {
  let seconds = Number.POSITIVE_INFINITY;
  let result;
  for (let round = 0; round < repeats; round++) {
    const from = process.hrtime.bigint();
    result = run();
    if (result === undefined) return undefined;
    seconds = Math.min(seconds, Number(process.hrtime.bigint() - from) / 1e9);
  }
  return { seconds, result };
}

/** Lines that a program counts, or undefined when it is not installed. */
function count(command, args) {
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const { error, status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env });
  if (!error && status > 1) throw new Error(`${command}: ${stderr}`);
  return error ? undefined : Number(stdout);
}

const directory = mkdtempSync(join(tmpdir(), 'sigwatch-bench-'));
try {
  const matcher = compileRules(rules);
  const perl = rules.map(({ pattern }) => pattern.replaceAll(/\(\?P<\w+>/g, '(?:'));
  const posix = perl.map((pattern) =>
    pattern.replaceAll('(?:', '(').replaceAll('[\\d.]', '[0-9.]').replaceAll('\\d', '[0-9]').replaceAll('.*?', '.*'),
  );
  writeFileSync(join(directory, 'rg.txt'), `${perl.join('\n')}\n`);
  writeFileSync(join(directory, 'grep.txt'), `${posix.join('\n')}\n`);
  for (const note of matcher.notes) console.log(`note: ${note}`);
  const variants = [
    ['quiet', { share: 0, rare: 20_000, seed: 1 }],
    ['35% steps', { share: 0.35, rare: 20_000, seed: 2 }],
  ];
  for (const [name, shape] of variants) {
    const path = join(directory, 'train.log');
    await writeLog(path, megabytes * MEGABYTE, shape);
    const size = statSync(path).size / MEGABYTE;
    const ours = best(() => scanFile(matcher, path));
    const rows = [
      ['sigwatch scan', ours, 'hits'],
      ['rg -j1', best(() => count('rg', ['-j1', '-c', '-f', join(directory, 'rg.txt'), path])), 'lines'],
      ['grep -E', best(() => count('grep', ['-E', '-c', '-f', join(directory, 'grep.txt'), path])), 'lines'],
    ];
    console.log(`\n${name}: ${size.toFixed(0)} MB, ${rules.length} rules, best of ${repeats}`);
    for (const [tool, measured, unit] of rows) {
      if (!measured) console.log(`  ${tool.padEnd(14)} not installed`);
      else {
        const ratio = measured.seconds / ours.seconds;
        const speed = (size / measured.seconds).toFixed(0).padStart(6);
        console.log(
          `  ${tool.padEnd(14)} ${speed} MB/s  ${measured.result} ${unit}  ours is ${ratio.toFixed(2)}x as fast`,
        );
      }
    }
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
