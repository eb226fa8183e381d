import { latestVerified } from '../checkpoint/find.js';
import type { JobRef, JobSpec, Json } from '../contract.js';
import { intent, type ProtocolState, submitOnce } from '../protocol/index.js';
import { event } from '../report/events.js';
import { newAttempt } from '../run/attempt-state.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import type { Snapshot } from './snapshot.js';

/** The key that names this attempt's jobs on the platform. */
export const keyOf = (run_id: string, attempt: number): string => `${run_id}/${attempt}`;

/** Brings the attempt's job into being exactly once, or takes the one that exists. */
export async function startAttempt(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  const { attempt } = journal.snapshot;
  const context = { run_id: run.run_id, attempt };
  if (run.adapter === undefined || run.command === undefined) {
    const job = attempt === 1 ? run.job : undefined;
    const events = [event(context, run.deps.now(), 'attempt_started', { job: job?.id })];
    return journal.commit(following(journal, job), { events });
  }
  const key = keyOf(run.run_id, attempt);
  if (journal.snapshot.protocol === undefined) journal.commit({ protocol: intent({ key, attempt }) }, { durable: true });
  const start = await chooseCheckpoint(run, journal);
  const job = await submitOnce({
    adapter: run.adapter,
    spec: specOf(run, attempt, start),
    state: journal.snapshot.protocol as ProtocolState,
    save: (protocol, how) => journal.commit({ protocol }, how),
    tell: (text) => journal.commit({}, { events: [event(context, run.deps.now(), 'notice', { severity: 'warning', text })] }),
    deps: run.deps,
    abort,
    ...(run.timing === undefined ? {} : { timing: run.timing }),
  });
  const data = { job: job.id, key, resume_from: start.resume_from, restart: attempt > 1 };
  journal.commit(following(journal, job), { events: [event(context, run.deps.now(), 'attempt_started', data)], durable: true });
}

function following(journal: Journal, job: JobRef | undefined): Partial<Snapshot> {
  const change: Partial<Snapshot> = { phase: 'following', engine: newAttempt };
  if (job === undefined) return change;
  const submitted_at = journal.options.now();
  return { ...change, job, jobs: [...journal.snapshot.jobs, job.id], submitted_at };
}

/**
 * What the new attempt resumes from: the newest checkpoint that is verified complete. It is chosen only now, after the
 * old job has ended, and committed, so that a crash in between does not choose another.
 */
async function chooseCheckpoint(run: RunContext, journal: Journal): Promise<Snapshot['start']> {
  const { start, attempt, protocol } = journal.snapshot;
  if (run.checkpoint_dir === undefined || attempt === 1 || protocol?.phase !== 'intent') return start;
  const before = start.older_than_step;
  const options = { deps: run.deps, ...(before === undefined ? {} : { beforeStep: before }) };
  const checkpoint = await latestVerified(run.checkpoint_dir, options);
  const chosen = checkpoint === undefined ? start : { ...start, resume_from: checkpoint.path };
  journal.commit({ start: chosen });
  return chosen;
}

function specOf(run: RunContext, attempt: number, start: Snapshot['start']): JobSpec {
  const { argv, cwd, env } = run.command as NonNullable<RunContext['command']>;
  const overrides: Json | undefined = start.overrides;
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
      ...(overrides === undefined ? {} : { SIGWATCH_OVERRIDES: JSON.stringify(overrides) }),
    },
  };
}
