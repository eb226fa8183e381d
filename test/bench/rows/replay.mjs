import { firstOf, input } from '../inputs/cached.mjs';
import { literal43 } from '../inputs/rule-sets.mjs';
import { isInstalled } from '../peers/index.mjs';
import { inFolder, runJob } from '../peers/peer.mjs';
import { pythonFields } from '../peers/python.mjs';
import { replayArgs } from '../peers/sigwatch.mjs';
import { run } from '../runner/process.mjs';
import { interleaved } from '../runner/rounds.mjs';
import { atMost, skipped } from '../runner/row.mjs';
import { versus } from '../runner/versus.mjs';

/** A replay ends with the state that it found: any that tells of the run, and none of a failure of sigwatch. */
const ENDS = [0, 1, 4, 5, 6, 7];
const OURS = 'sigwatch replay';

/** The whole engine behind the matcher, with the default pack. @type {import('./index.mjs').Bench} */
export async function replay({ megabytes, rounds, sliceScale }) {
  const work = `replay ${megabytes} MB, 35% steps, default pack`;
  const log = await input('progress', megabytes);
  const part = await firstOf(log, (pythonFields.slice ?? 8) / sliceScale);
  return inFolder((folder) => {
    const python = isInstalled(pythonFields) ? pythonFields.job(literal43, folder) : undefined;
    const state = { SIGWATCH_STATE_DIR: folder };
    const [ours, theirs] = interleaved(
      [
        { name: OURS, run: () => run(process.execPath, replayArgs(log.path), { fine: ENDS, env: state }) },
        ...(python ? [{ name: pythonFields.name, run: () => runJob(pythonFields, python, part.path) }] : []),
      ],
      Math.min(rounds, 2),
    );
    if (!ours) throw new Error(`${work}: nothing was measured`);
    const raw = (/** @type {import('../runner/rounds.mjs').Timed} */ timed) => ({
      ...timed,
      runs: timed.runs.map((ran) => ({ ...ran, stdout: '', stderr: '' })),
    });
    return {
      rows: [
        theirs
          ? versus(work, { ...raw(ours), input: log }, { ...raw(theirs), input: part }, 3)
          : skipped(work, 'python3 is not installed', '≥ 3x'),
        {
          work: `${work}, memory`,
          ours: `${Math.round(ours.rss)} MiB`,
          against: 'limit',
          ...atMost(ours.rss, 250, ' MiB'),
        },
      ],
      wrong: [],
    };
  });
}
