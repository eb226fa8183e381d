import type { JobRef, KnownJob } from '@sigwatch/core';
import { attemptFiles, type Claim, type JobRecord, jobRef, parseJobId, readRecord } from './job-files.js';

/** The job that an attempt's directory knows by this id, with what was started there. */
export function lookUp(runs: string, id: JobRef['id']): KnownJob | undefined {
  const name = parseJobId(id);
  if (name === undefined) return undefined;
  const files = attemptFiles(runs, name.run_id, name.attempt);
  const claim = readRecord<Claim>(files.claim);
  if (claim === undefined) return undefined;
  const record = readRecord<JobRecord>(files.job);
  const job = { job: jobRef(claim), name: name.run_id };
  return record === undefined ? job : { ...job, command: { argv: record.command, cwd: record.cwd } };
}
