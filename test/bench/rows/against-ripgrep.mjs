import { input } from '../inputs/cached.mjs';
import { literalLed, mixed, noLiteral43 } from '../inputs/rule-sets.mjs';
import { isInstalled } from '../peers/index.mjs';
import { ripgrepAscii } from '../peers/ripgrep.mjs';
import { cliScan } from '../peers/sigwatch.mjs';
import { contest } from '../runner/contest.mjs';
import { skipped } from '../runner/row.mjs';
import { versus } from '../runner/versus.mjs';

const OURS = cliScan();

/**
 * A bench of one set of rules against ripgrep alone.
 *
 * @param {string} what
 * @param {() => readonly import('../inputs/rule-sets.mjs').BenchRule[]} rulesOf
 * @param {number} [bar]
 * @param {(megabytes: number) => Promise<import('../inputs/cached.mjs').Input>} [logOf] the quiet log
 * @returns {import('./index.mjs').Bench}
 */
export const againstRipgrep =
  (what, rulesOf, bar, logOf = (megabytes) => input('quiet', megabytes)) =>
  async ({ megabytes, rounds }) => {
    const work = `scan ${megabytes} MB, ${what}`;
    if (!isInstalled(ripgrepAscii))
      return {
        rows: [skipped(work, 'rg is not installed; run scripts/setup/bench.sh', bar && `≥ ${bar}x`)],
        wrong: [],
      };
    const log = await logOf(megabytes);
    const given = { name: work, rules: rulesOf(), input: log, entrants: [OURS, ripgrepAscii], rounds };
    const { entries, wrong } = await contest(given);
    const ours = entries.get(OURS.name);
    const theirs = entries.get(ripgrepAscii.name);
    return { rows: ours && theirs ? [versus(work, ours, theirs, bar)] : [], wrong };
  };

export const noLiteral = againstRipgrep('43 rules without a literal', () => noLiteral43, 0.8);
export const thousandMixed = againstRipgrep('1,000 mixed rules', () => mixed(1000), 1);
export const thousandLiteral = againstRipgrep('1,000 rules led by a literal', () => literalLed(1000), 1.5);
