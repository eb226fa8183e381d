import type { JobAdapter, JobSpec } from '../contract.js';
import { laterCommand } from './later-args.js';
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

/** What is submitted for the attempt at hand; the same each time, once its checkpoint is chosen. */
export function specOf(run: RunContext, { attempt, protocol, control }: Snapshot, start: Snapshot['start']): JobSpec {
  const previous = protocol?.attempt === attempt ? protocol.previous : undefined;
  const { argv, cwd, env } = run.command as NonNullable<RunContext['command']>;
  const { exclude_nodes = [], not_before } = start;
  return {
    run_id: run.run_id,
    attempt,
    ...(previous === undefined ? {} : { previous }),
    ...(exclude_nodes.length === 0 ? {} : { exclude_nodes }),
    ...(not_before === undefined ? {} : { not_before }),
    command: attempt === 1 && start.resume_from === undefined ? argv : laterCommand(argv, run, start).argv,
    cwd,
    env: {
      ...env,
      SIGWATCH_RUN_ID: run.run_id,
      SIGWATCH_ATTEMPT: String(attempt),
      ...(control?.attempt === attempt ? { SIGWATCH_CONTROL: control.folder } : {}),
      ...(start.resume_from === undefined ? {} : { SIGWATCH_RESUME_FROM: start.resume_from }),
      ...(start.overrides === undefined ? {} : { SIGWATCH_OVERRIDES: JSON.stringify(start.overrides) }),
    },
  };
}
