import { input } from '../inputs/cached.mjs';
import { literal43 } from '../inputs/rule-sets.mjs';
import { installedPeers, peers } from '../peers/index.mjs';
import { mtail } from '../peers/mtail.mjs';
import { ripgrepAscii } from '../peers/ripgrep.mjs';
import { sec } from '../peers/sec.mjs';
import { cliScan } from '../peers/sigwatch.mjs';
import { contest } from '../runner/contest.mjs';
import { skipped } from '../runner/row.mjs';
import { versus } from '../runner/versus.mjs';

const OURS = cliScan();
const BARS = new Map([
  [ripgrepAscii, 2],
  [mtail, 500],
  [sec, 200],
]);

/** 43 rules of which nearly each holds a text, rare hits, against everyone. @type {import('./index.mjs').Bench} */
export async function scan({ megabytes, rounds, sliceScale }) {
  const log = await input('quiet', megabytes);
  const work = `scan ${megabytes} MB, 43 rules, rare hits`;
  const entrants = [OURS, ...installedPeers()];
  const { entries, wrong } = await contest({ name: work, rules: literal43, input: log, entrants, rounds, sliceScale });
  const ours = entries.get(OURS.name);
  const rows = peers.map((peer) => {
    const theirs = entries.get(peer.name);
    if (ours && theirs) return versus(work, ours, theirs, BARS.get(peer));
    return skipped(`${work}, ${peer.name}`, `${peer.command} is not installed; run scripts/setup/bench.sh`);
  });
  return { rows, wrong };
}
