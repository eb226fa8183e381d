import { latestVerified } from '../checkpoint/find.js';
import type { JobRef, JobSpec } from '../contract.js';
import { intent, type ProtocolState, submitOnce } from '../protocol/index.js';
import { event } from '../report/events.js';
import { newAttempt } from '../run/attempt-state.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import { pause } from './pause.js';
import type { Snapshot } from './snapshot.js';

/** The key that names this attempt's jobs on the platform. */
export const keyOf = (run_id: string, attempt: number): string => `${run_id}/${attempt}`;

/** Brings the attempt's job into being exactly once, or takes the one that exists. */
export async function startAttempt(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  const { attempt } = journal.snapshot;
  if (run.adapter === undefined || run.command === undefined) {
    const job = attempt === 1 ? run.job : undefined;
    return followJob(run, journal, job, { job: job?.id });
  }
  const key = keyOf(run.run_id, attempt);
  if (journal.snapshot.protocol === undefined)
    journal.commit({ protocol: intent({ key, attempt }) }, { durable: true });
  await sweep(run, journal, abort);
  const called = new AbortController();
  const stopped = stopAsked(run, journal, AbortSignal.any([abort, called.signal]));
  const context = { run_id: run.run_id, attempt };
  const submitted = submitOnce({
    adapter: run.adapter,
    spec: async () => specOf(run, attempt, await chooseCheckpoint(run, journal)),
    state: journal.snapshot.protocol as ProtocolState,
    save: (protocol, how) => journal.commit({ protocol }, how),
    tell: (text) =>
      journal.commit({}, { events: [event(context, run.deps.now(), 'notice', { severity: 'warning', text })] }),
    deps: run.deps,
    abort: AbortSignal.any([abort, called.signal]),
    ...(run.timing === undefined ? {} : { timing: run.timing }),
  });
  try {
    const job = await Promise.race([submitted, stopped]);
    if (job === undefined) return;
    followJob(run, journal, job, {
      job: job.id,
      key,
      resume_from: journal.snapshot.start.resume_from,
      restart: attempt > 1,
    });
  } finally {
    called.abort();
    await Promise.allSettled([submitted, stopped]);
  }
}

function followJob(
  run: RunContext,
  journal: Journal,
  job: JobRef | undefined,
  data: Readonly<Record<string, string | boolean | undefined>>,
): void {
  const { attempt, jobs } = journal.snapshot;
  const at = run.deps.now();
  const known = job === undefined ? {} : { job, jobs: [...jobs, job.id], submitted_at: at };
  const events = [event({ run_id: run.run_id, attempt }, at, 'attempt_started', data)];
  journal.commit({ phase: 'following', engine: newAttempt, ...known }, { events, durable: true });
}

/** A job that has ended may have left processes behind; cancelling it ends those too. The protocol asks again where this is lost. */
async function sweep(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  const { protocol } = journal.snapshot;
  if (protocol?.phase === 'intent' && protocol.previous !== undefined)
    await run.adapter?.cancel?.(protocol.previous, abort).catch(() => {});
}

/** Resolves with undefined once a person's stop was taken; a pause or a restart means nothing before the attempt runs. */
async function stopAsked(run: RunContext, journal: Journal, abort: AbortSignal): Promise<undefined> {
  for (;;) {
    const commands = journal.commands();
    if (commands.some(({ command }) => command === 'stop')) {
      const end = { state: 'cancelled', reason: 'a person asked for a stop', cancel: true } as const;
      return journal.commit(
        { phase: 'stopping', end },
        { commands_done: commands.map(({ id }) => id), durable: true },
      ) as undefined;
    }
    await pause(run.deps, run.deps.now() + (run.poll ?? 500), abort);
    abort.throwIfAborted();
  }
}

/**
 * What the new attempt resumes from: the newest checkpoint that is verified complete. It is chosen when the old job has
 * ended, and committed, so that every submission of this attempt is given the same one.
 */
async function chooseCheckpoint(run: RunContext, journal: Journal): Promise<Snapshot['start']> {
  const { start, attempt } = journal.snapshot;
  if (run.checkpoint_dir === undefined || attempt === 1 || start.chosen) return start;
  const before = start.older_than_step;
  const options = { deps: run.deps, ...(before === undefined ? {} : { beforeStep: before }) };
  const checkpoint = await latestVerified(run.checkpoint_dir, options);
  const chosen = { ...start, chosen: true, ...(checkpoint === undefined ? {} : { resume_from: checkpoint.path }) };
  journal.commit({ start: chosen });
  return chosen;
}

function specOf(run: RunContext, attempt: number, start: Snapshot['start']): JobSpec {
  const { argv, cwd, env } = run.command as NonNullable<RunContext['command']>;
  return {
    run_id: run.run_id,
    attempt,
    command: argv,
    cwd,
    env: {
      ...env,
      SIGWATCH_RUN_ID: run.run_id,
      SIGWATCH_ATTEMPT: String(attempt),
      ...(start.resume_from === undefined ? {} : { SIGWATCH_RESUME_FROM: start.resume_from }),
      ...(start.overrides === undefined ? {} : { SIGWATCH_OVERRIDES: JSON.stringify(start.overrides) }),
    },
  };
}
