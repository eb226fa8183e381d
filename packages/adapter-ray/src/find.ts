import type { JobRef, Millis } from '@sigwatch/core';
import { UnansweredError } from '@sigwatch/core';
import { jobNow } from './looks.js';
import { isOurs } from './ours.js';
import type { RayDeps } from './ray-deps.js';
import { jobIdOf, submissionIdOf } from './submission-id.js';

interface Found {
  readonly jobs: readonly JobRef[];
  readonly complete: boolean;
  readonly asOf: Millis;
}

/**
 * The job of the key, ended or not: at most one, for the key is its id. Complete whenever Ray has answered, unless it was
 * another cluster that the job was last submitted to, and that may be there still.
 */
export async function find(deps: RayDeps, key: string, abort: AbortSignal): Promise<Found> {
  const { ray, looks, notes, now } = deps;
  abort.throwIfAborted();
  const asOf = now();
  const id = submissionIdOf(key);
  const before = await looks.server(abort);
  const job = await jobNow(ray, id, abort);
  const { session } = await looks.server(abort);
  if (session !== before.session) throw new UnansweredError('another Ray cluster has begun to answer meanwhile');
  const ref: JobRef = { id: jobIdOf(id), incarnation: session };
  const ours = job === undefined ? notes.endOf(ref) !== undefined : isOurs(deps, job, key);
  if (ours) notes.noteSeen(ref);
  const tried = notes.triedIn(id) ?? session;
  return { jobs: ours ? [ref] : [], complete: tried === session ? !looks.areMixed() : looks.isAlone(), asOf };
}
