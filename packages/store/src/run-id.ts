import { invalidRunId } from './errors.js';

/** Throws unless `run_id` is safe as a directory's name and readable in a job's name. */
export function assertRunId(run_id: string): void {
  if (!isRunId(run_id)) throw invalidRunId(run_id);
}

export function isRunId(name: string): boolean {
  return /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/.test(name);
}
