import { finalStates, type JobRef, type JobStatus } from '@sigwatch/core';
import { ask } from './ask.js';
import { isOurs } from './ours.js';
import type { RayDeps } from './ray-deps.js';
import { statusBy } from './status-now.js';
import { inPath, submissionIdIn } from './submission-id.js';

/**
 * Another job goes on for this one, so that it is deleted from Ray's list; how it ended is noted first, and what it printed
 * was copied before. Only a job of ours that has ended in the cluster that answers. Rejects where that is not known.
 */
export async function handOver(deps: RayDeps, from: JobRef, abort: AbortSignal): Promise<readonly string[]> {
  const { looks, now } = deps;
  const id = submissionIdIn(from.id);
  if (id === undefined) return [];
  const look = (await looks.at([id], abort, now())).get(id);
  // Deleted already, lost with its cluster, or somebody else's.
  if (look?.job === undefined || look.server.session !== from.incarnation) return [];
  if (look.job.metadata.sigwatch === undefined || !isOurs(deps, look.job, look.job.metadata.sigwatch)) return [];
  const status = statusBy(deps, from, look);
  if (status === undefined || !finalStates.has(status.state)) return [];
  await deleteEnded(deps, id, status, abort);
  return [`${from.id} has ended (${status.state}), and was deleted from Ray's list of jobs (delete_ended).`];
}

/** From then on nobody but our note tells how it ended. */
export async function deleteEnded(
  { notes, looks, ray }: RayDeps,
  id: string,
  status: JobStatus,
  abort: AbortSignal,
): Promise<void> {
  notes.noteEnd(status);
  await ask(ray, { method: 'DELETE', path: `/api/jobs/${inPath(id)}` }, abort);
  looks.hasten(id, { ends: false });
}
