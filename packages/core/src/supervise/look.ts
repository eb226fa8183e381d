import { absenceIsUnknown } from '../protocol/index.js';
import { statusOf } from './ask-platform.js';
import type { Journal } from './journal.js';
import type { Look } from './looking.js';
import type { RunContext } from './options.js';

/** Asks the platform about this attempt's job. No answer, and a job that is not in the answer, are unknown: never gone. Never rejects. */
export function lookAtJob(run: RunContext, journal: Journal): { look?: Look } {
  const { adapter, deps } = run;
  const { job } = journal.snapshot;
  if (adapter === undefined || job === undefined) return {};
  const look: Look = async (abort, since) => {
    try {
      const status = await statusOf(run, adapter, job, abort, since);
      if (status !== undefined) return { type: 'job', at: deps.now(), status };
      const submitted = journal.snapshot.submitted_at;
      const young = submitted !== undefined && absenceIsUnknown(submitted, deps.now());
      const error = young
        ? `${job.id} is not listed yet`
        : `${job.id} is not listed any more, which does not tell how it ended`;
      return { type: 'job_unknown', at: deps.now(), error };
    } catch (error) {
      return { type: 'job_unknown', at: deps.now(), error: error instanceof Error ? error.message : String(error) };
    }
  };
  return { look };
}
