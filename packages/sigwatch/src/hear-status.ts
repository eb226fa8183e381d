import type { JobAdapter, JobRef, JobStatus } from '@sigwatch/core';
import { overriding } from './overriding.js';

export interface Heard {
  readonly adapter: JobAdapter;
  /** The status that the run was told last. */
  last(): JobStatus | undefined;
}

export interface Hearing {
  /** Called before the logs of a job are read. */
  follows?(job: JobRef): void;
  /** The run is told when it resolves; it never rejects. */
  before?(status: JobStatus, abort: AbortSignal): Promise<void> | undefined;
}

/** The same adapter; what it tells the run is heard, so that nobody has to ask a second time. */
export function hearStatus(adapter: JobAdapter, { follows, before }: Hearing = {}): Heard {
  let last: JobStatus | undefined;
  const status: JobAdapter['status'] = async (jobs, abort, since) => {
    const told = await adapter.status(jobs, abort, since);
    for (const { id } of jobs) {
      const one = told.get(id);
      if (one === undefined) continue;
      const waiting = before?.(one, abort);
      if (waiting !== undefined) await waiting;
      last = one;
    }
    return told;
  };
  const logs: JobAdapter['logs'] = (job) => {
    follows?.(job);
    return adapter.logs(job);
  };
  return { adapter: overriding(adapter, { status, logs }), last: () => last };
}
