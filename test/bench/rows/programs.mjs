import { otherProgram } from './others.mjs';

/** 1,000 files, 10,000 lines a second in all. */
export const live = otherProgram(
  'live',
  [
    { work: 'live, append to signal, p50', at: ({ p50_ms }) => p50_ms, limit: 4, unit: ' ms' },
    { work: 'live, append to signal, p99', at: ({ p99_ms }) => p99_ms, limit: 15, unit: ' ms' },
    { work: 'live, of a core', at: ({ cpu_percent }) => cpu_percent, limit: 25, unit: ' %' },
  ],
  ({ quick }) => ['--files', '1000', '--rate', '10000', '--seconds', quick ? '5' : '60'],
);

/** @param {string} table @param {string} key @returns {(raw: any) => unknown} */
const of = (table, key) => (raw) => raw[table]?.[key];

/** 10,000 files that do not grow. */
export const idle = otherProgram('idle', [
  { work: '10,000 idle files, ready', at: of('with events', 'ready_ms'), limit: 2000, unit: ' ms' },
  { work: '10,000 idle files, memory', at: of('with events', 'rss_at_ready_mib'), limit: 150, unit: ' MiB' },
  { work: '10,000 idle files, of a core', at: of('with events', 'cpu_percent'), limit: 2, unit: ' %' },
  { work: '10,000 idle files, polling alone', at: of('polling alone', 'cpu_percent'), limit: 6, unit: ' %' },
]);

/** 1,000 watches of one process, of which a tenth's logs grow by a line a second. */
export const many = otherProgram('many', [
  { work: '1,000 watches, CPU until all have read', at: of('1000', 'startCpuMs'), limit: 10_000, unit: ' ms' },
  { work: '1,000 watches, memory of one', at: of('1000', 'kilobytesEach'), limit: 150, unit: ' KB' },
  { work: '1,000 watches, of a core', at: of('1000', 'percent'), limit: 15, unit: ' %' },
]);

/** From a failing line to a restart that is journaled and a command that is issued. */
export const restart = otherProgram('restart', [
  { work: 'failing line to restart, p99', at: of('line read → issued', 'p99_ms'), limit: 100, unit: ' ms' },
]);

/** @param {string} name @param {string} key @returns {(raw: any) => unknown} */
const ofCommand = (name, key) => (raw) =>
  raw.results?.find((/** @type {{ name: string }} */ one) => one.name === name)?.[key];

/** What it takes until anything happens. */
export const start = otherProgram('start', [
  { work: 'sigwatch --version, by node -e 0', at: ofCommand('sigwatch --version', 'ratio'), limit: 2.5, unit: 'x' },
  { work: "import 'sigwatch'", at: ofCommand("import 'sigwatch'", 'median_ms'), limit: 100, unit: ' ms' },
]);
