import { literal43, mixed } from '../inputs/rule-sets.mjs';
import { againstRipgrep } from './against-ripgrep.mjs';

/** One rule that nothing can match: what reading and counting lines costs. */
const NONE = [{ name: 'none', pattern: 'no line of any log holds this text' }];
const SETS = [
  againstRipgrep('one rule that hits nothing', () => NONE),
  againstRipgrep('43 rules', () => literal43),
  againstRipgrep('300 mixed rules', () => mixed(300)),
  againstRipgrep('1,000 mixed rules', () => mixed(1000)),
];

/** How the speed falls with the number of rules, on a quarter of the input. @type {import('./index.mjs').Bench} */
export async function ruleCounts(setting) {
  const rows = [];
  const wrong = [];
  for (const bench of SETS) {
    const one = await bench({ ...setting, megabytes: Math.max(1, setting.megabytes / 4) });
    rows.push(...one.rows);
    wrong.push(...one.wrong);
  }
  return { rows, wrong };
}
