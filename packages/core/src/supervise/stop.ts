import type { JobAdapter, JobRef, JobStatus } from '../contract.js';
import { pause } from '../pause.js';
import { defaultTiming, type ProtocolState } from '../protocol/index.js';
import { isSameJob } from '../protocol/job-facts.js';
import { finalStates } from '../run/platform.js';
import { askPlatform } from './ask-platform.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import type { Snapshot } from './snapshot.js';

const FIRST_WAIT = 100;
/** Between asks: of this machine, and of a platform that takes its time. */
const LONGEST_WAIT = { near: 1_000, far: 15_000 } as const;
const TELL_AFTER = 30_000;

/**
 * Cancels what the run may have alive and waits until the platform says that it has ended. Asked again and again: a
 * cancel that was accepted may still be lost, and a submission under way may still make a job.
 */
export async function stopJob(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  const { adapter, deps } = run;
  if (adapter === undefined || !mayBeAlive(journal.snapshot)) return;
  if (adapter.cancel === undefined)
    return journal.notice(
      `${adapter.name} can't cancel jobs: ${journal.snapshot.job?.id ?? 'the job'} is left as it is.`,
    );
  const began = deps.now();
  let told = began;
  const longest = adapter.lag > 0 ? LONGEST_WAIT.far : LONGEST_WAIT.near;
  for (let wait = FIRST_WAIT; ; wait = Math.min(longest, wait * 2)) {
    abort.throwIfAborted();
    let trouble: string | undefined;
    try {
      trouble = await stillAlive(run, journal.snapshot, adapter, began, abort);
    } catch (error) {
      abort.throwIfAborted();
      trouble = `the job could not be cancelled: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (trouble === undefined) return;
    if (deps.now() - told >= TELL_AFTER) {
      told = deps.now();
      journal.notice(`${trouble}; trying again.`);
    }
    // Asking for commands is what keeps the lease.
    journal.commands();
    await pause(deps, deps.now() + wait, abort);
  }
}

/** A first submission that was refused, or not tried yet, has made nothing: a platform that can't be reached need not be asked. */
function mayBeAlive(snapshot: Snapshot): boolean {
  const { protocol } = snapshot;
  if (knownJobs(snapshot).length > 0) return true;
  if (protocol === undefined) return false;
  return protocol.previous_key !== undefined || protocol.plain_submits + protocol.held_submits > 0;
}

/** Cancels once; says what is, or may be, alive still. */
async function stillAlive(
  run: RunContext,
  snapshot: Snapshot,
  adapter: JobAdapter,
  began: number,
  abort: AbortSignal,
): Promise<string | undefined> {
  const timed = <T>(what: string, call: (own: AbortSignal) => Promise<T>): Promise<T> =>
    askPlatform(run, adapter, what, call, abort);

  const jobs = new Map<string, JobRef>();
  for (const job of knownJobs(snapshot)) jobs.set(job.id, job);
  let uncertain: string | undefined;
  for (const key of keysOf(snapshot, adapter)) {
    try {
      const found = await timed('find', async (own) => adapter.submission?.find(key, own));
      for (const job of found?.jobs ?? []) jobs.set(job.id, job);
      uncertain ??= found && whyIncomplete(run, adapter, snapshot.protocol, found, began);
    } catch (error) {
      abort.throwIfAborted();
      // The jobs that are known are cancelled all the same.
      if (insists(run, snapshot.protocol, began))
        uncertain ??= `whether the run has further jobs is unknown: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  const failures: PromiseSettledResult<void>[] = [];
  let statuses: ReadonlyMap<string, JobStatus> = new Map();
  for (let asked: readonly JobRef[] = [...jobs.values()]; asked.length > 0; asked = begunAnew(asked, statuses)) {
    for (const job of asked) jobs.set(job.id, job);
    const cancels = asked.map((job) => timed('cancel', async (own) => adapter.cancel?.(job, own)));
    failures.push(...(await Promise.allSettled(cancels)));
    statuses = await timed('status', (own) => adapter.status([...jobs.values()], own));
  }
  const alive = [...jobs.values()].find((job) => {
    const status = statuses.get(job.id);
    return status?.job.incarnation !== job.incarnation
      ? !isKnownToHaveEnded(snapshot, job)
      : !finalStates.has(status.state);
  });
  if (alive === undefined) return uncertain;
  const failed = failures.find((result) => result.status === 'rejected');
  return failed === undefined
    ? `${alive.id} has not ended yet although its cancellation was accepted`
    : `${alive.id} could not be cancelled: ${failed.reason instanceof Error ? failed.reason.message : failed.reason}`;
}

/** What to look for jobs under: this attempt's key, and the one before until that is known to have no job left. */
function keysOf({ protocol }: Snapshot, adapter: JobAdapter): readonly string[] {
  if (protocol === undefined || adapter.submission === undefined) return [];
  const early = ['intent', 'cancelling', 'sweeping', 'clearing'].includes(protocol.phase);
  return early && protocol.previous_key !== undefined ? [protocol.previous_key, protocol.key] : [protocol.key];
}

/** What the platform has begun in the place of these by itself. */
function begunAnew(jobs: readonly JobRef[], statuses: ReadonlyMap<string, JobStatus>): readonly JobRef[] {
  return jobs.flatMap((job) => {
    const status = statuses.get(job.id);
    const next = status !== undefined && isSameJob(status.job, job) ? status.successor : undefined;
    return next === undefined || isSameJob(next, job) ? [] : [next];
  });
}

/** The job that is followed, what was begun in its place, and every one that the start of an attempt has met. Of one id the newest comes last. */
function knownJobs({ job, protocol, engine, start }: Snapshot): JobRef[] {
  const followed = [job, engine.job?.successor, start.adopt];
  const met: (JobRef | undefined)[] = [];
  if (protocol !== undefined) {
    if ('job' in protocol) met.push(protocol.job);
    if ('extras' in protocol) met.push(...protocol.extras);
    if ('jobs' in protocol) met.push(...protocol.jobs);
  }
  const { previous } = protocol ?? {};
  const isStarting = previous !== undefined && job !== undefined && isSameJob(previous, job);
  const all = isStarting ? [...followed, ...met] : [previous, ...met, ...followed];
  return all.filter((one) => one !== undefined);
}

/** A platform may forget a job that has ended. */
function isKnownToHaveEnded({ engine, protocol }: Snapshot, job: JobRef): boolean {
  const { job: seen } = engine;
  if (seen !== undefined && isSameJob(seen.job, job) && finalStates.has(seen.state)) return true;
  // The protocol goes beyond these phases only when the previous job has ended.
  const first = protocol?.phase === 'intent' || protocol?.phase === 'cancelling';
  return !first && protocol?.previous !== undefined && isSameJob(protocol.previous, job);
}

/** Why there may be a job that is not listed; undefined when there is none. */
function whyIncomplete(
  run: RunContext,
  adapter: JobAdapter,
  protocol: ProtocolState | undefined,
  found: { readonly complete: boolean; readonly asOf: number },
  began: number,
): string | undefined {
  if (protocol === undefined || (protocol.plain_submits + protocol.held_submits === 0 && found.complete))
    return undefined;
  const margin = run.timing?.margin ?? defaultTiming.margin;
  const last =
    'not_after' in protocol
      ? protocol.not_after + margin
      : protocol.phase === 'submitted'
        ? protocol.submitted_at
        : began;
  if (found.asOf < last + adapter.lag) return 'a submission that was under way may still make a job';
  return found.complete || !insists(run, protocol, began)
    ? undefined
    : 'the platform does not list all jobs of the run';
}

/** With the job itself known, a platform that never lists all must not keep the run from ending. */
function insists(run: RunContext, protocol: ProtocolState | undefined, began: number): boolean {
  return protocol?.phase !== 'submitted' || run.deps.now() < began + (run.timing?.sweep_for ?? defaultTiming.sweep_for);
}
