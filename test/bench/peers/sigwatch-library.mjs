/**
 * Scans a log by the library, reads every field of every step as a number, and prints what was found and what it took.
 * Usage: node test/bench/peers/sigwatch-library.mjs RULES.json LOG
 * Prints { lines, byRule, sums, cpu, notes }: sums of fields by name, cpu in seconds of the scan without the start.
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { compileRules, emptyScanState } from '@sigwatch/core';

const CHUNK = 2 ** 20;
const [rulesPath = '', logPath = ''] = process.argv.slice(2);
/** @type {readonly import('./peer.mjs').BenchRule[]} */
const given = JSON.parse(readFileSync(rulesPath, 'utf8'));
const matcher = compileRules(given.map(ruleOf));
const steps = given.find(({ kind }) => kind === 'progress')?.name;

let lines = 0;
let lastLine = 0;
/** @type {Map<string, number>} */
const byRule = new Map();
/** @type {Map<string, number>} */
const sums = new Map();

const before = process.cpuUsage();
scanFile(logPath);
const { user, system } = process.cpuUsage(before);
const counts = { lines, byRule: Object.fromEntries(byRule), sums: Object.fromEntries(sums) };
console.log(JSON.stringify({ ...counts, cpu: (user + system) / 1e6, notes: matcher.notes }));

/** @param {import('./peer.mjs').BenchRule} rule @returns {import('@sigwatch/core').Rule} */
function ruleOf({ kind = 'error', ...rule }) {
  const fixed = { pattern_type: /** @type {const} */ ('regex'), severity: /** @type {const} */ ('error') };
  return { ...rule, kind, ...fixed, symptom_of: [], actions: [], metadata: {}, count_echoes: true };
}

/** @param {string} path */
function scanFile(path) {
  // What lies in the room of the matcher is not copied once more.
  let buffer = matcher.room(CHUNK);
  const file = openSync(path, 'r');
  let state = emptyScanState;
  let offset = 0;
  let line = 1;
  let kept = 0;
  for (;;) {
    if (kept === buffer.length) buffer = Buffer.concat([buffer], 2 * buffer.length);
    const read = readSync(file, buffer, kept, buffer.length - kept, null);
    const filled = kept + read;
    // What is kept holds no line end; looking through it anew at each read would cost more than linear time.
    const last = buffer.subarray(kept, filled).lastIndexOf(10);
    const end = read === 0 ? filled : last < 0 ? 0 : kept + last + 1;
    if (end > 0) {
      const result = matcher.scan(buffer.subarray(0, end), { offset, line }, state);
      take(result.hits);
      state = result.state;
      offset += end;
      line += result.lines;
    }
    kept = buffer.copy(buffer, 0, end, filled);
    if (read === 0) break;
  }
  closeSync(file);
  take(matcher.flush(state).hits);
}

/** @param {readonly import('@sigwatch/core').Hit[]} hits */
function take(hits) {
  for (const hit of hits) {
    const { name } = hit.rule;
    byRule.set(name, (byRule.get(name) ?? 0) + 1);
    if (hit.line !== lastLine) lines += 1;
    lastLine = hit.line;
    if (name !== steps) continue;
    for (const field in hit.fields) sums.set(field, (sums.get(field) ?? 0) + Number(hit.fields[field]));
  }
}
