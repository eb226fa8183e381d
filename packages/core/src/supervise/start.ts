import { childAbort } from '../child-abort.js';
import type { JobRef } from '../contract.js';
import { pause } from '../pause.js';
import { intent, type ProtocolState, submitOnce } from '../protocol/index.js';
import { event } from '../report/events.js';
import { newAttempt } from '../run/attempt-state.js';
import { askPlatform } from './ask-platform.js';
import { chooseCheckpoint, endWithout } from './choose-checkpoint.js';
import { prepareControl } from './control/folder.js';
import { endsAsCompleted } from './copies/completed-before.js';
import { fenceLogs, fenceLogsOf } from './fence.js';
import { handOverAfter } from './hand-over.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import { writeOverrides } from './overrides-file.js';
import type { Reloader } from './reload/reloader.js';
import { runData } from './run-data.js';
import type { Snapshot } from './snapshot.js';
import { canSubmit, keyOf, specOf } from './spec.js';
import { startCondition } from './start-condition.js';
import { newestOf } from './successor.js';

const SWEEPS = 3;

/** Brings the attempt's job into being exactly once, or takes the one that exists. */
export async function startAttempt(
  run: RunContext,
  journal: Journal,
  reloader: Reloader,
  abort: AbortSignal,
): Promise<void> {
  reloader.takeOver();
  const { attempt, start } = journal.snapshot;
  const { adopt } = start;
  if (adopt === undefined && (!canSubmit(run) || (attempt === 1 && run.job !== undefined)))
    return followJob(run, journal, run.job, { job: run.job?.id });
  if (await endsAsCompleted(run, journal)) return;
  if (adopt === undefined && journal.snapshot.protocol === undefined)
    journal.commit({ protocol: intent({ key: keyOf(run.run_id, attempt), attempt }) }, { durable: true });
  const starting = childAbort(abort);
  let lacks = (_why: string) => {};
  const without = new Promise<{ readonly why: string }>((resolve) => {
    lacks = (why) => resolve({ why });
  });
  const job =
    adopt === undefined
      ? bringUp(run, journal, lacks, starting.signal)
      : newestOf(run, journal, adopt, starting.signal);
  const started = job.then((job) => ({ job }) as const);
  const stopped = stopAsked(run, journal, reloader, starting.signal).then((commands) => ({ commands }) as const);
  const outcome = await Promise.race([started, stopped, without]).finally(async () => {
    starting.end();
    await Promise.allSettled([started, stopped]);
  });
  // Committed only now that nothing of the start goes on: it could have saved something after.
  if ('commands' in outcome) return endStart(journal, outcome.commands);
  if ('why' in outcome) return endWithout(journal, outcome.why);
  const { start: given, protocol } = journal.snapshot;
  const { resume_from } = given;
  followJob(run, journal, outcome.job, { job: outcome.job.id, key: protocol?.key, resume_from, restart: attempt > 1 });
}

/** Never resolves after it has told that there is no checkpoint to begin with: the caller ends it then. */
async function bringUp(
  run: RunContext,
  journal: Journal,
  lacks: (why: string) => void,
  abort: AbortSignal,
): Promise<JobRef> {
  const { attempt } = journal.snapshot;
  await sweep(run, journal, abort);
  await startCondition(run, journal, abort);
  // A first attempt may find a log of any length; what the old job of a later one has left is short, and read when it has ended.
  if (attempt === 1) await fenceLogs(run, journal, abort);
  const job = await submitOnce({
    adapter: run.adapter as NonNullable<RunContext['adapter']>,
    spec: async () => {
      await fenceLogs(run, journal, abort);
      const choice = await chooseCheckpoint(run, journal, abort);
      await prepareControl(run, journal);
      if ('start' in choice) {
        writeOverrides(run, journal, choice.start);
        return specOf(run, journal.snapshot, choice.start);
      }
      lacks(choice.without);
      return new Promise<never>((_, reject) => {
        abort.addEventListener('abort', () => reject(abort.reason as Error), { once: true });
      });
    },
    state: journal.snapshot.protocol as ProtocolState,
    save: (protocol, how) => journal.commit({ protocol }, how),
    tell: (text) => journal.notice(text),
    deps: run.deps,
    abort,
    ...(run.timing === undefined ? {} : { timing: run.timing }),
  });
  await fenceLogsOf(run, journal, job, abort);
  return job;
}

function followJob(
  run: RunContext,
  journal: Journal,
  job: JobRef | undefined,
  data: Readonly<Record<string, string | boolean | undefined>>,
): void {
  const { attempt, jobs, protocol, start, control } = journal.snapshot;
  const { adopt, ...given } = start;
  const at = run.deps.now();
  const submitted_at = adopt === undefined && protocol?.phase === 'submitted' ? protocol.submitted_at : at;
  const known =
    job === undefined ? {} : { job, jobs: jobsAfter(jobs, job), submitted_at, ...handedOver(run, journal, job) };
  // Who waits for a job that is still queued wants to know which one that is.
  const about = {
    ...(attempt === 1 ? runData(run, journal) : {}),
    ...(run.environment === undefined ? {} : { environment: run.environment }),
  };
  const events = [event({ run_id: run.run_id, attempt }, at, 'attempt_started', { ...about, ...data })];
  // What the platform begins anew has the environment of the job before, and so its folder.
  const same = adopt && control ? { control: { attempt, folder: control.folder, asked: [] } } : {};
  journal.commit(
    { phase: 'following', engine: newAttempt, start: given, ...known, ...same },
    { events, durable: true },
  );
}

/** One that is begun anew under its id is listed once. */
const jobsAfter = (jobs: readonly string[], { id }: JobRef): readonly string[] =>
  jobs.at(-1) === id ? jobs : [...jobs, id];

function handedOver(run: RunContext, { snapshot }: Journal, to: JobRef): Pick<Snapshot, 'hand_over'> {
  if (run.adapter?.handOver === undefined) return {};
  const from = snapshot.attempt === 1 ? undefined : snapshot.job;
  return { hand_over: handOverAfter(snapshot.hand_over ?? [], from, to) };
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
  for (let tries = 1; ; tries++) {
    try {
      const cancel = async (own: AbortSignal) => adapter.cancel?.(previous, own);
      return await askPlatform(run, adapter, 'cancel', cancel, abort);
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
async function stopAsked(
  run: RunContext,
  journal: Journal,
  reloader: Reloader,
  abort: AbortSignal,
): Promise<readonly number[]> {
  for (;;) {
    abort.throwIfAborted();
    const commands = reloader.hear(journal.commands());
    reloader.takeOver();
    if (commands.some(({ command }) => command === 'stop')) return commands.map(({ id }) => id);
    const restarts = commands.filter(({ command }) => command === 'restart').map(({ id }) => id);
    const { attempt } = journal.snapshot;
    if (restarts.length > 0)
      journal.notice(`A restart was asked for while attempt ${attempt} is being started: it goes on.`, restarts);
    await pause(run.deps, run.deps.now() + (run.poll ?? 500), abort);
  }
}
