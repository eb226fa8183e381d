import { ArgumentError, type ComponentConfig, completedBefore, type JobRef } from '@sigwatch/core';
import { beside } from '../beside.js';
import { type JobRun, type JobSettings, jobRun } from '../job-run.js';
import { environmentOf, newJob, settingsFor, type Typed, takenUp } from '../job-settings.js';
import { keepEnvironment, keptEnvironment } from '../kept-environment.js';
import { isHere, LOCAL } from '../platform.js';
import { withPolicy } from '../platform-defaults.js';
import { newRunId } from '../run-names.js';
import { mergedAdapter } from '../settings/adapter-config.js';
import { componentsFor } from '../settings/components-for.js';
import type { Settings } from '../settings/settings.js';
import { createShared } from '../shared.js';
import { pruneState } from '../supervision/prune.js';
import { settingsOfRun } from '../supervision/take-up.js';
import { copiesHint } from './before-start.js';
import { unfinishedRun } from './known-run.js';

/** What is added to what the settings say of a job. */
export interface AskedJob {
  /** A command that was given, instead of the file's. */
  readonly typed?: Typed;
  /** What the run is called where nobody says. */
  readonly name?: string;
  /** Where the job runs, whatever the file says. It is kept with the run. */
  readonly adapter?: ComponentConfig;
  /** The job, which exists already. */
  readonly job?: JobRef;
}

/** By whom it is asked. */
export interface Asking {
  readonly settings: Settings;
  readonly stateDirectory: string;
  /** Of who submits. */
  readonly env: NodeJS.ProcessEnv;
  /** How who asks names a run: `--run-id`, or `runId`. */
  readonly option?: string;
  /** Takes sentences for people. */
  readonly tell: (sentence: string) => void;
}

/** A run that only has to be supervised. */
export interface ReadyJob {
  readonly run: Omit<JobRun, 'health'> & { readonly run_id: string };
  /** An earlier session has completed it: why nothing is to be started. */
  readonly over?: string;
  /** Sees to what others need who take the run up, and deletes what nobody does. To be called before the run begins. */
  keep(): void;
}

/**
 * A job as a run: a new one, or the unfinished one of this name, as it was started. Undefined where nothing says what could be
 * started. Rejects when the run has ended, was started with another command, or has rules or components that can't be used.
 */
export async function readyJob(asked: AskedJob, asking: Asking): Promise<ReadyJob | undefined> {
  const { stateDirectory, tell, option = '--run-id' } = asking;
  const settings = settingsFor(asked.typed, asking.settings);
  const before = settingsOfRun(unfinishedRun(settings.run_id, stateDirectory, option));
  if (before !== undefined) requireSame(before, asked.typed?.argv, settings, option);
  const job = before === undefined ? newJobOf(asked, settings) : takenUp(before, settings);
  if (job === undefined) return undefined;
  const run_id = settings.run_id?.value ?? newRunId(job.name, new Date(), Math.random());
  const components = await componentsFor(job, settings);
  const here = isHere(mergedAdapter(components.adapter, job.adapter) ?? LOCAL);
  const kept = before === undefined ? undefined : keptEnvironment(stateDirectory, run_id);
  const env = environmentOf(job, kept ?? asking.env, settings);
  const run = { run_id, ...jobRun(job, env, createShared(stateDirectory), components, tell) };
  const over = before === undefined ? await completedBefore(run) : undefined;
  const hint = over === undefined ? copiesHint(run) : undefined;
  if (hint !== undefined) tell(hint);
  return {
    run: beside(run, stateDirectory),
    ...(over !== undefined && { over }),
    keep() {
      if (here) return;
      pruneState(stateDirectory, Date.now());
      if (kept === undefined) keepEnvironment(stateDirectory, run_id, asking.env);
    },
  };
}

function newJobOf({ typed, name, adapter, job }: AskedJob, settings: Settings): JobSettings | undefined {
  const known = newJob(settings, typed);
  if (known === undefined) return undefined;
  const asked = {
    ...known,
    ...(name !== undefined && settings.name === undefined && { name }),
    ...(adapter !== undefined && { adapter }),
    ...(job !== undefined && { job }),
  };
  return withPolicy(asked, settings);
}

/** One name is one command; that of the file counts where the file names the run as well. */
function requireSame(
  before: JobSettings,
  typed: readonly string[] | undefined,
  { run_id, command }: Settings,
  option: string,
): void {
  const asked = typed ?? (run_id?.from === 'file' ? command?.value : undefined);
  if (asked === undefined || asked.length === 0 || JSON.stringify(asked) === JSON.stringify(before.argv)) return;
  throw new ArgumentError(
    `run ${run_id?.value} was started with another command (${before.argv.join(' ')}); choose another ${option}, or leave the command out`,
  );
}
