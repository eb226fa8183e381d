import type { JobAdapter, JobRef } from '../contract.js';
import { defaultTiming, type ProtocolState } from '../protocol/index.js';
import { event } from '../report/events.js';
import { finalStates } from '../run/platform.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import { pause } from './pause.js';

const ASK_AGAIN = 1_000;
const TELL_AFTER = 30_000;

/**
 * Cancels what the run may have alive and waits until the platform says that it has ended. Asked again and again: a
 * cancel that was accepted may still be lost, and a submission under way may still make a job.
 */
export async function stopJob(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  const { adapter, deps } = run;
  if (adapter?.cancel === undefined) return;
  let told = deps.now();
  for (let wait = 100; ; wait = Math.min(ASK_AGAIN, wait * 2)) {
    abort.throwIfAborted();
    let trouble: string | undefined;
    try {
      trouble = await stillAlive(run, journal, adapter, abort);
    } catch (error) {
      trouble = `the job could not be cancelled: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (trouble === undefined) return;
    if (deps.now() - told >= TELL_AFTER) {
      told = deps.now();
      const data = { severity: 'warning', text: `${trouble}; trying again.` } as const;
      journal.commit(
        {},
        { events: [event({ run_id: run.run_id, attempt: journal.snapshot.attempt }, told, 'notice', data)] },
      );
    }
    // Asking for commands is what keeps the lease.
    journal.commands();
    await pause(deps, deps.now() + wait, abort);
  }
}

/** Cancels once; says what is, or may be, alive still. */
async function stillAlive(
  run: RunContext,
  journal: Journal,
  adapter: JobAdapter,
  abort: AbortSignal,
): Promise<string | undefined> {
  const { job, protocol } = journal.snapshot;
  const jobs: JobRef[] = job === undefined ? [] : [job];
  let uncertain: string | undefined;
  if (protocol !== undefined && protocol.phase !== 'submitted' && adapter.submission !== undefined) {
    const found = await adapter.submission.find(protocol.key, abort);
    jobs.push(...found.jobs);
    const until = lastSubmission(protocol) + (run.timing?.margin ?? defaultTiming.margin);
    if (!found.complete) uncertain = 'the platform does not list all jobs of the run';
    else if (found.asOf < until) uncertain = 'a submission that was under way may still make a job';
  }
  for (const one of jobs) await adapter.cancel?.(one, abort);
  const statuses = jobs.length === 0 ? new Map() : await adapter.status(jobs, abort);
  const alive = jobs.find((one) => !finalStates.has(statuses.get(one.id)?.state));
  return alive === undefined ? uncertain : `${alive.id} has not ended yet although its cancellation was accepted`;
}

function lastSubmission(protocol: ProtocolState): number {
  return 'not_after' in protocol ? protocol.not_after : Number.NEGATIVE_INFINITY;
}
