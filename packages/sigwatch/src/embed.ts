import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import {
  ArgumentError,
  type JobRef,
  loadRunFile,
  memoryStore,
  nameOfPack,
  type PackInput,
  type Plugin,
  type RunOptions,
  replay as replayLogs,
  type SigwatchEvent,
  systemDeps,
  type Watch,
} from '@sigwatch/core';
import { currentOwner, openStore, stateDirectory } from '@sigwatch/store';
import { beside } from './beside.js';
import { registryWith } from './built-in.js';
import { heartbeatConfig, jobIdOf, locationIn } from './heartbeat/heartbeat-config.js';
import { jobRun } from './job-run.js';
import { environmentOf, newJob, settingsFor } from './job-settings.js';
import { logsOf } from './logs.js';
import { withPolicy } from './platform-defaults.js';
import { type Recorded, watchRecorded } from './records/watch-recorded.js';
import { ruleNames } from './rules.js';
import { nameOfLogs, newRunId, replayId } from './run-names.js';
import { heartbeatUse } from './settings/heartbeat-use.js';
import { componentsOf, rulesOf } from './settings/rules-of.js';
import { type Flags, resolveSettings, type Settings } from './settings/settings.js';
import { createShared } from './shared.js';

export interface RuleOptions {
  /** Name or file of a monitor, or a pack made by `definePack`, or several. Default: `default`. */
  readonly monitor?: string | PackInput | readonly (string | PackInput)[];
  /** Name or file of a restart policy. Default: none, so that sigwatch only observes; of jobs of Ray and exec `ray`. */
  readonly restart?: string;
  /** Whose components the files may name, beside the built-in ones: what `definePlugin` made. */
  readonly plugins?: readonly Plugin[];
  /** A sigwatch.yaml: its settings hold where none is given here. Without it none is read. */
  readonly config?: string;
}

interface SupervisionOptions extends RuleOptions {
  /** An unfinished run of this name in `stateDir` is taken up again. Default: a new name. */
  readonly runId?: string;
  /** What people call the run. */
  readonly name?: string;
  /** Ends supervision; the job is left as it is. */
  readonly signal?: AbortSignal;
  /** ms after which supervision ends; the job is left as it is. */
  readonly timeout?: number;
}

export interface WatchOptions extends SupervisionOptions {
  /** Where the run is kept. Without it, here or in `config`, nothing is kept: the run ends with the process. */
  readonly stateDir?: string;
  /** `false`: what is there now is read once. Default: true. */
  readonly follow?: boolean;
}

export interface RunCommandOptions extends SupervisionOptions {
  /** Where the run is kept. Default: `$XDG_STATE_HOME/sigwatch`, else `~/.local/state/sigwatch`. */
  readonly stateDir?: string;
  /** Default: the working directory of this process; of the command of `config`, that file's. */
  readonly cwd?: string;
  /** Default: the environment of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Logs that the command writes itself: files, globs or directories. */
  readonly logs?: readonly string[];
  /** Where the command keeps checkpoints: a restart resumes from the newest whole one. */
  readonly checkpointDir?: string;
}

/**
 * Follows logs, or the heartbeats of one run (`s3://BUCKET/PREFIX/RUN`, `heartbeat:DIRECTORY/RUN`), and tells what happens
 * in them; touches no job. How heartbeats are read is said by `heartbeat:` of `config`. Prints nothing and installs no process handler, and when
 * `done` has settled nothing of it keeps the process alive.
 */
export function watch(logs: string | readonly string[], options: WatchOptions = {}): Watch {
  const settings = settingsOf(options);
  const given = listOf(logs);
  const [location] = given.map(locationIn);
  if (location !== undefined) return watchHeartbeats(location, given, settings, options);
  const paths = given.length > 0 ? given : (settings.logs?.value ?? []);
  const { follow = true } = options;
  const name = settings.name?.value ?? nameOfLogs(paths);
  const all = {
    ...supervision(name, settings, options),
    ...(settings.records && { records: settings.records.value }),
    ...rulesOf(settings),
    logs: (known: Parameters<NonNullable<RunOptions['logs']>>[0]) => logsOf(paths, follow, known),
  };
  return settings.state_dir === undefined ? forgetful(all) : kept(all, settings.state_dir.value);
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
  const run = jobRun(followed, env, createShared(directory), componentsOf(settings));
  const all = beside({ ...run, ...known }, directory);
  return settings.state_dir === undefined ? forgetful(all, directory) : kept(all, directory);
}

/**
 * Starts a command of this machine, or that of `config` where it is empty, and supervises it. It outlives this process;
 * its run can be taken up again by its name.
 */
export function run(command: readonly string[], options: RunCommandOptions = {}): Watch {
  const { cwd = process.cwd(), env = process.env } = options;
  const given = command.length === 0 ? undefined : { argv: command, cwd: resolve(cwd) };
  const settings = settingsFor(given, settingsOf(options));
  const local = newJob(settings, given);
  if (local === undefined) throw new ArgumentError('there is no command to run');
  const placed = command.length === 0 && options.cwd !== undefined ? { ...local, cwd: resolve(cwd) } : local;
  const job = withPolicy(placed, settings);
  const directory = settings.state_dir?.value ?? stateDirectory();
  const all = jobRun(job, environmentOf(job, env, settings), createShared(directory), componentsOf(settings));
  return kept(beside({ ...all, ...supervision(job.name, settings, options) }, directory), directory);
}

/** A dry run of finished logs: what would have been decided, and when. Rejects when nothing can be read. */
export function replay(
  logs: string | readonly string[],
  options: RuleOptions & { readonly signal?: AbortSignal } = {},
): AsyncIterable<SigwatchEvent> {
  const paths = listOf(logs);
  return replayLogs({
    run_id: replayId(paths),
    ...rulesOf(settingsOf(options)),
    logs: logsOf(paths, false),
    now: systemDeps.now,
    ...(options.signal === undefined ? {} : { abort: options.signal }),
  });
}

type Given = Omit<Recorded, 'store' | 'owner' | 'deps'>;

function supervision(name: string, { run_id, timeout }: Settings, options: SupervisionOptions) {
  const ends = options.timeout ?? timeout?.value;
  return {
    name,
    run_id: run_id?.value ?? newRunId(name, new Date(), Math.random()),
    ...(options.signal === undefined ? {} : { abort: options.signal }),
    ...(ends === undefined ? {} : { timeout: ends }),
  };
}

function kept(given: Given, directory: string): Watch {
  const store = openStore({ directory });
  return closing(watchRecorded({ ...given, store, owner: currentOwner(), deps: systemDeps }), () =>
    store[Symbol.dispose](),
  );
}

/** What actions write has to be somewhere while they run. */
function forgetful(given: Given, directory = forgotten()): Watch {
  const watched = watchRecorded({ ...given, store: memoryStore(directory), owner: currentOwner(), deps: systemDeps });
  return closing(watched, () => rmSync(directory, { recursive: true, force: true }));
}

const forgotten = (): string => join(tmpdir(), `sigwatch-${randomUUID()}`);

/** The same watch, whose end closes what was opened for it. */
function closing(watched: Watch, close: () => void): Watch {
  const done = watched.done.finally(close);
  done.catch(() => {});
  const stop = async () => {
    await watched.stop();
    await done.catch(() => {});
  };
  return { ...watched, done, stop, [Symbol.asyncDispose]: stop };
}

const listOf = <T extends string | PackInput>(one: T | readonly T[]): readonly T[] =>
  Array.isArray(one) ? one : [one as T];

const named = (monitor: string | PackInput): string => (typeof monitor === 'string' ? monitor : nameOfPack(monitor));

/** What the caller gives, then the file that it names. A library is not steered by the environment. */
export function settingsOf(options: RuleOptions & Partial<RunCommandOptions>): Settings {
  const {
    monitor,
    restart,
    config,
    plugins,
    name,
    runId,
    logs,
    checkpointDir,
    stateDir,
    cwd = process.cwd(),
  } = options;
  const registry = registryWith(plugins);
  const file = config === undefined ? undefined : loadRunFile(resolve(config), ruleNames(registry));
  const folder = resolve(cwd);
  const given = {
    monitor: monitor === undefined ? undefined : listOf(monitor).map(named),
    ...{ restart, name, runId, stateDir: stateDir === undefined ? undefined : resolve(stateDir) },
    log: logs?.map((path) => resolve(folder, path)),
    checkpointDir: checkpointDir === undefined ? undefined : resolve(folder, checkpointDir),
  };
  const flags = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Flags;
  const settings = resolveSettings({ flags, env: {}, file, cwd: process.cwd() });
  if (settings.plugins !== undefined && plugins === undefined)
    throw new ArgumentError(
      `${settings.plugins.by} names plugins, which the library takes as values: import them, and give them as { plugins: […] }`,
    );
  file?.check(registry);
  return { ...settings, registry };
}
