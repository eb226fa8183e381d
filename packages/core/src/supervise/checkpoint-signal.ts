import type { JobRef, JobStatus, Millis } from '../contract.js';
import { inWords } from '../correlate/words.js';
import { pause } from '../pause.js';
import { defaultTiming } from '../protocol/index.js';
import { grown } from '../protocol/rules.js';
import { event } from '../report/events.js';
import { askPlatform, statusOf } from './ask-platform.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';

const nameOf = ({ id, incarnation }: JobRef): string => `${id} ${incarnation}`;

/** When a job that runs is to be asked; undefined while it does not run, or nobody tells when it will be ended. */
function momentOf(status: JobStatus | undefined, before: Millis): Millis | undefined {
  return status?.state !== 'running' || status.ends_at === undefined ? undefined : status.ends_at - before;
}

/** Asked at its very start, a job would mostly be ended by the signal: it handles none yet. */
function isTooShort({ started_at, ends_at }: JobStatus, before: Millis): boolean {
  return started_at !== undefined && ends_at !== undefined && ends_at - started_at <= before;
}

/**
 * Asks the attempt's job for a checkpoint before its platform ends it, once for each of its starts, beside the following
 * of the attempt. A crash between the signal and the commit asks once more. Resolves when that is done, or at `abort`.
 */
export async function askForCheckpoint(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  const { adapter, checkpoint_signal: how, deps } = run;
  const { job } = journal.snapshot;
  if (how === undefined || adapter === undefined || job === undefined) return;
  if (journal.snapshot.checkpoint_asked === nameOf(job)) return;
  const done = (text: string) => {
    const context = { run_id: run.run_id, attempt: journal.snapshot.attempt };
    const events = [event(context, deps.now(), 'notice', { severity: 'warning', text })];
    journal.commit({ checkpoint_asked: nameOf(job) }, { events, durable: true });
  };
  if (adapter.signal === undefined)
    return done(`${adapter.name} can't send signals: ${job.id} is not asked for a checkpoint before its end.`);
  for (let tries = 0; !abort.aborted; ) {
    const at = momentOf(journal.snapshot.engine.job, how.before);
    if (at === undefined || deps.now() < at) {
      await pause(deps, Math.min(at ?? Number.POSITIVE_INFINITY, deps.now() + (run.poll ?? 500)), abort);
      continue;
    }
    try {
      const text = await askNow(run, job, abort);
      if (text !== undefined) return done(text);
    } catch (error) {
      if (abort.aborted) return;
      const why = error instanceof Error ? error.message : String(error);
      if (tries === 0) journal.notice(`${job.id} could not be asked for a checkpoint: ${why}. Trying again.`);
    }
    await pause(deps, deps.now() + grown(run.timing?.poll ?? defaultTiming.poll, tries), abort);
    tries += 1;
  }
}

/** Looks afresh, since what is known may be of before a crash, and sends the signal. Returns what there is to say when that is all. */
async function askNow(run: RunContext, job: JobRef, abort: AbortSignal): Promise<string | undefined> {
  const { adapter, checkpoint_signal: how, deps } = run;
  if (adapter?.signal === undefined || how === undefined) return undefined;
  const status = await statusOf(run, adapter, job, abort);
  const at = momentOf(status, how.before);
  if (status?.ends_at === undefined || at === undefined || deps.now() < at) return undefined;
  if (isTooShort(status, how.before))
    return `${job.id} may run for ${inWords(how.before)} or less in all: it is not asked for a checkpoint before its end.`;
  const call = async (own: AbortSignal) => adapter.signal?.(job, how.signal, own);
  await askPlatform(run, adapter, 'signal', call, abort);
  const left = inWords(Math.max(0, status.ends_at - deps.now()));
  return `${left} left: asked the job for a checkpoint by SIG${how.signal.replace(/^SIG/, '')}.`;
}
