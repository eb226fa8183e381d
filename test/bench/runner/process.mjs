import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { temporaryFolder } from './folders.mjs';

/**
 * One whole process, measured from outside.
 *
 * @typedef {object} Ran
 * @property {number} wall seconds
 * @property {number} cpu seconds of all its threads and children, user and system
 * @property {number} rss the most memory that it held, in MiB
 * @property {number} status its exit code
 * @property {string} stdout
 * @property {string} stderr
 */

const TIMER = '/usr/bin/time';

/** @param {string} command @returns {string | undefined} where a command is, if it is installed */
export function found(command) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, command))
    .find(executable);
}

/** @param {string} path */
function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @returns {string | undefined} what is missing to measure processes at all, and what to do about it */
export function unmeasurable() {
  return executable(TIMER)
    ? undefined
    : `${TIMER} is missing, which tells CPU time and memory; run scripts/setup/bench.sh`;
}

/**
 * Runs a process to its end. GNU time reads what the kernel says of it, which Node tells of its children to nobody.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: Readonly<Record<string, string>>, cwd?: string, fine?: readonly number[] }} [options] `fine`: exit codes
 *   that are no failure; only 0
 * @returns {Ran}
 * @throws Error with what the process said, when it failed
 */
export function run(command, args, { env = {}, cwd, fine = [0] } = {}) {
  const folder = mkdtempSync(join(temporaryFolder(), 'time-'));
  try {
    const report = join(folder, 'time');
    const timed = ['-q', '-f', '%e %U %S %M', '-o', report, command, ...args];
    const { status, stdout, stderr, error } = spawnSync(TIMER, timed, {
      encoding: 'utf8',
      env: { ...process.env, ...env },
      maxBuffer: 2 ** 29,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd === undefined ? {} : { cwd }),
    });
    if (error) throw error;
    if (status === null || !fine.includes(status))
      throw new Error(`${command} ended with ${status}: ${stderr.slice(0, 2000) || stdout.slice(0, 2000)}`);
    const [wall = 0, user = 0, system = 0, kilobytes = 0] = readFileSync(report, 'utf8').trim().split(' ').map(Number);
    return { wall, cpu: user + system, rss: kilobytes / 1024, status, stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
