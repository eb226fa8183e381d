import { JobNotFoundError, type JobRef } from '@sigwatch/core';
import type { ExecDeps } from '../exec-adapter.js';
import { type Claim, type Named, parseClaim, parseId } from '../job/identity.js';

export interface NamedJob {
  readonly named: Exclude<Named, { kind: 'pid_file' }>;
  readonly claim: Claim;
}

/** Throws for what is no job of this adapter. */
export function namedJob(job: JobRef): NamedJob {
  const named = parseId(job.id);
  const claim = parseClaim(job.incarnation);
  if (named === undefined || named.kind === 'pid_file' || claim === undefined)
    throw new Error(`${job.id} is no job of this adapter: those are named exec:RUN.ATTEMPT or exec:PID@LOGPATH.`);
  return { named, claim };
}

export function notFound({ settings }: ExecDeps, job: JobRef): JobNotFoundError {
  const where =
    settings.prefix.length === 0 ? settings.directory : `${settings.directory} behind ${settings.prefix.join(' ')}`;
  return new JobNotFoundError(job.id, where, 'See that prefix and directory are those that it was submitted with.');
}
