import { firstOf, input } from '../inputs/cached.mjs';
import { defaultPack } from '../inputs/default-pack.mjs';
import { literal43 } from '../inputs/rule-sets.mjs';
import { isInstalled } from '../peers/index.mjs';
import { inFolder } from '../peers/peer.mjs';
import { pythonFields, pythonLines } from '../peers/python.mjs';
import { cliScan, replayArgs } from '../peers/sigwatch.mjs';
import { contest } from '../runner/contest.mjs';
import { run } from '../runner/process.mjs';
import { interleaved } from '../runner/rounds.mjs';
import { atMost, skipped } from '../runner/row.mjs';
import { versus } from '../runner/versus.mjs';

/** A replay ends with the state that it found: any that tells of the run, and none of a failure of sigwatch. */
const ENDS = [0, 1, 4, 5, 6, 7];

/**
 * The whole engine behind the matcher, with the default pack: against Python with the 43 rules of the other benches and their
 * fields, and against Python with the patterns that the replay itself asks.
 *
 * @type {import('./index.mjs').Bench}
 */
export async function replay({ megabytes, rounds, sliceScale }) {
  const work = `replay ${megabytes} MB, 35% steps, default pack`;
  const log = await input('progress', megabytes);
  const ours = await replayed(work, log, rounds);
  const { rules, leftOut } = defaultPack();
  const fewer = { work: `${work}, against Python with ${literal43.length} rules and their fields`, rules: literal43 };
  const same = { work: `${work}, against Python with ${rules.length} patterns of the default pack`, rules };
  const note = leftOut.length === 0 ? {} : { note: `Python has no form for ${leftOut.join(', ')}` };
  const against = async (
    /** @type {import('../peers/peer.mjs').Peer} */ python,
    /** @type {typeof fewer} */ { work, rules },
    /** @type {readonly import('../peers/peer.mjs').Peer[]} */ beside,
  ) => {
    if (!isInstalled(python)) return { row: skipped(work, 'python3 is not installed', '≥ 3x'), wrong: [] };
    const part = await firstOf(log, (python.slice ?? 8) / sliceScale);
    const { entries, wrong } = await contest({ name: work, rules, input: part, entrants: [python, ...beside], rounds });
    const theirs = entries.get(python.name);
    if (!theirs) throw new Error(`${work}: nothing was measured`);
    return { row: versus(work, ours, theirs, 3), wrong };
  };
  const withFewer = await against(pythonFields, fewer, []);
  const withSame = await against(pythonLines, same, [cliScan()]);
  return {
    rows: [
      withFewer.row,
      { ...withSame.row, ...note },
      {
        work: `${work}, memory`,
        ours: `${Math.round(ours.rss)} MiB`,
        against: 'limit',
        ...atMost(ours.rss, 250, ' MiB'),
      },
    ],
    wrong: [...withFewer.wrong, ...withSame.wrong],
  };
}

/**
 * @param {string} work
 * @param {import('../inputs/cached.mjs').Input} log
 * @param {number} rounds
 */
function replayed(work, log, rounds) {
  return inFolder((folder) => {
    const state = { SIGWATCH_STATE_DIR: folder };
    const replay = () => run(process.execPath, replayArgs(log.path), { fine: ENDS, env: state });
    const [timed] = interleaved([{ name: 'sigwatch replay', run: replay }], Math.min(rounds, 2));
    if (!timed) throw new Error(`${work}: nothing was measured`);
    return { ...timed, input: log, runs: timed.runs.map((ran) => ({ ...ran, stdout: '', stderr: '' })) };
  });
}
