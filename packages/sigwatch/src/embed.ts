import { basename, resolve } from 'node:path';
import {
  ArgumentError,
  type JobRef,
  type RunOptions,
  replay as replayLogs,
  type SigwatchEvent,
  systemDeps,
  type Watch,
} from '@sigwatch/core';
import { stateDirectory } from '@sigwatch/store';
import { beside } from './beside.js';
import { Common } from './common.js';
import { checkCommand, checkedLogs, requireLogs } from './embed-arguments.js';
import { forgetful, forgotten, kept, supervision } from './embed-keep.js';
import {
  type Checked,
  type CommonOptions,
  type JobRunOptions,
  listOf,
  type Restart,
  type RuleOptions,
  settingsOf,
} from './embed-options.js';
import { inWorld } from './embed-world.js';
import { heartbeatConfig, jobIdOf, locationIn } from './heartbeat/heartbeat-config.js';
import { jobRun } from './job-run.js';
import { environmentOf, newJob, settingsFor } from './job-settings.js';
import { keptRules } from './kept-rules.js';
import { logsOf } from './logs.js';
import { withPolicy } from './platform-defaults.js';
import { nameOfLogs, replayId } from './run-names.js';
import { heartbeatUse } from './settings/heartbeat-use.js';
import { componentsOf, namesOf, rulesOf } from './settings/rules-of.js';
import type { Settings } from './settings/settings.js';
import { createShared } from './shared.js';
import type { LogWorldOptions } from './world.js';

/** What `watch` takes. */
export interface WatchOptions extends CommonOptions, LogWorldOptions {
  /** A folder where the run is kept. Default: none, where `config` names none either; the run ends with the process then. */
  readonly stateDir?: string;
  /** `false`: what is there now is read once. Default: true. */
  readonly follow?: boolean;
}

/** What `run` takes. */
export type RunCommandOptions = JobRunOptions;

/** What `replay` takes. */
export interface ReplayOptions extends RuleOptions, Pick<LogWorldOptions, 'fs'> {}

/**
 * Follows logs, or the heartbeats of one run (`s3://BUCKET/PREFIX/RUN`, `heartbeat:DIRECTORY/RUN`), and tells what happens
 * in them; touches no job. How heartbeats are read is said by `heartbeat:` of `config`. Prints nothing and installs no process handler, and when
 * `done` has settled nothing of it keeps the process alive.
 */
export function watch<const Policy extends Restart>(
  logs: string | readonly string[],
  options: Checked<WatchOptions, Policy> = {},
): Watch {
  const settings = settingsOf(options);
  const given = Array.isArray(logs) && logs.length === 0 ? [] : checkedLogs(listOf(logs));
  const [location] = given.map(locationIn);
  if (location !== undefined) return watchHeartbeats(location, given, settings, options);
  const paths = given.length > 0 ? given : (settings.logs?.value ?? []);
  const { follow = true } = options;
  if (!follow) requireLogs(paths, options.fs);
  const name = settings.name?.value ?? nameOfLogs(paths);
  return inWorld(options, settings, (world) => {
    const rules = keptRules(world.common).load(namesOf(settings));
    // Who names sources in the rules need not name a log.
    if (rules.monitor.sources.length === 0) checkedLogs(paths);
    const all = {
      ...supervision(name, settings, options),
      ...(settings.records && { records: settings.records.value }),
      ...rules,
      logs: (known: Parameters<NonNullable<RunOptions['logs']>>[0]) => logsOf(paths, follow, known, world.common),
    };
    return settings.state_dir === undefined ? forgetful(all, world) : kept(all, settings.state_dir.value, world);
  });
}

function watchHeartbeats(location: string, given: readonly string[], settings: Settings, options: WatchOptions): Watch {
  if (given.length > 1) throw new ArgumentError(`${given.join(' ')}: heartbeats are watched of one run at a time`);
  if (options.follow === false)
    throw new ArgumentError(`heartbeats are followed; status('heartbeat:${location}') tells how the run is now`);
  const adapter = heartbeatConfig(location, heartbeatUse(settings));
  const { logs: _, ...others } = settings;
  const name = settings.name?.value ?? basename(adapter.location);
  const known = supervision(name, settings, options);
  const job: JobRef = { id: jobIdOf(location), incarnation: known.run_id };
  const cwd = process.cwd();
  const followed = { argv: [], cwd, ...newJob(others, { argv: [], cwd }), name, adapter, job };
  const directory = settings.state_dir?.value ?? forgotten();
  const env = environmentOf(followed, process.env, settings);
  return inWorld(options, settings, (world) => {
    const run = jobRun(followed, env, createShared(directory, {}, world.common), componentsOf(settings), world.tell);
    const all = beside({ ...run, ...known }, directory);
    return settings.state_dir === undefined ? forgetful(all, world, directory) : kept(all, directory, world);
  });
}

/**
 * Starts a command of this machine, or that of `config` where it is empty, and supervises it. It outlives this process;
 * its run can be taken up again by its name.
 */
export function run<const Policy extends Restart>(
  command: readonly string[],
  options: Checked<RunCommandOptions, Policy> = {},
): Watch {
  checkCommand(command);
  const { cwd = process.cwd(), env = process.env } = options;
  const given = command.length === 0 ? undefined : { argv: command, cwd: resolve(cwd) };
  const settings = settingsFor(given, settingsOf(options));
  const local = newJob(settings, given);
  if (local === undefined) throw new ArgumentError('there is no command to run');
  const placed = command.length === 0 && options.cwd !== undefined ? { ...local, cwd: resolve(cwd) } : local;
  const job = withPolicy(placed, settings);
  const directory = settings.state_dir?.value ?? stateDirectory();
  return inWorld(options, settings, (world) => {
    const shared = createShared(directory, {}, world.common);
    const all = jobRun(job, environmentOf(job, env, settings), shared, componentsOf(settings), world.tell);
    return kept(beside({ ...all, ...supervision(job.name, settings, options) }, directory), directory, world);
  });
}

/** A dry run of finished logs: what would have been decided, and when. Rejects when nothing can be read. */
export function replay<const Policy extends Restart>(
  logs: string | readonly string[],
  options: Checked<ReplayOptions, Policy> = {},
): AsyncIterable<SigwatchEvent> {
  const paths = checkedLogs(listOf(logs));
  return replayLogs({
    run_id: replayId(paths),
    ...rulesOf(settingsOf(options)),
    logs: logsOf(paths, false, [], new Common(systemDeps, options.fs)),
    now: systemDeps.now,
    ...(options.signal === undefined ? {} : { abort: options.signal }),
  });
}
