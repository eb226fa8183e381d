import type { JobAdapter, JobRef, JobStatus, Millis } from '../contract.js';
import { defaultTiming } from '../protocol/index.js';
import { timedCall } from '../protocol/timed-call.js';
import type { RunContext } from './options.js';

/** One call of a power of the adapter, in the time that the run gives it. Rejects when that is over, and at `abort`. */
export function askPlatform<T>(
  { timing, deps }: RunContext,
  adapter: JobAdapter,
  what: string,
  call: (own: AbortSignal) => Promise<T>,
  abort: AbortSignal,
): Promise<T> {
  return timedCall(call, `${what} on ${adapter.name}`, timing?.call_limit ?? defaultTiming.call_limit, deps, abort);
}

/** What the platform says of this very job; undefined where it does not mention it, or tells of another start of its id. */
export async function statusOf(
  run: RunContext,
  adapter: JobAdapter,
  job: JobRef,
  abort: AbortSignal,
  since?: Millis,
): Promise<JobStatus | undefined> {
  const statuses = await askPlatform(run, adapter, 'status', (own) => adapter.status([job], own, since), abort);
  const status = statuses.get(job.id);
  return status?.job.incarnation === job.incarnation ? status : undefined;
}
