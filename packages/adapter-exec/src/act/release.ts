import type { JobRef } from '@sigwatch/core';
import type { ExecDeps } from '../exec-adapter.js';
import { releaseScript } from '../script/status.js';
import { namedJob, notFound } from './named.js';

/** Idempotent; a job that was never held takes no notice. */
export async function release(deps: ExecDeps, job: JobRef, abort: AbortSignal): Promise<void> {
  abort.throwIfAborted();
  const { named } = namedJob(job);
  if (named.kind !== 'job') return;
  const args = [deps.settings.directory, named.name, job.incarnation];
  if ((await deps.side.ask(releaseScript, args, abort)).trim() === 'unknown') throw notFound(deps, job);
}
