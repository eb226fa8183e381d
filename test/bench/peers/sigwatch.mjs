import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { byName } from './peer.mjs';

/** @typedef {import('./peer.mjs').BenchRule} BenchRule */

const bin = fileURLToPath(new URL('../../../packages/sigwatch/bin/sigwatch.js', import.meta.url));
const library = fileURLToPath(new URL('sigwatch-library.mjs', import.meta.url));
const command = process.execPath;
const version = [bin, '--version'];

/**
 * `sigwatch scan` as people start it, which counts by rule and prints no line, since the rules are for notices.
 *
 * @param {string} [name]
 * @param {readonly string[]} [flags]
 * @returns {import('./peer.mjs').Peer}
 */
export const cliScan = (name = 'sigwatch scan', flags = ['--workers', '1']) => ({
  name,
  command,
  version,
  takes: 'whole',
  job: (rules, folder) => ({
    args: [bin, 'scan', '--no-config', '--count', '--monitor', monitorFile(rules, folder), ...flags],
    counts: ({ stderr }) => ({ byRule: summaryOf(stderr) }),
  }),
});

/**
 * The library in a process of its own, which reads the fields of each step, and counts matching lines.
 *
 * @type {import('./peer.mjs').Peer}
 */
export const libraryScan = {
  name: 'sigwatch library',
  command,
  version,
  takes: 'whole',
  job: (rules, folder) => {
    const file = join(folder, 'library.json');
    writeFileSync(file, JSON.stringify(rules));
    return {
      args: [library, file],
      counts: ({ stdout }) => {
        const { lines, byRule, sums } = JSON.parse(stdout);
        return { lines, byRule: byName(Object.entries(byRule)), sums };
      },
    };
  },
};

/** `sigwatch replay` with the default pack, which says what would have been decided. */
export const replayArgs = (/** @type {string} */ log) => [bin, 'replay', '--no-config', log];

/** @param {string} flag @returns {boolean} whether `sigwatch scan` knows it */
export const scanKnows = (flag) =>
  spawnSync(command, [bin, 'scan', '--help'], { encoding: 'utf8' }).stdout.includes(flag);

/** @param {readonly BenchRule[]} rules @param {string} folder */
function monitorFile(rules, folder) {
  const quoted = (/** @type {string} */ text) => `'${text.replaceAll("'", "''")}'`;
  const lines = rules.map(
    ({ name, pattern, kind = 'notice', flags, unless }) =>
      `  - name: ${name}\n    pattern: ${quoted(pattern)}\n    metadata: { kind: ${kind} }\n` +
      (flags === undefined ? '' : `    flags: ${flags}\n`) +
      (unless === undefined ? '' : `    unless: ${quoted(unless)}\n`),
  );
  const file = join(folder, 'monitor.yaml');
  writeFileSync(file, `class_name: LogMonitor\nlog_signals:\n${lines.join('')}`);
  return file;
}

/** @param {string} stderr such as `7 hits (oom 4, xid 3) in 90 lines, 0.1 MiB, 0.01 s` */
function summaryOf(stderr) {
  const told = /^(?:no hit|\d+ hits \((.*)\)) in /m.exec(stderr);
  if (told === null) throw new Error(`sigwatch scan told no counts: ${stderr.slice(0, 1000)}`);
  const parts = (told[1] ?? '').split(', ').filter(Boolean);
  return byName(parts.map((part) => /** @type {const} */ ([part.split(' ')[0] ?? '', Number(part.split(' ')[1])])));
}
