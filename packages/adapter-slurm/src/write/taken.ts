import { finalStates, type JobRef } from '@sigwatch/core';
import { isGroup, isOf } from '../read/evidence.js';
import { jobRef } from '../read/identity.js';
import type { LiveJob } from '../read/squeue.js';
import { meaningOf } from '../read/states.js';
import { readComment, writeComment } from './comment.js';
import { type NamedJob, namedJob, rowsNow } from './job-rows.js';
import type { SbatchCall } from './sbatch-call.js';
import { noteAnswered, noteAsked } from './submissions.js';
import { act, complaint, type Writing } from './writing.js';

interface Taking {
  readonly key: string;
  readonly restarts: number;
  readonly previous: NamedJob;
  readonly row: LiveJob;
  readonly spec: { readonly previous: JobRef; readonly call: SbatchCall };
}

export const hasEnded = ({ state }: LiveJob): boolean => finalStates.has(meaningOf(state)?.state ?? 'running');

/** Makes what came after the previous job, under its id, the job of the key. */
export async function taken(writing: Writing, taking: Taking, abort: AbortSignal): Promise<JobRef> {
  const { key, restarts, previous } = taking;
  await claim(writing, taking, abort);
  const job = jobRef(previous.id, { ...previous.incarnation, restarts });
  noteAnswered(writing.stateDirectory, key, job);
  writing.poller.hasten();
  return job;
}

/**
 * The previous job where somebody else, or SLURM, has begun it anew since its end was seen, and it lives: a further one
 * would run beside it. Undefined where it has not; rejects where slurmctld does not tell.
 */
export async function begunByOthers(
  writing: Writing,
  spec: Taking['spec'],
  key: string,
  abort: AbortSignal,
): Promise<JobRef | undefined> {
  const previous = namedJob(spec.previous);
  const { cluster, restarts } = previous.incarnation;
  const row = (await rowsNow(writing, previous, abort)).find(
    (one) => isOf(one, previous.incarnation) && !isGroup(previous.id, one) && one.restarts > restarts && !hasEnded(one),
  );
  if (row === undefined) return undefined;
  noteAsked(writing.stateDirectory, key, { ...spec.call, cluster, requeued: spec.previous }, writing.now());
  writing.tell(`${spec.previous.id} was begun anew by another hand: that start goes on, and nothing is submitted.`);
  return taken(writing, { key, restarts: row.restarts, previous, row, spec }, abort);
}

/**
 * SLURM changes nothing of a job that has ended, so that the key can be written only once the job waits again. Until
 * then the note that was made before tells that it is ours.
 */
async function claim(
  writing: Writing,
  { key, restarts, previous, row, spec }: Taking,
  abort: AbortSignal,
): Promise<void> {
  const ours = readComment(row.comment ?? '');
  // A later attempt has it already, or this one has.
  if (ours?.restart !== undefined && (ours.restart > restarts || ours.key === key)) return;
  const own = ours === undefined ? row.comment : ours.comment;
  const comment = writeComment({
    key,
    ...(own === undefined ? {} : { comment: own }),
    restart: restarts,
    submitted: previous.incarnation.submitted,
    ...(ours?.task === undefined ? {} : { task: ours.task }),
  });
  const update = async (what: string) => act(writing, 'scontrol', ['update', `jobid=${previous.plain}`, what], abort);
  const named = await update(`comment=${comment}`);
  if (named.exitCode !== 0) writing.tell(`The key of ${spec.previous.id} could not be written: ${complaint(named)}.`);
  if (spec.call.exclude === undefined) return;
  const without = await update(`excnodelist=${spec.call.exclude}`);
  if (without.exitCode !== 0)
    writing.tell(`${spec.previous.id} may run on nodes that were to be left out: ${complaint(without)}.`);
}
