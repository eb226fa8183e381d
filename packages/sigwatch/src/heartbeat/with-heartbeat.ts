import { join } from 'node:path';
import type { JobAdapter, RunOptions } from '@sigwatch/core';
import { type HeartbeatAdapter, heartbeatSource } from '@sigwatch/heartbeat';
import { hearStatus } from '../hear-status.js';
import type { JobRun } from '../job-run.js';
import { logsBeside } from '../logs-beside.js';
import { placeOfRun } from '../settings/heartbeat-use.js';
import { heartbeatsOfJob } from './of-job.js';

type Given = JobRun & Pick<RunOptions, 'run_id'>;

/** Its name among the sources, as people read it before `:line`. */
const FILE = 'heartbeats.jsonl';

/**
 * The same run with its heartbeats beside its log: a line of `heartbeats.jsonl` in the run's directory for each look. They
 * are those that the run is followed by, or those of the place that the file names, with what their `_error` says.
 */
export function withHeartbeat<T extends Given>(given: T, stateDirectory: string): T {
  const { heartbeat, adapter, run_id, job } = given;
  if (adapter === undefined) return given;
  const folder = join(stateDirectory, 'runs', run_id);
  const path = join(folder, FILE);
  if (isHeartbeat(adapter)) {
    if (job === undefined) return given;
    const lines = heartbeatSource({ looks: adapter.looks(job.id), path, id: FILE });
    return { ...given, logs: logsBeside(given.logs, lines) };
  }
  if (heartbeat?.read === undefined) return given;
  const seen = hearStatus(adapter, { before: (status, abort) => ended(status, abort) });
  const location = placeOfRun(heartbeat.read, run_id);
  const { lines, errors, ended } = heartbeatsOfJob({
    location,
    use: heartbeat,
    seen,
    path,
    id: FILE,
    copies: join(folder, 'heartbeat'),
  });
  return { ...given, adapter: seen.adapter, logs: logsBeside(logsBeside(given.logs, lines), errors) };
}

const isHeartbeat = (adapter: JobAdapter): adapter is HeartbeatAdapter =>
  adapter.name === 'heartbeat' && 'looks' in adapter;
