import type { EngineEvent } from '../contract.js';
import { absenceIsUnknown } from '../protocol/index.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';

/** Asks the platform about this attempt's job. No answer, and a job that is not in the answer, are unknown: never gone. */
export function lookAtJob(run: RunContext, journal: Journal): { look?: (abort: AbortSignal) => Promise<EngineEvent> } {
  const { adapter, deps } = run;
  const { job } = journal.snapshot;
  if (adapter === undefined || job === undefined) return {};
  const look = async (abort: AbortSignal): Promise<EngineEvent> => {
    try {
      const status = (await adapter.status([job], abort)).get(job.id);
      if (status !== undefined && status.job.incarnation === job.incarnation)
        return { type: 'job', at: deps.now(), status };
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
