import { isDeepStrictEqual } from 'node:util';
import type { JobRef, JobSpec } from '@sigwatch/core';
import { UnansweredError } from '@sigwatch/core';
import { isOf } from '../read/evidence.js';
import { type NamedJob, namedJob, rowsNow } from './job-rows.js';
import type { SbatchCall } from './sbatch-call.js';
import { askedFor, noteAsked, startedWith } from './submissions.js';
import { hasEnded, taken } from './taken.js';
import { complaint, type Writing } from './writing.js';

interface Requeued extends Pick<JobSpec, 'command' | 'env'> {
  readonly previous: JobRef;
  readonly call: SbatchCall;
}

/**
 * Lets the previous job begin anew under its id, once: only the incarnation that was the last attempt's is requeued, and
 * one that came after it, by whatever hand, is taken for the next; so there can be no twin, and nothing is held. `why`:
 * nothing was done, and it has to be submitted.
 */
export async function requeue(
  writing: Writing,
  spec: Requeued,
  key: string,
  notAfter: number,
  abort: AbortSignal,
): Promise<{ readonly job: JobRef } | { readonly why: string }> {
  const { stateDirectory, now } = writing;
  const previous = namedJob(spec.previous);
  const rows = (await rowsNow(writing, previous, abort)).filter((row) => isOf(row, previous.incarnation));
  if (rows.length === 0) return { why: 'slurmctld has forgotten it' };
  const later = rows.find((row) => row.restarts > previous.incarnation.restarts);
  const isOurs = askedFor(stateDirectory, key)?.requeued !== undefined;
  if (later !== undefined && !isOurs && hasEnded(later))
    return { why: 'it was begun anew meanwhile, by another hand, and has ended since' };
  if (rows.every((row) => row.restarts === previous.incarnation.restarts)) {
    const alive = rows.find((row) => !hasEnded(row));
    if (alive !== undefined) throw new Error(`${spec.previous.id} is still ${alive.state} and can't be requeued yet`);
    const changed = whatChanges(stateDirectory, previous, spec);
    if (changed !== undefined) return { why: changed };
    noteAsked(
      stateDirectory,
      key,
      { ...spec.call, cluster: previous.incarnation.cluster, requeued: spec.previous },
      now(),
    );
    const refused = await askForIt(writing, previous, notAfter, abort);
    if (refused !== undefined) return { why: refused };
    const from = spec.env.SIGWATCH_RESUME_FROM;
    if (from !== undefined) {
      writing.tell(
        `${spec.previous.id} is requeued with the environment of its first start: its script has to find the checkpoint ${from} by itself.`,
      );
    }
  }
  const after = (await rowsNow(writing, previous, abort)).filter((row) => isOf(row, previous.incarnation));
  // Whatever came after that one is its successor.
  const restarts = previous.incarnation.restarts + 1;
  const row = after.find((one) => one.restarts >= restarts);
  if (row === undefined) throw new Error(`${spec.previous.id} was requeued, and squeue does not show it yet`);
  return { job: await taken(writing, { key, restarts, previous, row, spec }, abort) };
}

/** What a requeued job can't be given: it keeps its script, its arguments and its environment. */
function whatChanges(
  stateDirectory: string,
  { incarnation }: NamedJob,
  { previous, command, env }: Requeued,
): string | undefined {
  const started = startedWith(stateDirectory, previous, incarnation.submitted);
  if (started !== undefined && !isDeepStrictEqual(started.command, command))
    return 'it is to be given other arguments, and a requeued job keeps its own';
  if (env.SIGWATCH_OVERRIDES !== undefined)
    return 'it is to be given SIGWATCH_OVERRIDES, and a requeued job keeps its environment';
  return undefined;
}

/** Undefined when it was requeued; else SLURM's own words. Anything that is not certain rejects. */
async function askForIt(
  { poller, now }: Writing,
  { plain }: NamedJob,
  notAfter: number,
  abort: AbortSignal,
): Promise<string | undefined> {
  const within = notAfter - now();
  if (within <= 0) throw new Error('the deadline of the submission had passed');
  const where = poller.cluster === undefined ? [] : [`--clusters=${poller.cluster}`];
  const args = [...where, 'requeue', plain];
  try {
    const answer = await poller.slurm({ program: 'scontrol', args, within, timeout: within + 2_000 }, abort);
    if (answer.exitCode === 0) return undefined;
    const words = complaint(answer);
    if (REFUSALS.test(words)) return words;
    throw new Error(`scontrol requeue ${plain}: ${words}`);
  } catch (error) {
    if (error instanceof UnansweredError && !error.started) return error.message;
    throw error;
  }
}

/** "Requested operation is presently disabled" is what a job that was submitted with `--no-requeue` answers. */
const REFUSALS =
  /presently disabled|Invalid job id|Access\/permission denied|not allowed|not supported|no longer|purged/i;
