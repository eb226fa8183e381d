import type { JobRef } from '@sigwatch/core';
import { PodLostError } from '../ask/trouble.js';
import type { ExecDeps } from '../exec-adapter.js';
import { compare, placeOf } from '../job/identity.js';
import { cancelProcessScript, cancelScript, reaperText } from '../script/cancel.js';
import { namedJob, notFound } from './named.js';

/** Has the job ended by a process on the other side, which goes on alone: SIGTERM, and after the grace SIGKILL. */
export async function cancel(deps: ExecDeps, job: JobRef, abort: AbortSignal): Promise<void> {
  abort.throwIfAborted();
  const { side, settings } = deps;
  const { named, claim } = namedJob(job);
  const grace = String(Math.round(settings.grace_seconds * 100));
  try {
    if (named.kind === 'process')
      return void (await side.ask(cancelProcessScript, [reaperText, claim.pid, claim.start, grace], abort));
    const args = [reaperText, settings.directory, named.name, job.incarnation, grace];
    const [word, where = ''] = (await side.ask(cancelScript, args, abort)).trim().split(' ');
    if (word === 'unknown' && !(await isOver(deps, job, abort))) throw notFound(deps, job);
    if (word !== 'elsewhere') return;
    const now = placeOf(where);
    if (now !== undefined && compare(claim.place, now) === 'anew') return;
    throw new Error(`cannot cancel ${job.id}: it runs on ${claim.place.host}, and the prefix leads to ${now?.host}.`);
  } catch (error) {
    // Nothing is left to be ended.
    if (!(error instanceof PodLostError)) throw error;
  }
}

/** Its folder is gone, with the container that it was in. */
const isOver = async ({ statuses }: ExecDeps, job: JobRef, abort: AbortSignal): Promise<boolean> => {
  const status = (await statuses.of([job], abort)).get(job.id);
  return status !== undefined;
};
