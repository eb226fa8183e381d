import type { JobRef } from '../contract.js';
import { pause } from '../pause.js';
import { defaultTiming } from '../protocol/index.js';
import { grown } from '../protocol/rules.js';
import { event } from '../report/events.js';
import { askPlatform } from './ask-platform.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';

/** A job that goes on for another one. */
export interface HandOver {
  readonly from: JobRef;
  readonly to: JobRef;
}

/** What is to be handed over once `to` goes on for `from`. What was not done yet goes to the newest job at once. */
export function handOverAfter(before: readonly HandOver[], from: JobRef | undefined, to: JobRef): readonly HandOver[] {
  if (from === undefined) return before;
  const moved = before.map((one) => (one.to.id === from.id ? { ...one, to } : one));
  // Whatever names a job by its id goes on naming one that was begun anew under it.
  return [...moved, { from, to }].filter((one) => one.from.id !== one.to.id);
}

/**
 * Lets the adapter see to what refers to earlier jobs, beside the following of the attempt: each at least once. Resolves
 * when it is done, or at `abort`, which loses nothing: it is in the journal.
 */
export async function handOver(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  const { adapter, deps } = run;
  if (adapter?.handOver === undefined) return;
  for (let tries = 0; !abort.aborted; ) {
    const [next, ...rest] = journal.snapshot.hand_over ?? [];
    if (next === undefined) return;
    const call = async (own: AbortSignal) => (await adapter.handOver?.(next.from, next.to, own)) ?? [];
    try {
      const said = await askPlatform(run, adapter, 'handOver', call, abort);
      const context = { run_id: run.run_id, attempt: journal.snapshot.attempt };
      const events = said.map((text) => event(context, deps.now(), 'notice', { severity: 'warning', text }));
      journal.commit({ hand_over: rest }, { events });
      tries = 0;
    } catch (error) {
      if (abort.aborted) return;
      const why = error instanceof Error ? error.message : String(error);
      if (tries === 0) journal.notice(`What refers to ${next.from.id} is still to be seen to: ${why}. Trying again.`);
      await pause(deps, deps.now() + grown(run.timing?.poll ?? defaultTiming.poll, tries), abort);
      tries += 1;
    }
  }
}
