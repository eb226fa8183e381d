import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import type { JobRef, KnownJob } from '@sigwatch/core';
import { UnansweredError } from '@sigwatch/core';
import { isAtLeast } from '../read/cluster-facts.js';
import { type JobId, jobRef, parseIncarnation, parseJobId, plainId, seconds } from '../read/identity.js';
import type { Listed } from '../read/listed.js';
import type { Poller } from '../read/poller.js';
import type { AccountedJob } from '../read/sacct.js';
import { scriptOf } from '../write/script-of.js';
import { withoutOurs } from '../write/submit-line.js';
import { keptScript } from './kept-script.js';

/** How far back accounting is asked for a job that slurmctld has forgotten (ms). */
const BACK = 30 * 86_400_000;

/** Accounting is some seconds behind at the most: between two looks (ms), and how many. */
const AGAIN = 1_000;
const TRIES = 8;

export interface LookingUp {
  readonly listed: Listed;
  readonly poller: Poller;
  readonly stateDirectory: string;
  readonly now: () => number;
  readonly pause: (ms: number, abort: AbortSignal) => Promise<void>;
}

/** A job of any user as SLURM knows it, living or ended, with what submits it anew as far as SLURM tells. */
export async function lookUp(
  { listed, poller, stateDirectory, now, pause }: LookingUp,
  named: JobRef['id'],
  abort: AbortSignal,
): Promise<KnownJob | undefined> {
  const id = parseJobId(named);
  if (id === undefined || !named.startsWith('slurm:')) return undefined;
  const present = await listed.present(id);
  const ask = async () => {
    const all = await accounted(poller, id, now() - BACK, present !== undefined);
    // Another job may have had its number before.
    const from = parseIncarnation(present?.job.incarnation ?? '')?.submitted ?? 0;
    return all.filter((row) => seconds(row.submitted) >= from);
  };
  let rows = await ask();
  // Accounting lags behind a job that has just begun, and only there stands how it was submitted.
  const facts = await poller.facts();
  const mayLag = present !== undefined && facts.accounting === 'database' && isAtLeast(facts, 21, 8);
  for (let tries = 0; mayLag && !rows.at(-1)?.submitLine && tries < TRIES; tries++) {
    await pause(AGAIN, abort);
    abort.throwIfAborted();
    rows = await ask();
  }
  const last = rows.at(-1);
  const job = present?.job ?? (last && endedRef(facts.name, id, rows));
  if (job === undefined) return undefined;
  const [live] = present?.rows ?? [];
  const cwd = live?.directory ?? last?.directory;
  const argv =
    cwd === undefined
      ? undefined
      : (typedWords(last?.submitLine, cwd) ?? (await keptScript(poller, stateDirectory, job, abort)));
  const alone = argv === undefined || id.task === undefined ? argv : onlyTask(argv, id.task, cwd ?? '');
  const name = live?.name ?? last?.name;
  return {
    job,
    ...(name === undefined ? {} : { name }),
    ...(alone === undefined || cwd === undefined ? {} : { command: { argv: alone, cwd } }),
  };
}

/** Where slurmctld knows the job, accounting need not answer. */
async function accounted(poller: Poller, id: JobId, since: number, known: boolean): Promise<readonly AccountedJob[]> {
  try {
    return await poller.accounted(plainId(id), since);
  } catch (error) {
    if (known && error instanceof UnansweredError) return [];
    throw error;
  }
}

/** Each incarnation has a row; a reused number has those of another job before them, which nobody can tell apart. */
function endedRef(cluster: string, id: JobId, rows: readonly AccountedJob[]): JobRef {
  const first = Math.min(...rows.map((row) => seconds(row.submitted)));
  return jobRef(id, { cluster, submitted: first, restarts: rows.length - 1 });
}

/**
 * The words that sbatch was given, of which accounting keeps a line with blanks between them and no quotes: they are taken
 * only where they lead to a script that is there, and none of them can have held a blank that we would not see.
 */
export function typedWords(line: string | undefined, cwd: string): readonly string[] | undefined {
  const [program = '', ...own] = withoutOurs(line ?? '').split(' ');
  if (!/(^|\/)sbatch$/.test(program) || own.length === 0 || own.includes('')) return undefined;
  const { at, problems, unknown, wrapped } = scriptOf(own, { cwd, env: {} });
  if (at < 0 || wrapped || problems.length + unknown.length > 0) return undefined;
  return isReadable(resolve(cwd, own[at] ?? '')) ? own : undefined;
}

function onlyTask(argv: readonly string[], task: string, cwd: string): readonly string[] {
  const { at } = scriptOf(argv, { cwd, env: {} });
  const place = at < 0 ? argv.length : at;
  return [...argv.slice(0, place), `--array=${task}`, ...argv.slice(place)];
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
