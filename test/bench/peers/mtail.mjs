import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { byName } from './peer.mjs';

/**
 * Google's mtail, which counts metrics from logs: one counter, one condition for each rule.
 *
 * @type {import('./peer.mjs').Peer}
 */
export const mtail = {
  name: 'mtail --one_shot',
  command: 'mtail',
  version: ['--version'],
  takes: 'slice',
  slice: 8,
  job(rules, folder) {
    const programs = join(folder, 'mtail');
    mkdirSync(programs, { recursive: true });
    writeFileSync(join(programs, 'bench.mtail'), program(rules));
    // It listens even when it is to read once; any free port will do.
    const args = ['--one_shot', '--logtostderr', '--address', '127.0.0.1', '--port', '0', '--progs', programs];
    return {
      args,
      withLog: (log) => [...args, '--logs', log],
      counts: ({ stdout }) => ({ byRule: countsOf(stdout) }),
    };
  },
};

/** @param {readonly import('./peer.mjs').BenchRule[]} rules */
const program = (rules) =>
  `counter hits by rule\n${rules
    .map(({ name, pattern }) => `/${pattern.replaceAll('/', '\\/')}/ {\n  hits["${name}"]++\n}\n`)
    .join('')}`;

/** @param {string} stdout */
function countsOf(stdout) {
  /** @type {{ hits?: readonly { LabelValues?: readonly { Labels: readonly string[], Value: { Value: number } }[] }[] }} */
  const { hits = [] } = JSON.parse(stdout);
  return byName(
    hits.flatMap(({ LabelValues = [] }) => LabelValues.map((one) => [one.Labels[0] ?? '', one.Value.Value])),
  );
}
