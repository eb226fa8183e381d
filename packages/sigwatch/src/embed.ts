import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  createRegistry,
  watch as engine,
  loadRunFile,
  memoryStore,
  type Plugin,
  type RunOptions,
  replay as replayLogs,
  type SigwatchEvent,
  systemDeps,
  type Watch,
} from '@sigwatch/core';
import { currentOwner, openStore, stateDirectory } from '@sigwatch/store';
import { localRun } from './local-run.js';
import { environmentOf, newLocalRun, settingsFor } from './local-settings.js';
import { logsOf } from './logs.js';
import { ruleNames } from './rules.js';
import { nameOfLogs, newRunId, replayId } from './run-names.js';
import { componentsOf, rulesOf } from './settings/rules-of.js';
import { type Flags, resolveSettings, type Settings } from './settings/settings.js';

export interface RuleOptions {
  /** Name or file of a monitor, or several. Default: `default`. */
  readonly monitor?: string | readonly string[];
  /** Name or file of a restart policy. Without it sigwatch only observes. */
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
 * Follows logs and tells what happens in them; touches no job. Prints nothing and installs no process handler, and when
 * `done` has settled nothing of it keeps the process alive.
 */
export function watch(logs: string | readonly string[], options: WatchOptions = {}): Watch {
  const settings = settingsOf(options);
  const given = listOf(logs);
  const paths = given.length > 0 ? given : (settings.logs?.value ?? []);
  const { follow = true } = options;
  const name = settings.name?.value ?? nameOfLogs(paths);
  const all = {
    ...supervision(name, settings, options),
    ...rulesOf(settings),
    logs: (known: Parameters<NonNullable<RunOptions['logs']>>[0]) => logsOf(paths, follow, known),
  };
  return settings.state_dir === undefined ? forgetful(all) : kept(all, settings.state_dir.value);
}

/**
 * Starts a command of this machine, or that of `config` where it is empty, and supervises it. It outlives this process;
 * its run can be taken up again by its name.
 */
export function run(command: readonly string[], options: RunCommandOptions = {}): Watch {
  const { cwd = process.cwd(), env = process.env } = options;
  const given = command.length === 0 ? undefined : { argv: command, cwd: resolve(cwd) };
  const settings = settingsFor(given, settingsOf(options));
  const local = newLocalRun(settings, given);
  if (local === undefined) throw new TypeError('there is no command to run');
  const job = command.length === 0 && options.cwd !== undefined ? { ...local, cwd: resolve(cwd) } : local;
  const directory = settings.state_dir?.value ?? stateDirectory();
  const all = localRun(job, environmentOf(job, env, settings), directory, componentsOf(settings));
  return kept({ ...all, ...supervision(job.name, settings, options) }, directory);
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

type Given = Omit<RunOptions, 'store' | 'owner' | 'deps'>;

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
  return closing(engine({ ...given, store, owner: currentOwner(), deps: systemDeps }), () => store[Symbol.dispose]());
}

/** What actions write has to be somewhere while they run. */
function forgetful(given: Given): Watch {
  const directory = join(tmpdir(), `sigwatch-${randomUUID()}`);
  const watched = engine({ ...given, store: memoryStore(directory), owner: currentOwner(), deps: systemDeps });
  return closing(watched, () => rmSync(directory, { recursive: true, force: true }));
}

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

const listOf = (one: string | readonly string[]): readonly string[] => (typeof one === 'string' ? [one] : one);

/** What the caller gives, then the file that it names. A library is not steered by the environment. */
function settingsOf(options: RuleOptions & Partial<RunCommandOptions>): Settings {
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
  const registry = createRegistry(plugins);
  const file = config === undefined ? undefined : loadRunFile(resolve(config), ruleNames(registry));
  const folder = resolve(cwd);
  const given = {
    monitor: monitor === undefined ? undefined : listOf(monitor),
    ...{ restart, name, runId, stateDir: stateDir === undefined ? undefined : resolve(stateDir) },
    log: logs?.map((path) => resolve(folder, path)),
    checkpointDir: checkpointDir === undefined ? undefined : resolve(folder, checkpointDir),
  };
  const flags = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Flags;
  const settings = resolveSettings({ flags, env: {}, file, cwd: process.cwd() });
  if (settings.plugins !== undefined && plugins === undefined)
    throw new TypeError(
      `${settings.plugins.by} names plugins, which the library takes as values: import them, and give them as { plugins: […] }`,
    );
  file?.check(registry);
  return { ...settings, registry };
}
