import type { Store, StoredRun } from '@sigwatch/core';
import { type JobRun, type JobSettings, jobRun } from '../job-run.js';
import { environmentOf } from '../job-settings.js';
import { keptEnvironment } from '../kept-environment.js';
import { componentsFor } from '../settings/components-for.js';
import { readDotEnv } from '../settings/dot-env.js';
import { resolveSettings } from '../settings/settings.js';
import { variablesOf } from '../settings/variables.js';
import type { Shared } from '../shared.js';

/** What a run was started with; undefined of one that only watches logs, which nobody can take up by its name alone. */
export function settingsOfRun(run: StoredRun | undefined): JobSettings | undefined {
  return (run?.snapshot as { settings?: unknown } | undefined)?.settings as JobSettings | undefined;
}

/** `over`: there is nothing to take up, now or later. `begun`: whoever began it has stored nothing yet. */
export type Standing = { readonly is: 'led' | 'over' | 'begun' } | { readonly is: 'free'; readonly run: StoredRun };

/** Whether a run could be taken up. Throws when its journal can't be read. */
export function standingOf(store: Store, run_id: string): Standing {
  if (store.owner(run_id) !== undefined) return { is: 'led' };
  const run = store.load(run_id);
  if (run?.snapshot === undefined) return { is: 'begun' };
  if (run.summary.ended_at !== undefined || settingsOfRun(run) === undefined) return { is: 'over' };
  return { is: 'free', run };
}

/** A run as it was started, whatever the environment and the folder of this process say. */
export async function asItWasStarted(
  run: StoredRun,
  shared: Shared,
  tell: (sentence: string) => void,
): Promise<JobRun | undefined> {
  const job = settingsOfRun(run);
  if (job === undefined) return undefined;
  // Who is told is a matter of who supervises, beside what the run's own folder says.
  const { SLACK_WEBHOOK_URL, SNS_TOPIC_ARN } = process.env;
  const dotEnv = readDotEnv(job.cwd);
  const env = { SLACK_WEBHOOK_URL, SNS_TOPIC_ARN };
  const settings = resolveSettings({ flags: shared.typed, env, dotEnv, cwd: job.cwd });
  const variables = variablesOf({ env: process.env, dotEnv, settings });
  const submitter = keptEnvironment(shared.stateDirectory, run.summary.run_id) ?? process.env;
  return jobRun(job, environmentOf(job, submitter), shared, await componentsFor(job, settings, variables), tell);
}
