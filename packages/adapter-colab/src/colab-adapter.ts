import type { JobAdapter, JobRef, JobStatus } from '@sigwatch/core';
import { type Session, sessionVariables } from './session.js';

export interface ColabAdapterOptions {
  /** Processes of this machine: `localAdapter` of @sigwatch/adapter-local. */
  readonly processes: JobAdapter;
  /** When this runtime ends; undefined where that is not known. */
  readonly session: Session | undefined;
}

const PREFIX = 'colab:';
const LOCAL = 'local:';

const FINAL: ReadonlySet<string> = new Set(['succeeded', 'failed', 'timed_out', 'cancelled']);

/**
 * A training inside a runtime of Colab: Colab has no API for jobs, so sigwatch runs beside it, and goes with it. Jobs are
 * processes of this machine, `colab:RUN.ATTEMPT`, which are told when their session ends and tell it.
 */
export function colabAdapter({ processes, session }: ColabAdapterOptions): JobAdapter {
  const ended = (status: JobStatus): JobStatus =>
    session === undefined || FINAL.has(status.state) ? status : { ...status, ends_at: session.ends_at };
  const { submission, lookUp, logPaths, cancel, signal } = processes;
  return {
    name: 'colab',
    lag: processes.lag,
    ...(processes.sharesFiles === undefined ? {} : { sharesFiles: processes.sharesFiles }),
    async status(jobs, abort) {
      const ours = jobs.filter(({ id }) => id.startsWith(PREFIX));
      const answers = await processes.status(ours.map(inward), abort);
      const told = new Map<string, JobStatus>();
      for (const job of ours) {
        const answer = answers.get(inward(job).id);
        if (answer !== undefined) told.set(job.id, ended({ ...answer, job }));
      }
      return told;
    },
    logs(job) {
      if (!job.id.startsWith(PREFIX))
        throw new Error(`${job.id} is no job of Colab: those are named colab:RUN_ID.ATTEMPT.`);
      return processes.logs(inward(job));
    },
    ...(logPaths && { logPaths: (job, abort) => logPaths.call(processes, inward(job), abort) }),
    ...(lookUp && {
      async lookUp(id, abort) {
        if (!id.startsWith(PREFIX)) return undefined;
        const known = await lookUp.call(processes, inwardId(id), abort);
        return known && { ...known, job: outward(known.job) };
      },
    }),
    ...(cancel && { cancel: (job, abort) => cancel.call(processes, inward(job), abort) }),
    ...(signal && { signal: (job, name, abort) => signal.call(processes, inward(job), name, abort) }),
    ...(submission && {
      submission: {
        async submit(spec, key, how, abort) {
          const { previous } = spec;
          const env = { ...spec.env, ...sessionVariables(session) };
          const own = { ...spec, env, ...(previous === undefined ? {} : { previous: inward(previous) }) };
          return outward(await submission.submit(own, key, how, abort));
        },
        async find(key, abort) {
          const found = await submission.find(key, abort);
          return { ...found, jobs: found.jobs.map(outward) };
        },
        ...(submission.release && {
          release: async (job: JobRef, abort: AbortSignal) => submission.release?.(inward(job), abort),
        }),
      },
    }),
  };
}

const inwardId = (id: JobRef['id']): JobRef['id'] => `${LOCAL}${id.slice(PREFIX.length)}` as JobRef['id'];
const inward = (job: JobRef): JobRef => (job.id.startsWith(PREFIX) ? { ...job, id: inwardId(job.id) } : job);
const outward = (job: JobRef): JobRef => ({ ...job, id: `${PREFIX}${job.id.slice(LOCAL.length)}` as JobRef['id'] });
