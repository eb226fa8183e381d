import { finalStates, type JobRef, UnansweredError } from '@sigwatch/core';
import { ask, askValue } from './ask.js';
import { deleteEnded } from './hand-over.js';
import { fieldsOf, listOf, textOf } from './json.js';
import type { RayDeps } from './ray-deps.js';
import { statusBy } from './status-now.js';
import { inPath, submissionIdIn } from './submission-id.js';

/** ms after our first stop. Ray itself sends SIGTERM to all processes of the driver, waits 3 s and sends SIGKILL; one that waits for its start does not hear. */
const GRACE = 15_000;

/**
 * Asks Ray to stop the job. Asked again, it is asked again, and after a grace what the driver runs in is killed, where the
 * server can. A job of another cluster, and one that has ended, are left alone; the latter is deleted where that is set.
 */
export async function cancel(deps: RayDeps, job: JobRef, abort: AbortSignal): Promise<void> {
  const { looks, notes, now, settings } = deps;
  const id = submissionIdIn(job.id);
  if (id === undefined) throw new Error(`${job.id} is no job of Ray: those are named ray:SUBMISSION_ID.`);
  const look = (await looks.at([id], abort, now())).get(id);
  if (look?.job === undefined || look.server.session !== job.incarnation) return;
  const status = statusBy(deps, job, look);
  if (status !== undefined && finalStates.has(status.state)) {
    if (settings.delete_ended && notes.hasStopped(job)) await deleteEnded(deps, id, status, abort);
    return;
  }
  const first = notes.stoppedAt(job);
  notes.noteStop(job, now());
  looks.hasten(id, { ends: true });
  await ask(deps.ray, { method: 'POST', path: `/api/jobs/${inPath(id)}/stop`, body: {} }, abort);
  if (first !== undefined && now() >= first + GRACE) await kill(deps, id, abort);
}

/** By the actor that the driver runs in: its processes are killed with it. Servers since 2.10 or so have no way to. */
async function kill({ ray, tell }: RayDeps, id: string, abort: AbortSignal): Promise<void> {
  try {
    const actor = await actorOf(ray, id, abort);
    if (actor === undefined) return;
    const path = `/api/actors/kill?actor_id=${actor}&force_kill=true&no_restart=true`;
    await askValue(ray, { method: 'GET', path }, abort);
    tell(`${id} did not stop, so what it runs in was killed.`);
  } catch (error) {
    abort.throwIfAborted();
    if (!(error instanceof UnansweredError)) throw error;
  }
}

async function actorOf(ray: RayDeps['ray'], id: string, abort: AbortSignal): Promise<string | undefined> {
  const name = encodeURIComponent(`_ray_internal_job_actor_${id}`);
  // Ray's own actors are listed only in detail.
  const path = `/api/v0/actors?detail=1&filter_keys=name&filter_predicates=%3D&filter_values=${name}`;
  const told = fieldsOf(await askValue(ray, { method: 'GET', path }, abort));
  const rows = listOf(fieldsOf(fieldsOf(told?.data)?.result)?.result).map(fieldsOf);
  return textOf(rows.find((row) => row?.state !== 'DEAD')?.actor_id);
}
