import { latestVerified, newestStep } from '../checkpoint/find.js';
import type { JobAdapter, JobSpec } from '../contract.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import type { Snapshot } from './snapshot.js';

/** The key that names this attempt's jobs on the platform. */
export const keyOf = (run_id: string, attempt: number): string => `${run_id}/${attempt}`;

type Submitting = RunContext & {
  readonly adapter: JobAdapter;
  readonly command: NonNullable<RunContext['command']>;
};

/** Whether attempts can be started here; otherwise the run is followed as far as it goes. */
export function canSubmit(run: RunContext): run is Submitting {
  return run.adapter !== undefined && run.command !== undefined;
}

export function specOf(run: RunContext, attempt: number, start: Snapshot['start']): JobSpec {
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

/**
 * What the new attempt resumes from: the newest checkpoint that is verified complete. It is chosen when the old job has
 * ended, and committed, so that every submission of this attempt is given the same one.
 */
export async function chooseCheckpoint(run: RunContext, journal: Journal): Promise<Snapshot['start']> {
  const { start, attempt } = journal.snapshot;
  if (run.checkpoint_dir === undefined || attempt === 1 || start.chosen) return start;
  // An attempt that was given no checkpoint has taken the newest by itself, and that is the one that can't be read.
  const before = start.older ? (start.older_than_step ?? (await newestStep(run.checkpoint_dir))) : undefined;
  const options = { deps: run.deps, ...(before === undefined ? {} : { beforeStep: before }) };
  const checkpoint = await latestVerified(run.checkpoint_dir, options);
  const chosen = { ...start, chosen: true, ...(checkpoint === undefined ? {} : { resume_from: checkpoint.path }) };
  journal.commit({ start: chosen });
  return chosen;
}
