import { childAbort } from '../child-abort.js';
import type { JobRef } from '../contract.js';
import { defaultTiming, intent, type ProtocolState, submitOnce } from '../protocol/index.js';
import { timedCall } from '../protocol/timed-call.js';
import { event } from '../report/events.js';
import { newAttempt } from '../run/attempt-state.js';
import { fenceLogs } from './fence.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import { pause } from './pause.js';
import { runData } from './run-data.js';
import { canSubmit, chooseCheckpoint, keyOf, specOf } from './spec.js';
import { startCondition } from './start-condition.js';

const SWEEPS = 3;

/** Brings the attempt's job into being exactly once, or takes the one that exists. */
export async function startAttempt(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  const { attempt } = journal.snapshot;
  if (!canSubmit(run) || (attempt === 1 && run.job !== undefined))
    return followJob(run, journal, run.job, { job: run.job?.id });
  const key = keyOf(run.run_id, attempt);
  if (journal.snapshot.protocol === undefined)
    journal.commit({ protocol: intent({ key, attempt }) }, { durable: true });
  const starting = childAbort(abort);
  const started = bringUp(run, journal, starting.signal).then((job) => ({ job }) as const);
  const stopped = stopAsked(run, journal, starting.signal).then((commands) => ({ commands }) as const);
  const outcome = await Promise.race([started, stopped]).finally(async () => {
    starting.end();
    await Promise.allSettled([started, stopped]);
  });
  // Committed only now that nothing of the start goes on: it could have saved something after.
  if ('commands' in outcome) return endStart(journal, outcome.commands);
  const { resume_from } = journal.snapshot.start;
  followJob(run, journal, outcome.job, { job: outcome.job.id, key, resume_from, restart: attempt > 1 });
}

async function bringUp(run: RunContext, journal: Journal, abort: AbortSignal): Promise<JobRef> {
  const { attempt } = journal.snapshot;
  await sweep(run, journal, abort);
  await startCondition(run, journal, abort);
  // A first attempt may find a log of any length; what the old job of a later one has left is short, and read when it has ended.
  if (attempt === 1) await fenceLogs(run, journal, abort);
  return submitOnce({
    adapter: run.adapter as NonNullable<RunContext['adapter']>,
    spec: async () => {
      await fenceLogs(run, journal, abort);
      return specOf(run, attempt, await chooseCheckpoint(run, journal));
    },
    state: journal.snapshot.protocol as ProtocolState,
    save: (protocol, how) => journal.commit({ protocol }, how),
    tell: (text) => journal.notice(text),
    deps: run.deps,
    abort,
    ...(run.timing === undefined ? {} : { timing: run.timing }),
  });
}

function followJob(
  run: RunContext,
  journal: Journal,
  job: JobRef | undefined,
  data: Readonly<Record<string, string | boolean | undefined>>,
): void {
  const { attempt, jobs, protocol } = journal.snapshot;
  const at = run.deps.now();
  const submitted_at = protocol?.phase === 'submitted' ? protocol.submitted_at : at;
  const known = job === undefined ? {} : { job, jobs: [...jobs, job.id], submitted_at };
  // Who waits for a job that is still queued wants to know which one that is.
  const about = attempt === 1 ? runData(run, journal) : {};
  const events = [event({ run_id: run.run_id, attempt }, at, 'attempt_started', { ...about, ...data })];
  journal.commit({ phase: 'following', engine: newAttempt, ...known }, { events, durable: true });
}

/** A person's stop before the attempt runs. What was under way may still make a job: ending the run sees to that. */
function endStart(journal: Journal, commands: readonly number[]): void {
  const end = { state: 'cancelled', reason: 'a person asked for a stop', cancel: true } as const;
  journal.commit({ phase: 'stopping', end }, { commands_done: commands, durable: true });
}

/** A job that has ended may have left processes behind; cancelling it ends those too. The protocol leaves `intent` only after this. */
async function sweep(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  const { protocol } = journal.snapshot;
  const { adapter, deps } = run;
  if (protocol?.phase !== 'intent' || protocol.previous === undefined || adapter?.cancel === undefined) return;
  const { previous } = protocol;
  const limit = run.timing?.call_limit ?? defaultTiming.call_limit;
  for (let tries = 1; ; tries++) {
    try {
      const cancel = async (own: AbortSignal) => adapter.cancel?.(previous, own);
      return await timedCall(cancel, `cancel on ${adapter.name}`, limit, deps, abort);
    } catch (error) {
      abort.throwIfAborted();
      if (tries < SWEEPS) await pause(deps, deps.now() + 1_000, abort);
      else {
        const why = error instanceof Error ? error.message : String(error);
        return journal.notice(`Whether ${previous.id} left processes behind could not be seen to: ${why}.`);
      }
    }
  }
}

/**
 * Resolves with what was asked for once a person asks for a stop. A restart means nothing while one is under way; a
 * pause, and its end, wait for the attempt: it is the engine that stands still.
 */
async function stopAsked(run: RunContext, journal: Journal, abort: AbortSignal): Promise<readonly number[]> {
  for (;;) {
    abort.throwIfAborted();
    const commands = journal.commands();
    if (commands.some(({ command }) => command === 'stop')) return commands.map(({ id }) => id);
    const restarts = commands.filter(({ command }) => command === 'restart').map(({ id }) => id);
    const { attempt } = journal.snapshot;
    if (restarts.length > 0)
      journal.notice(`A restart was asked for while attempt ${attempt} is being started: it goes on.`, restarts);
    await pause(run.deps, run.deps.now() + (run.poll ?? 500), abort);
  }
}
