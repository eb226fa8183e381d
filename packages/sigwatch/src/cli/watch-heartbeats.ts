import { basename } from 'node:path';
import type { JobAdapter, JobRef, JobStatus, RunSummary } from '@sigwatch/core';
import { openStore } from '@sigwatch/store';
import { PATIENCE } from '../asking/target.js';
import { beside } from '../beside.js';
import { heartbeatConfig, jobIdOf } from '../heartbeat/heartbeat-config.js';
import { runsOfLocation } from '../heartbeat/run-of-location.js';
import { isSameEnd } from '../heartbeat/same-end.js';
import { type JobSettings, jobRun } from '../job-run.js';
import { environmentOf, newJob, takenUp } from '../job-settings.js';
import { unfinishedRun } from '../jobs/known-run.js';
import { componentsFor } from '../settings/components-for.js';
import { heartbeatUse } from '../settings/heartbeat-use.js';
import type { Settings } from '../settings/settings.js';
import { createShared } from '../shared.js';
import { settingsOfRun } from '../supervision/take-up.js';
import { stateDirectoryOf } from './directories.js';
import { exitCodeOf } from './exit-code.js';
import { tellHeartbeats } from './heartbeat-status.js';
import { say as tell } from './say.js';
import { timeoutOf } from './setting.js';
import { settingsOf } from './settings-of.js';
import { superviseInForeground } from './supervise.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch watch LOCATION`: follows one run by its heartbeats, in the journal's own run of that location. */
export async function watchHeartbeats(location: string, options: Options): Promise<number> {
  if (options.once === true) return tellHeartbeats(location, options);
  const settings = settingsOf(options);
  const config = heartbeatConfig(location, heartbeatUse(settings));
  const directory = stateDirectoryOf(options);
  const name = settings.name?.value ?? basename(config.location);
  const { run_id, before, ended } = runHere(basename(config.location), jobIdOf(location), settings, options);
  const job: JobRef = { id: jobIdOf(location), incarnation: run_id };
  const followed: JobSettings = {
    ...(before === undefined ? watched(settings, name) : takenUp(before, settings)),
    adapter: config,
    job,
  };
  const components = await componentsFor(followed, settings);
  const env = environmentOf(followed, process.env, settings);
  const run = jobRun(followed, env, createShared(directory), components, tell);
  if (ended !== undefined && isSameEnd(ended, await statusNow(run.adapter as JobAdapter, job)))
    return tellEnd(ended, config.location, options);
  return superviseInForeground(beside({ run_id, ...run, ...timeoutOf(options) }, directory), options, {
    stops: false,
    left: `${config.location} is not watched any more; sigwatch watch ${config.location} goes on where this ended.`,
  });
}

interface Here {
  readonly run_id: string;
  /** What it was started with, where it is taken up again. */
  readonly before?: JobSettings | undefined;
  /** The run of the location that has ended last. */
  readonly ended?: RunSummary | undefined;
}

function runHere(name: string, job: string, { run_id }: Settings, options: Options): Here {
  if (run_id?.from === 'flag' && run_id.value !== name)
    return { run_id: run_id.value, before: settingsOfRun(unfinishedRun(run_id, stateDirectoryOf(options))) };
  using store = openStore({ directory: stateDirectoryOf(options), readonly: true });
  const { open, ended, next } = runsOfLocation(store.list(), job, name);
  if (open === undefined) return { run_id: next, ended };
  return { run_id: open.run_id, before: settingsOfRun(store.load(open.run_id)) };
}

/** Logs that the file names are those of its own job. */
function watched(settings: Settings, name: string): JobSettings {
  const { logs: _, ...others } = settings;
  const job = newJob(others, { argv: [], cwd: process.cwd() }) as JobSettings;
  return { ...job, name };
}

async function statusNow(adapter: JobAdapter, job: JobRef): Promise<JobStatus> {
  const told = await adapter.status([job], AbortSignal.timeout(PATIENCE));
  return told.get(job.id) ?? { job, state: 'pending' };
}

function tellEnd({ run_id, state, decision }: RunSummary, location: string, { format }: Options): number {
  const out = format === 'pretty' ? process.stdout : process.stderr;
  out.write(
    `${location} has ended, and was told of: ${state}. sigwatch report ${run_id} tells more; a new run begins when it lives again.\n`,
  );
  return exitCodeOf(state, decision);
}
