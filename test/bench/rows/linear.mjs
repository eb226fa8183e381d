import { input, MEGABYTE, sameBytes } from '../inputs/cached.mjs';
import { literal43 } from '../inputs/rule-sets.mjs';
import { inFolder, runJob } from '../peers/peer.mjs';
import { cliScan, libraryScan } from '../peers/sigwatch.mjs';
import { interleaved } from '../runner/rounds.mjs';
import { atMost } from '../runner/row.mjs';

/**
 * @typedef {import('../inputs/cached.mjs').Input} Input
 * @typedef {{ work: string, rules: readonly import('../inputs/rule-sets.mjs').BenchRule[], once: Input, twice: Input }} Case
 */

const BAR = 2.3;
const WORDS = 5000;

/** Patterns at which backtracking dies, and very long lines: twice the input has to take about twice the time. */
/** @type {import('./index.mjs').Bench} */
export async function linear({ megabytes, rounds }) {
  const rows = [];
  for (const one of await cases(megabytes)) rows.push(await inFolder((folder) => measured(one, rounds, folder)));
  return { rows, wrong: [] };
}

/** @param {number} megabytes @returns {Promise<readonly Case[]>} */
async function cases(megabytes) {
  const length = Math.max(1, Math.round((100 * megabytes) / 1024));
  const line = (/** @type {number} */ factor) => sameBytes('x', factor * length * MEGABYTE, 1);
  /** Lines of n bytes and of 2n, as many of each, so that what is more than linear in the length of a line shows. */
  const lines = Math.max(8, Math.round(megabytes / 8));
  const letters = await sameBytes('a', MEGABYTE / 4, lines);
  const longer = await sameBytes('a', MEGABYTE / 2, lines);
  const log = (/** @type {number} */ factor) => input('quiet', Math.max(1, (factor * megabytes) / 16));
  const words = Array.from({ length: WORDS }, (_, i) => `fault${(i * 7919) % 100_000}x`);
  return [
    { work: `a line of ${length} MB`, rules: literal43, once: await line(1), twice: await line(2) },
    ...['(a+)+b', '(.*)*x'].map((pattern) => ({
      work: `${pattern} on lines of a`,
      rules: [{ name: 'nested', pattern }],
      once: letters,
      twice: longer,
    })),
    {
      work: `one rule of ${WORDS.toLocaleString('en')} alternatives`,
      rules: [{ name: 'many', pattern: words.join('|') }],
      once: await log(1),
      twice: await log(2),
    },
  ];
}

/** @param {Case} one @param {number} rounds @param {string} folder */
function measured({ work, rules, once, twice }, rounds, folder) {
  const library = libraryScan.job(rules, folder);
  const cli = cliScan().job(rules, folder);
  /** Takes the time of the scan alone, since a start takes longer than some of these. */
  const scanned = (/** @type {Input} */ log) => {
    const ran = runJob(libraryScan, library, log.path);
    return { ...ran, cpu: JSON.parse(ran.stdout).cpu, stdout: '' };
  };
  const [half, full, process] = interleaved(
    [
      { name: 'n', run: () => scanned(once) },
      { name: '2n', run: () => scanned(twice) },
      { name: 'sigwatch scan', run: () => ({ ...runJob(cliScan(), cli, twice.path), stdout: '' }) },
    ],
    rounds,
  );
  if (!half || !full || !process) throw new Error(`${work}: nothing was measured`);
  return {
    work: `${work}, n and 2n`,
    ours: `${(full.cpu * 1000).toFixed(0)} ms, scan ${Math.round(process.rss)} MiB`,
    against: `n: ${(half.cpu * 1000).toFixed(0)} ms`,
    ...atMost(full.cpu / half.cpu, BAR),
    raw: { once, twice, half, full, process },
  };
}
