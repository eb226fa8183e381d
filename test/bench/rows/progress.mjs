import { input } from '../inputs/cached.mjs';
import { literal43 } from '../inputs/rule-sets.mjs';
import { isInstalled } from '../peers/index.mjs';
import { pythonFields } from '../peers/python.mjs';
import { ripgrepAscii } from '../peers/ripgrep.mjs';
import { cliScan, libraryScan } from '../peers/sigwatch.mjs';
import { contest } from '../runner/contest.mjs';
import { skipped } from '../runner/row.mjs';
import { versus } from '../runner/versus.mjs';

/** Five fields of 35% of the lines, read as numbers. @type {import('./index.mjs').Bench} */
export async function progress({ megabytes, rounds, sliceScale }) {
  const work = `${megabytes} MB, 35% steps, five fields of each`;
  const log = await input('progress', megabytes);
  const counting = cliScan();
  const given = { name: work, rules: literal43, rounds, sliceScale };
  const entrants = [libraryScan, counting, ...[pythonFields].filter(isInstalled)];
  const busy = await contest({ ...given, input: log, entrants });
  const rare = await contest({
    ...given,
    input: await input('quiet', megabytes),
    entrants: [ripgrepAscii].filter(isInstalled),
  });

  const ours = busy.entries.get(libraryScan.name);
  const cli = busy.entries.get(counting.name);
  const rg = rare.entries.get(ripgrepAscii.name);
  const python = busy.entries.get(pythonFields.name);
  if (!ours) throw new Error(`${work}: nothing was measured`);
  return {
    rows: [
      rg
        ? versus(`${work}, against rg on rare hits`, ours, { ...rg, name: `${rg.name}, rare hits` }, 0.5)
        : skipped(work, 'rg is not installed; run scripts/setup/bench.sh', '≥ 0.5x'),
      python ? versus(work, ours, python, 8) : skipped(work, 'python3 is not installed', '≥ 8x'),
      ...(cli && rg ? [versus(`scan ${megabytes} MB, 35% steps`, cli, { ...rg, name: `${rg.name}, rare hits` })] : []),
    ],
    wrong: [...busy.wrong, ...rare.wrong],
  };
}
