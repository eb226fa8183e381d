import type { RunOptions } from '@sigwatch/core';
import { withHealth } from './health/with-health.js';
import { withHeartbeat } from './heartbeat/with-heartbeat.js';
import type { JobRun } from './job-run.js';

type Given = JobRun & Pick<RunOptions, 'run_id'>;

/** The same run with all that is read beside its log: its heartbeats, and what is measured. */
export const beside = <T extends Given>(run: T, stateDirectory: string): Omit<T, 'health'> =>
  withHealth(withHeartbeat(run, stateDirectory), stateDirectory);
