import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../runner/folders.mjs';
import { run } from '../runner/process.mjs';

/**
 * Another program that asks many patterns of a log.
 *
 * @typedef {import('../inputs/rule-sets.mjs').BenchRule} BenchRule
 * @typedef {import('../runner/process.mjs').Ran} Ran
 *
 * @typedef {object} Peer
 * @property {string} name
 * @property {string} command looked for in PATH
 * @property {readonly string[]} version arguments that make it say its version
 * @property {'whole' | 'slice'} takes whether it gets through a whole input in seconds, or only through a part of it
 * @property {number} [slice] how many megabytes it is given then
 * @property {(rules: readonly BenchRule[], folder: string) => Job} job
 *
 * @typedef {object} Job one set of rules, written down as the peer wants it
 * @property {readonly string[]} args before the log's path
 * @property {(log: string) => readonly string[]} [withLog] where the log's path does not simply come last
 * @property {Readonly<Record<string, string>>} [env]
 * @property {readonly number[]} [fine] exit codes that are no failure
 * @property {(ran: Ran) => Counts} counts
 *
 * @typedef {object} Counts what was found; a peer tells what it can
 * @property {number} [lines] how many lines match any rule
 * @property {Readonly<Record<string, number>>} [byRule] how many lines each rule matches; those without may be left out
 * @property {Readonly<Record<string, number>>} [sums] of the fields that were captured
 */

/**
 * @param {Pick<Peer, 'command'>} peer
 * @param {Job} job
 * @param {string} log
 */
export function runJob({ command }, { args, withLog = (path) => [...args, path], env, fine }, log) {
  return run(command, withLog(log), { ...(env && { env }), ...(fine && { fine }) });
}

/**
 * Lends a folder for what peers want written down.
 *
 * @template T
 * @param {(folder: string) => T | Promise<T>} use
 */
export async function inFolder(use) {
  const folder = mkdtempSync(join(temporaryFolder(), 'job-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {Iterable<readonly [string, number]>} counts
 * @returns {Readonly<Record<string, number>>} without those of zero, in order of their names
 */
export const byName = (counts) =>
  Object.fromEntries([...counts].filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
