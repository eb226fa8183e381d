import { event } from '../report/events.js';
import { finalStates } from '../run/platform.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import { pause } from './pause.js';

const ASK_AGAIN = 1_000;
const TELL_AFTER = 30_000;

/**
 * Cancels the job and waits until the platform says that it has ended. Asked again and again: a cancel that was
 * accepted may still be lost.
 */
export async function stopJob(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  const { adapter, deps } = run;
  const { job, attempt } = journal.snapshot;
  if (adapter?.cancel === undefined || job === undefined) return;
  let told = deps.now();
  for (let wait = 100; ; wait = Math.min(ASK_AGAIN, wait * 2)) {
    abort.throwIfAborted();
    let trouble = `${job.id} has not ended yet although its cancellation was accepted`;
    try {
      await adapter.cancel(job, abort);
      const status = (await adapter.status([job], abort)).get(job.id);
      if (status !== undefined && finalStates.has(status.state)) return;
    } catch (error) {
      trouble = `${job.id} could not be cancelled: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (deps.now() - told >= TELL_AFTER) {
      told = deps.now();
      const data = { severity: 'warning', text: `${trouble}; trying again.` } as const;
      journal.commit({}, { events: [event({ run_id: run.run_id, attempt }, told, 'notice', data)] });
    }
    await pause(deps, deps.now() + wait, abort);
  }
}
