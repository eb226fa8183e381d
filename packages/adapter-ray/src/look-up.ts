import type { JobRef, KnownJob } from '@sigwatch/core';
import { UnansweredError } from '@sigwatch/core';
import { ask } from './ask.js';
import { type JobDetails, jobDetails } from './job-details.js';
import { type Fields, fieldsOf } from './json.js';
import { listed } from './looks.js';
import type { RayDeps } from './ray-deps.js';
import { inPath, jobIdOf, submissionIdIn } from './submission-id.js';
import { serverNow } from './version.js';
import { wordsOf } from './words.js';

/** Ray takes no folder of ours for a job: it runs where its runtime environment says. */
const ANYWHERE = '/';

/**
 * A job of anybody: by its submission id, by Ray's number of its driver (`01000000`), or by the name in its metadata. Of
 * several with one name the newest that lives, else the newest; which one is told.
 */
export async function lookUp(deps: RayDeps, named: JobRef['id'], abort: AbortSignal): Promise<KnownJob | undefined> {
  const id = submissionIdIn(named);
  if (id === undefined) return undefined;
  const found = (await byId(deps, id, abort)) ?? (await byName(deps, id, abort));
  if (found === undefined) return undefined;
  const { session } = await serverNow(deps.ray, abort);
  const { job, runtime_env } = found;
  const ref: JobRef = { id: jobIdOf(job.submissionId ?? job.driverId ?? id), incarnation: session };
  deps.notes.noteSeen(ref, runtime_env);
  const { name = job.metadata.job_name } = job.metadata;
  const argv = job.entrypoint === '' ? undefined : (wordsOf(job.entrypoint) ?? ['sh', '-c', job.entrypoint]);
  return {
    job: ref,
    ...(name === undefined ? {} : { name }),
    // What was not started by the Jobs API is somebody's own process: its command line is not how it was started.
    ...(argv === undefined || job.submissionId === undefined ? {} : { command: { argv, cwd: ANYWHERE } }),
  };
}

interface Found {
  readonly job: JobDetails;
  readonly runtime_env?: Fields;
}

async function byId({ ray }: RayDeps, id: string, abort: AbortSignal): Promise<Found | undefined> {
  const path = `/api/jobs/${inPath(id)}`;
  const told = await ask(ray, { method: 'GET', path }, abort);
  if ('missing' in told) return undefined;
  const job = jobDetails(told.value);
  if (job === undefined) throw new UnansweredError(`GET ${path} was answered with no job`);
  const runtime_env = fieldsOf(fieldsOf(told.value)?.runtime_env);
  return { job, ...(runtime_env === undefined ? {} : { runtime_env }) };
}

async function byName(deps: RayDeps, name: string, abort: AbortSignal): Promise<Found | undefined> {
  const jobs = [...(await listed(deps.ray, abort)).values()].filter(
    ({ metadata }) => metadata.name === name || metadata.job_name === name,
  );
  const [chosen] = jobs.sort(
    (one, other) => rank(other) - rank(one) || (other.submittedAt ?? 0) - (one.submittedAt ?? 0),
  );
  const id = chosen?.submissionId ?? chosen?.driverId;
  if (id === undefined) return undefined;
  if (jobs.length > 1)
    deps.tell(
      `${jobs.length} jobs of Ray are named ${name}: this is ${jobIdOf(id)}, the newest that ${rank(chosen) ? 'lives' : 'there is'}.`,
    );
  return byId(deps, id, abort);
}

const rank = (job: JobDetails | undefined): number => Number(job?.status === 'RUNNING' || job?.status === 'PENDING');
